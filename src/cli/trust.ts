// Hubs that vouch for themselves: their certificate is remembered when one first comes there, as ssh does it, and from then on it has to be the same.
import { mkdir, readFile, rename, writeFile } from 'node:fs/promises'
import { isIP } from 'node:net'
import { dirname, join } from 'node:path'
import { setTimeout as pause } from 'node:timers/promises'
import { connect, getCACertificates, type PeerCertificate, setDefaultCACertificates, type TLSSocket } from 'node:tls'
import { takeLease } from './lease.ts'
import { stateFolder } from './seat.ts'

/** The message is a sentence for whoever wanted to go there. */
export class Untrusted extends Error {}

type Shown = { readonly fingerprint: string; readonly pem: string }

const patienceMs = 10_000
const lookAgainMs = 20
/** What is said of a certificate that nobody known vouches for. */
const selfMade = new Set(['DEPTH_ZERO_SELF_SIGNED_CERT', 'SELF_SIGNED_CERT_IN_CHAIN', 'UNABLE_TO_VERIFY_LEAF_SIGNATURE'])

/**
 * Before the first connection to a hub by TLS: where nobody vouches for its certificate, this program takes it from now on if it is the one that
 * was remembered, or the first; `say` is told of a first one. Throws `Untrusted`. Whoever cannot be reached is not looked at.
 */
export async function trustHub({ host, port }: { host: string; port: number }, say: (sentence: string) => void): Promise<void> {
  const shown = await certificateOf(host, port)
  if (shown === undefined) return
  const place = `${host}:${port}`.toLowerCase()
  const file = join(stateFolder(process.env), 'known-hubs.json')
  if (!isKnown(await readKnown(file), place, shown, file)) {
    say(
      `The hub at ${place} vouches for itself. Its certificate is remembered; compare it with what the hub says: SHA-256 ${shown.fingerprint}`,
    )
    await using _alone = await aloneAt(file)
    // Another command may have remembered something meanwhile, this very hub for one.
    const known = await readKnown(file)
    if (!isKnown(known, place, shown, file)) await remember(file, { ...known, [place]: shown.fingerprint })
  }
  setDefaultCACertificates([...getCACertificates('default'), shown.pem])
}

/** Whether this very certificate was shown there before. Throws `Untrusted` when it was another one. */
function isKnown(known: Readonly<Record<string, string>>, place: string, shown: Shown, file: string): boolean {
  const before = known[place]
  if (before !== undefined && before !== shown.fingerprint)
    throw new Untrusted(
      `The hub at ${place} shows another certificate than before. If its operator has made a new one, take ${place} out of ${file} and try again; else somebody is in between.`,
    )
  return before !== undefined
}

/** Of several commands one at a time changes the file. Where that cannot be seen to, or takes too long, it is changed all the same. */
async function aloneAt(file: string): Promise<AsyncDisposable | undefined> {
  try {
    for (const end = performance.now() + patienceMs; performance.now() < end; await pause(lookAgainMs)) {
      const lease = await takeLease(`${file}.lock`)
      if (lease !== undefined) return lease
    }
  } catch {}
  return undefined
}

/** The port is that of the scheme where the address has none. */
export async function trustHubOf(url: URL, say: (sentence: string) => void): Promise<void> {
  if (url.protocol !== 'wss:') return
  await trustHub({ host: url.hostname.replace(/^\[|\]$/g, ''), port: url.port === '' ? 443 : Number(url.port) }, say)
}

/** Undefined when others vouch for it, and when there is none to be had. */
async function certificateOf(host: string, port: number): Promise<Shown | undefined> {
  const socket: TLSSocket = connect({ host, port, rejectUnauthorized: false, ...(isIP(host) === 0 && { servername: host }) })
  try {
    return await new Promise<Shown | undefined>(resolve => {
      socket.setTimeout(patienceMs, () => resolve(undefined))
      socket.once('error', () => resolve(undefined))
      socket.once('close', () => resolve(undefined))
      socket.once('secureConnect', () => {
        const why: unknown = socket.authorizationError
        const code = why instanceof Error ? ((why as NodeJS.ErrnoException).code ?? why.message) : String(why)
        resolve(!socket.authorized && selfMade.has(code) ? shownBy(socket.getPeerCertificate()) : undefined)
      })
    })
  } finally {
    socket.destroy()
  }
}

function shownBy({ raw, fingerprint256 }: PeerCertificate): Shown {
  const lines = raw.toString('base64').match(/.{1,64}/g) ?? []
  return { fingerprint: fingerprint256, pem: `-----BEGIN CERTIFICATE-----\n${lines.join('\n')}\n-----END CERTIFICATE-----\n` }
}

async function readKnown(file: string): Promise<Readonly<Record<string, string>>> {
  const text = await readFile(file, 'utf8').catch(() => '{}')
  try {
    const known: unknown = JSON.parse(text)
    return typeof known === 'object' && known !== null ? (known as Record<string, string>) : {}
  } catch {
    throw new Untrusted(`${file} cannot be read. Mend it, or take it away: then every hub that vouches for itself is new.`)
  }
}

/** Where nothing can be kept, each run is the first. */
async function remember(file: string, known: Readonly<Record<string, string>>): Promise<void> {
  try {
    await mkdir(dirname(file), { recursive: true, mode: 0o700 })
    const anew = `${file}.${process.pid}`
    await writeFile(anew, `${JSON.stringify(known, undefined, 2)}\n`, { mode: 0o600 })
    await rename(anew, file)
  } catch {}
}
