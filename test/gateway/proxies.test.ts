// Proxies before both doors: whose connection it is is told by those that are trusted, in front of TLS too, and by nobody else.
import assert from 'node:assert/strict'
import { type ChildProcess, spawn } from 'node:child_process'
import { once } from 'node:events'
import { writeFile } from 'node:fs/promises'
import { connect, createServer, type Socket } from 'node:net'
import { join } from 'node:path'
import { after, before, describe, test } from 'node:test'
import { connect as connectTls } from 'node:tls'
import { admin } from '../support/admin.ts'
import { HttpSocket } from '../support/http-client.ts'
import { type RunningHub, startHub, temporaryFolder } from '../support/hub.ts'
import { Closed, LineClient } from '../support/line-client.ts'
import { skipUnless, works } from '../support/needs.ts'
import { localHeader, proxyHeader } from '../support/proxy-header.ts'
import { handshake, opcodes, RawWebSocket, textFrame } from '../support/raw-web-socket.ts'
import { until, within } from '../support/until.ts'

/** Loopback has more than one address: this one is the proxy's, from the others people come themselves. */
const proxy = '127.0.0.9'
const untrusted = '127.0.0.1'

async function dial(port: number, from: string, ...first: readonly (string | Uint8Array)[]): Promise<Socket> {
  const socket = connect({ host: '127.0.0.1', port, localAddress: from, noDelay: true })
  await once(socket, 'connect')
  for (const bytes of first) socket.write(bytes)
  return socket
}

/** A client that a proxy passes on. */
async function passedOn(hub: RunningHub, header: Uint8Array): Promise<LineClient> {
  const client = new LineClient(await dial(hub.port, proxy, header))
  client.greeting = (await client.line()) ?? ''
  if (!client.greeting.startsWith('Welcome')) throw new Closed(client.greeting)
  return client
}

/** From where the hub says that this client comes. */
async function addressOf(client: LineClient): Promise<string> {
  const row = (await client.rows('status')).find(line => line.startsWith(`${client.firstName} `)) ?? ''
  return row.split(/ +/)[1] ?? ''
}

/** What comes until the other side closes. */
async function all(socket: Socket): Promise<string> {
  let text = ''
  socket.on('data', chunk => (text += chunk)).on('error', () => undefined)
  await within('the end', new Promise(resolve => socket.once('close', resolve)))
  return text
}

describe('a hub behind a trusted proxy', () => {
  let hub: RunningHub
  before(async () => {
    hub = await startHub({ args: ['--trust-proxy', '127.0.0.8/29', '--max-clients-per-address', '2'] })
  })
  after(() => hub[Symbol.asyncDispose]())

  test('[L18] knows people by the address that the header tells, IPv4 and IPv6, and passes over what else stands in it', async () => {
    using four = await passedOn(hub, proxyHeader('203.0.113.7', 4_711, Buffer.from([0x04, 0, 3, 1, 2, 3])))
    using six = await passedOn(hub, proxyHeader('2001:db8::7', 4_712))
    assert.deepEqual([await addressOf(four), await addressOf(six)], ['203.0.113.7:4711', '[2001:db8::7]:4712'])
    assert.match(await admin(hub, 'sessions'), / 203\.0\.113\.7:4711 /)
  })

  test('[L18] reads what comes with the header, and a header that comes byte by byte', async () => {
    const together = Buffer.concat([proxyHeader('203.0.113.8', 1), Buffer.from('at once\n')])
    using client = await passedOn(hub, together)
    assert.equal(await client.reply(), 'at once ACK')
    const socket = await dial(hub.port, proxy)
    for (const byte of proxyHeader('203.0.113.8', 2)) {
      socket.write(Buffer.of(byte))
      await new Promise(setImmediate)
    }
    using slow = new LineClient(socket)
    assert.match((await slow.line()) ?? '', /^Welcome/)
    assert.match(await slow.ask('byte by byte'), /ACK$/)
    const last = await dial(hub.port, proxy)
    last.end(Buffer.concat([proxyHeader('203.0.113.9', 3), Buffer.from('and goes\n')]))
    assert.match(await all(last), /^Welcome.*\nand goes ACK\n$/)
  })

  test('[L18] knows a proxy that speaks for itself by its own address', async () => {
    using client = await passedOn(hub, localHeader)
    assert.equal(await addressOf(client), `${proxy}:${client.socket.localPort}`)
  })

  test('[L11] [L18] counts by the address that was told', async () => {
    using _one = await passedOn(hub, proxyHeader('203.0.113.20', 1))
    using _two = await passedOn(hub, proxyHeader('203.0.113.20', 2))
    await assert.rejects(passedOn(hub, proxyHeader('203.0.113.20', 3)), /^Error: ERROR too-many-from-address /)
    using other = await passedOn(hub, proxyHeader('203.0.113.21', 1))
    assert.equal(await other.ask('me too'), 'me too ACK')
  })

  test('[L18] closes without version 2 of it, says why in the log, and does not wait for ever', async () => {
    const begin = performance.now()
    const [one, none, nothing, empty] = await Promise.all(
      ['PROXY TCP4 203.0.113.7 203.0.113.8 1 2\r\nhello\n', 'hello\n', '', proxyHeader('203.0.113.7', 1).subarray(0, 20)].map(async first =>
        all(await dial(hub.port, proxy, first)),
      ),
    )
    assert.deepEqual([one, none, nothing, empty], ['', '', '', ''])
    assert.ok(performance.now() - begin > 4_000)
    for (const why of ['its header is of version 1', 'it did not begin with a header', 'its header did not come in time'])
      assert.ok(hub.output().includes(why), why)
  })

  test('[L18] reads no header of anybody else', async () => {
    using client = await LineClient.join(hub, untrusted)
    client.send(Buffer.concat([proxyHeader('203.0.113.7', 4_711), Buffer.from('\nmark\n')]))
    const replies: string[] = []
    while (replies.at(-1) !== 'mark ACK') replies.push(await client.reply())
    assert.match(replies.join('\n'), /QUIT ACK\nERROR bad-/, 'to the hub they are lines like any')
    assert.equal(await addressOf(client), `${untrusted}:${client.socket.localPort}`)
  })

  test('[W6] it is the same at the web door, for HTTP and WebSocket', async () => {
    const header = proxyHeader('203.0.113.30', 99)
    using http = new HttpSocket(await dial(hub.webPort, proxy, header))
    for (let turn = 0; turn < 2; turn++) {
      http.ask('/files/lobby')
      assert.equal((await http.answer()).status, 200)
    }
    using sender = new HttpSocket(await dial(hub.webPort, proxy))
    sender.send(
      Buffer.concat([header, Buffer.from('PUT /files/lobby/by-proxy.txt HTTP/1.1\r\nHost: hub\r\nContent-Length: 5\r\n\r\nhello')]),
    )
    assert.equal((await sender.answer()).status, 201)
    using web = new RawWebSocket(await dial(hub.webPort, proxy, header, handshake(hub), textFrame({ id: 'h', verb: 'hello', version: 1 })))
    assert.equal((await web.answer('h')).event, 'hello')
    assert.match(await admin(hub, 'sessions'), / 203\.0\.113\.30:99 /)
    assert.ok((await web.next(opcodes.text)) !== undefined || web.isGone)
    assert.equal(await all(await dial(hub.webPort, proxy, 'GET /healthz HTTP/1.1\r\nHost: hub\r\n\r\n')), '')
    using local = await HttpSocket.open(hub)
    local.ask('/healthz')
    assert.equal((await local.answer()).status, 200)
  })
})

test('[L18] the header stands before TLS', async () => {
  await using hub = await startHub({ args: ['--tls', 'self-signed', '--trust-proxy', proxy] })
  const raw = await dial(hub.port, proxy, proxyHeader('2001:db8::9', 7))
  const secure = connectTls({ socket: raw, rejectUnauthorized: false })
  await once(secure, 'secureConnect')
  using client = new LineClient(secure)
  client.greeting = (await client.line()) ?? ''
  assert.equal(await addressOf(client), '[2001:db8::9]:7')
  const bare = connectTls({ socket: await dial(hub.port, proxy), rejectUnauthorized: false }).on('error', () => undefined)
  await within('the end of who has no header', new Promise(resolve => bare.once('close', resolve)))
  const own = connectTls({ host: '127.0.0.1', port: hub.port, rejectUnauthorized: false })
  await once(own, 'secureConnect')
  own.destroy()
})

const noHaproxy = skipUnless(works('haproxy', '-v'), 'Needs haproxy: apt-get install haproxy.')
test('[L18] [W6] haproxy passes on whose connections they are', { skip: noHaproxy }, async () => {
  await using hub = await startHub({ args: ['--trust-proxy', '127.0.0.1'] })
  await using folder = await temporaryFolder()
  const [linePort, webPort] = [await freePort(), await freePort()]
  const listen = (name: string, port: number, to: number): string =>
    `listen ${name}\n  bind 127.0.0.1:${port}\n  server hub 127.0.0.1:${to} send-proxy-v2\n`
  const defaults = 'defaults\n  mode tcp\n  timeout connect 5s\n  timeout client 60s\n  timeout server 60s\n'
  const config = join(folder.path, 'haproxy.cfg')
  await writeFile(config, defaults + listen('lines', linePort, hub.port) + listen('web', webPort, hub.webPort))
  const haproxy: ChildProcess = spawn('haproxy', ['-db', '-f', config], { stdio: 'ignore' })
  try {
    const client = await until('haproxy passes on', () =>
      LineClient.join({ host: '127.0.0.1', port: linePort }, '127.0.0.77').catch(() => undefined),
    )
    assert.equal(await addressOf(client), `127.0.0.77:${client.socket.localPort}`)
    assert.equal(await client.ask('by haproxy'), 'by haproxy ACK')
    using web = new RawWebSocket(await dial(webPort, '127.0.0.78', handshake(hub), textFrame({ id: 'h', verb: 'hello', version: 1 })))
    assert.equal((await web.answer('h')).event, 'hello')
    assert.match(await admin(hub, 'sessions'), new RegExp(` 127\\.0\\.0\\.78:${web.socket.localPort} `))
    client[Symbol.dispose]()
  } finally {
    const gone = once(haproxy, 'exit')
    haproxy.kill('SIGKILL')
    await gone
  }
})

async function freePort(): Promise<number> {
  const server = createServer().listen(0, '127.0.0.1')
  await once(server, 'listening')
  const address = server.address()
  server.close()
  return typeof address === 'object' && address !== null ? address.port : 0
}
