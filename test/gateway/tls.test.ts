// Both doors by TLS: with a certificate that the hub makes, and with the operator's; and what comes without TLS.
import assert from 'node:assert/strict'
import { execFileSync } from 'node:child_process'
import { copyFile, readFile, stat } from 'node:fs/promises'
import { request } from 'node:https'
import { connect as connectTcp, type Socket } from 'node:net'
import { join } from 'node:path'
import { after, describe, test } from 'node:test'
import { connect as connectTls, getCACertificates, setDefaultCACertificates, type TLSSocket } from 'node:tls'
import { connect } from '../../src/client/connect.ts'
import { tcp } from '../../src/client/tcp.ts'
import { sha256Of } from '../support/files.ts'
import { type RunningHub, spawnHub, startHub, temporaryFolder } from '../support/hub.ts'
import { skipUnless, works } from '../support/needs.ts'
import { Random } from '../support/random.ts'
import { until, within } from '../support/until.ts'

const noOpenssl = skipUnless(works('openssl', 'version'), 'Needs OpenSSL: apt install openssl.')
const hub = await startHub({ args: ['--tls', 'self-signed', '--rates', 'off'] })
after(() => hub[Symbol.asyncDispose]())
const certificate = join(hub.data, 'tls', 'certificate.pem')
setDefaultCACertificates([...getCACertificates('default'), await readFile(certificate, 'utf8')])

/** All that comes until the other side ends, after `first` was said. */
async function talk(socket: Socket, first: string | Uint8Array): Promise<string> {
  const chunks: Buffer[] = []
  socket.on('data', chunk => chunks.push(Buffer.from(chunk)))
  socket.on('error', () => undefined)
  if (first.length > 0) socket.write(first)
  await within('the end', new Promise(resolve => socket.once('close', resolve)))
  return Buffer.concat(chunks).toString()
}

async function secure(at: RunningHub, options: object = {}): Promise<TLSSocket> {
  const socket = connectTls({ host: '127.0.0.1', port: at.port, ...options })
  await within('the handshake', new Promise((resolve, reject) => socket.once('secureConnect', resolve).once('error', reject)))
  return socket
}

const headOf = (at: RunningHub, path: string, scheme = 'https') =>
  new Promise<{ status: number; headers: Record<string, unknown> }>((resolve, reject) =>
    request({ host: '127.0.0.1', port: at.webPort, path, protocol: `${scheme}:`, rejectUnauthorized: false }, response => {
      response.resume()
      resolve({ status: response.statusCode ?? 0, headers: response.headers })
    })
      .once('error', reject)
      .end(),
  )

describe('a hub that made its certificate', () => {
  test('speaks lines by TLS, with openssl too, and answers all before it closes', { skip: noOpenssl }, async () => {
    const said = execFileSync(
      'openssl',
      ['s_client', '-quiet', '-connect', `127.0.0.1:${hub.port}`, '-CAfile', certificate, '-verify_return_error'],
      {
        input: 'hello\nexit\n',
        encoding: 'utf8',
        stdio: ['pipe', 'pipe', 'ignore'],
      },
    )
    assert.match(said, /^Welcome to Partyline\. You are Client\d+\.[^\n]*\nhello ACK\nGoodbye/)
    const socket = await secure(hub)
    socket.end('one\ntwo\n')
    assert.match(await talk(socket, ''), /one ACK\ntwo ACK\n$/)
  })

  test('speaks frames and takes files by TLS, at both doors', async () => {
    const bytes = new Random(1).bytes(3_000_000)
    for (const [url, options] of [
      [`wss://localhost:${hub.webPort}`, {}],
      [`tls://localhost:${hub.port}`, { transport: tcp() }],
    ] as const) {
      await using party = connect(url, options)
      const { seq } = await within('a receipt', party.room('#lobby').send(`by ${url}`))
      assert.ok(seq > 0)
      const name = `${new URL(url).protocol.slice(0, -1)}.bin`
      const stored = await within('the file', party.room('#lobby').upload(bytes, { name }).done)
      assert.equal(stored.sha256, sha256Of(bytes))
      assert.deepEqual(await readFile(join(hub.files, name)), Buffer.from(bytes))
    }
  })

  test('says at the line door that it speaks TLS, to who speaks without and to who waits', async () => {
    const needed = /^ERROR tls-needed This port speaks TLS\./
    const [spoke, waited] = await Promise.all(['hello\n', ''].map(first => talk(connectTcp(hub.port, '127.0.0.1'), first)))
    assert.match(spoke ?? '', needed)
    assert.match(waited ?? '', needed)
  })

  test('leads who asks for a page without TLS to the page with it, and anything else nowhere', async () => {
    const ask = (head: string) => talk(connectTcp(hub.webPort, '127.0.0.1'), `${head}\r\n\r\n`)
    assert.match(
      await ask('GET /room/lobby?at=1 HTTP/1.1\r\nHost: hub.lan:8080'),
      /^HTTP\/1\.1 308 .*\r\nLocation: https:\/\/hub\.lan:8080\/room\/lobby\?at=1\r\n/,
    )
    for (const head of ['PUT /files/lobby/a HTTP/1.1\r\nHost: hub.lan', 'GET / HTTP/1.1\r\nHost: a b', 'GET / HTTP/1.1', 'nonsense'])
      assert.match(await ask(head), /^HTTP\/1\.1 400 /, head)
    assert.deepEqual((await headOf(hub, '/healthz')).status, 200)
  })

  test('promises browsers nothing, since nobody vouches for it, and sends its cookie by TLS alone', async () => {
    assert.equal((await headOf(hub, '/')).headers['strict-transport-security'], undefined)
    await using party = connect(`wss://localhost:${hub.webPort}`)
    await party.ready()
    let token = ''
    await using other = connect(`wss://localhost:${hub.webPort}`, {
      storage: {
        load: async () => undefined,
        save: async saved => {
          token = saved.token ?? token
        },
      },
    })
    await other.ready()
    await until('it has a token', () => token !== '')
    const response = await fetch(`https://localhost:${hub.webPort}/file`, { method: 'POST', headers: { authorization: `Bearer ${token}` } })
    assert.match(response.headers.get('set-cookie') ?? '', /; HttpOnly; SameSite=Strict; Secure$/)
  })

  test('takes no older TLS than 1.2, and garbage and torn handshakes cost others nothing', async () => {
    await assert.rejects(secure(hub, { minVersion: 'TLSv1', maxVersion: 'TLSv1.1', ciphers: 'DEFAULT@SECLEVEL=0' }))
    const torn = Array.from({ length: 200 }, (_, index) => {
      const socket = connectTcp(hub.port, '127.0.0.1')
      socket.on('error', () => undefined)
      socket.write(
        index % 2 === 0 ? Buffer.from([0x16, 3, 1, 2, 0, 1]) : Buffer.concat([Buffer.from([0x16]), new Random(index).bytes(2_000)]),
      )
      return socket
    })
    const socket = await secure(hub)
    socket.end('still here\n')
    assert.match(await talk(socket, ''), /still here ACK\n$/)
    for (const one of torn) one.destroy()
  })

  test('waits for no more handshakes at once than there may be clients, and for others again when one is over', async () => {
    await using small = await startHub({ args: ['--tls', 'self-signed', '--max-clients', '3'] })
    const shake = () => secure(small, { rejectUnauthorized: false })
    const begin = async (): Promise<Socket> => {
      const socket = connectTcp(small.port, '127.0.0.1').on('error', () => undefined)
      await within('a connection', new Promise(resolve => socket.once('connect', resolve)))
      socket.write(Buffer.from([0x16, 3, 1, 2, 0, 1]))
      return socket
    }
    const waiting = [await begin(), await begin(), await begin()]
    const began = performance.now()
    const turnedAway = await begin()
    await within('the end of a fourth', new Promise(resolve => turnedAway.once('close', resolve)))
    await assert.rejects(shake())
    assert.ok(performance.now() - began < 4_000, 'they were not waited for until they had nothing to say')
    assert.ok(waiting.every(socket => !socket.destroyed))
    waiting[0]?.resetAndDestroy()
    const socket = await until('there is a place again', () => shake().catch(() => undefined))
    socket.end('in time\n')
    assert.match(await talk(socket, ''), /in time ACK\n$/)
    for (const one of waiting) one.destroy()
  })

  test('has the same certificate after a restart, and keeps its key to itself', async () => {
    await using folder = await temporaryFolder()
    const fingerprintOf = ({ output }: RunningHub) => /Certificate SHA-256 (\S+)/.exec(output())?.[1]
    const first = await startHub({ data: folder.path, args: ['--tls', 'self-signed'] })
    await first.stop()
    await using second = await startHub({ data: folder.path, args: ['--tls', 'self-signed'] })
    assert.match(fingerprintOf(first) ?? '', /^([0-9A-F]{2}:){31}[0-9A-F]{2}$/)
    assert.equal(fingerprintOf(second), fingerprintOf(first))
    assert.equal((await stat(join(folder.path, 'tls', 'key.pem'))).mode & 0o777, 0o600)
  })
})

describe('a hub with its operator’s certificate', { skip: noOpenssl }, () => {
  /** A certificate for localhost, by an authority of its own. */
  function issue(folder: string, name: string): { chain: string; key: string; authority: string } {
    const at = (file: string) => join(folder, `${name}-${file}.pem`)
    const openssl = (...args: string[]) => execFileSync('openssl', args, { stdio: 'ignore' })
    const ec = ['-newkey', 'ec', '-pkeyopt', 'ec_paramgen_curve:P-256', '-nodes', '-days', '2']
    openssl('req', '-x509', ...ec, '-keyout', at('authority-key'), '-out', at('authority'), '-subj', `/CN=Authority ${name}`)
    openssl(
      'req',
      '-x509',
      ...ec,
      '-keyout',
      at('key'),
      '-out',
      at('chain'),
      '-subj',
      '/CN=localhost',
      '-addext',
      'subjectAltName=DNS:localhost,IP:127.0.0.1',
      '-CA',
      at('authority'),
      '-CAkey',
      at('authority-key'),
    )
    return { chain: at('chain'), key: at('key'), authority: at('authority') }
  }

  test('takes a renewed one while it runs, keeps who is connected, and promises browsers to stay with TLS', async () => {
    await using folder = await temporaryFolder()
    const [first, second] = [issue(folder.path, 'first'), issue(folder.path, 'second')]
    const [chain, key] = [join(folder.path, 'chain.pem'), join(folder.path, 'key.pem')]
    await copyFile(first.chain, chain)
    await copyFile(first.key, key)
    await using own = await startHub({ args: ['--tls', chain, '--tls-key', key] })
    const fingerprint = async (one: { chain: string }) =>
      execFileSync('openssl', ['x509', '-in', one.chain, '-noout', '-fingerprint', '-sha256'], { encoding: 'utf8' }).trim().split('=')[1]
    const shown = async () => {
      const socket = await secure(own, { rejectUnauthorized: false })
      const { fingerprint256 } = socket.getPeerCertificate()
      socket.destroy()
      return fingerprint256
    }
    const before = await secure(own, { rejectUnauthorized: false })
    const all: Buffer[] = []
    before.on('data', chunk => all.push(Buffer.from(chunk)))
    assert.equal(before.getPeerCertificate().fingerprint256, await fingerprint(first))
    assert.equal((await headOf(own, '/')).headers['strict-transport-security'], 'max-age=31536000')
    // Half of the change is of no use, and changes nothing.
    await copyFile(second.chain, chain)
    await until('it has noticed', () => own.output().includes('The certificate stays as it was.'))
    await copyFile(second.key, key)
    await until('it shows the new one', async () => (await shown()) === (await fingerprint(second)))
    before.write('as before\n')
    await until('who was connected goes on', () => Buffer.concat(all).includes('as before ACK'))
    before.destroy()
  })

  test('that cannot be used says so, and does not start', async () => {
    await using folder = await temporaryFolder()
    const [first, second] = [issue(folder.path, 'first'), issue(folder.path, 'second')]
    const refused = async (...args: string[]): Promise<string> => {
      const { exited, output } = spawnHub({ data: join(folder.path, 'data'), cwd: folder.path, args })
      assert.ok([1, 2].includes(Number(await exited)))
      return output()
    }
    assert.match(await refused('--tls', first.chain, '--tls-key', second.key), /^The key in \S+ is not that of the certificate in /)
    assert.match(await refused('--tls', join(folder.path, 'nothing')), /nothing cannot be read: .* Choose another file\./)
    assert.match(await refused('--tls', first.key, '--tls-key', first.key), /holds no PEM that can be read/)
    assert.match(
      await refused('--host', '0.0.0.0'),
      /^host is `0\.0\.0\.0`, which opens the hub to the network, .* --tls self-signed.* --insecure/,
    )
  })
})
