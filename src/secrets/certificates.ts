// The certificate by which a hub speaks TLS: the operator's, read again when it changes, or one that the hub makes for itself once.
import { createPrivateKey, X509Certificate } from 'node:crypto'
import { chmodSync, existsSync, mkdirSync, readFileSync, unwatchFile, watchFile, writeFileSync } from 'node:fs'
import { hostname, networkInterfaces } from 'node:os'
import { join } from 'node:path'

/** The message is a sentence for the operator. */
export class CannotSecure extends Error {}

export type CertificateFiles = { readonly chain: string; readonly key: string }

export type OwnCertificate = {
  /** PEM: the certificate, and after it what leads up to it. */
  readonly chain: string
  /** PEM. */
  readonly key: string
  /** SHA-256 of the certificate, as browsers and `openssl x509 -fingerprint` show it. */
  readonly fingerprint: string
  /** Nobody but the hub itself vouches for it. */
  readonly isSelfSigned: boolean
}

const selfSignedYears = 10
const dayMs = 86_400_000
const lookAgainMs = 5_000

/** Reads a certificate and its key. Throws `CannotSecure`. */
export function readCertificate(files: CertificateFiles): OwnCertificate {
  const [chain, key] = [readPem(files.chain), readPem(files.key)]
  const certificate = parsed(files.chain, () => new X509Certificate(chain))
  const privateKey = parsed(files.key, () => createPrivateKey(key))
  if (!certificate.checkPrivateKey(privateKey))
    throw new CannotSecure(`The key in ${files.key} is not that of the certificate in ${files.chain}. Choose the one it was made with.`)
  if (certificate.validToDate.getTime() < Date.now())
    throw new CannotSecure(`The certificate in ${files.chain} ended on ${certificate.validTo}. Choose a newer one.`)
  const isSelfSigned = certificate.issuer === certificate.subject && certificate.verify(certificate.publicKey)
  return { chain, key, fingerprint: certificate.fingerprint256, isSelfSigned }
}

/** The certificate that the hub with this data folder has made for itself; made now when there is none. Throws `CannotSecure`. */
export async function selfSigned(data: string, host: string): Promise<OwnCertificate> {
  const folder = join(data, 'tls')
  const files = { chain: join(folder, 'certificate.pem'), key: join(folder, 'key.pem') }
  if (!existsSync(files.chain) || !existsSync(files.key)) await makeSelfSigned(folder, files, host)
  return readCertificate(files)
}

/** Calls back with what the files hold after they have changed; with a sentence when that is of no use, and what was before stays. */
export function watchCertificate(
  files: CertificateFiles,
  changed: (certificate: OwnCertificate) => void,
  failed: (sentence: string) => void,
): Disposable {
  let before = readCertificate(files)
  const look = (): void => {
    try {
      const now = readCertificate(files)
      if (now.chain === before.chain && now.key === before.key) return
      before = now
      changed(now)
    } catch (thrown) {
      if (!(thrown instanceof CannotSecure)) throw thrown
      failed(thrown.message)
    }
  }
  for (const path of [files.chain, files.key]) watchFile(path, { persistent: false, interval: lookAgainMs }, look)
  return {
    [Symbol.dispose]: () => {
      for (const path of [files.chain, files.key]) unwatchFile(path, look)
    },
  }
}

async function makeSelfSigned(folder: string, files: CertificateFiles, host: string): Promise<void> {
  // Loaded once in a hub's life.
  const { generate } = await import('selfsigned')
  const names = new Set(['localhost', hostname(), `${hostname()}.local`])
  const addresses = new Set(['127.0.0.1', '::1'])
  for (const { address } of Object.values(networkInterfaces()).flatMap(all => all ?? []))
    if (!address.startsWith('fe80')) addresses.add(address)
  if (!addresses.has(host) && !/[:%]|^[\d.]+$/.test(host)) names.add(host)
  const made = await generate([{ name: 'commonName', value: 'Partyline' }], {
    keyType: 'ec',
    algorithm: 'sha256',
    notAfterDate: new Date(Date.now() + selfSignedYears * 365 * dayMs),
    extensions: [
      { name: 'basicConstraints', cA: false, critical: true },
      { name: 'keyUsage', digitalSignature: true, critical: true },
      { name: 'extKeyUsage', serverAuth: true },
      {
        name: 'subjectAltName',
        altNames: [...[...names].map(value => ({ type: 2 as const, value })), ...[...addresses].map(ip => ({ type: 7 as const, ip }))],
      },
    ],
  })
  mkdirSync(folder, { recursive: true, mode: 0o700 })
  writeFileSync(files.key, made.private, { mode: 0o600 })
  chmodSync(files.key, 0o600)
  writeFileSync(files.chain, made.cert)
}

function readPem(path: string): string {
  try {
    return readFileSync(path, 'utf8')
  } catch (thrown) {
    throw new CannotSecure(`${path} cannot be read: ${thrown instanceof Error ? thrown.message : String(thrown)}. Choose another file.`)
  }
}

function parsed<T>(path: string, parse: () => T): T {
  try {
    return parse()
  } catch {
    throw new CannotSecure(`${path} holds no PEM that can be read. Choose a file that begins with -----BEGIN.`)
  }
}
