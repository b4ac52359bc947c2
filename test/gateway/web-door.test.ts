// The web door from outside: who may open a WebSocket, what closes one, and bytes that come in any shape.
import assert from 'node:assert/strict'
import { connect } from 'node:net'
import { after, test } from 'node:test'
import { FrameClient } from '../support/frame-client.ts'
import { startHub } from '../support/hub.ts'
import { clientFrame, handshake, opcodes, RawWebSocket, textFrame } from '../support/raw-web-socket.ts'

const hub = await startHub({ args: ['--web-origins', 'https://talk.example,http://other.example:81', '--rates', 'off'] })
after(() => hub[Symbol.asyncDispose]())

const hello = textFrame({ id: 'h', verb: 'hello', version: 1 })
const frameBytes = 256 * 1_024

/** A ping as a frame of exactly so many bytes. */
function pingOf(id: string, bytes: number): string {
  const start = `{"id":"${id}","verb":"ping","pad":"`
  return `${start}${'x'.repeat(bytes - start.length - 2)}"}`
}

test('[W1] /healthz says that all is well; what is not there is 404', async () => {
  const answer = await fetch(`http://${hub.host}:${hub.webPort}/healthz`)
  assert.deepEqual([answer.status, await answer.json()], [200, { status: 'ok' }])
  for (const path of ['/ws/', '/nothing', '/healthz/x']) {
    const missing = await fetch(`http://${hub.host}:${hub.webPort}${path}`)
    assert.equal(missing.status, 404, path)
    await missing.body?.cancel()
  }
})

test('[W2] programs, the hub’s own pages and those that were named may connect; any other origin is 403', async () => {
  const own = `http://${hub.host}:${hub.webPort}`
  const expected: readonly [origin: string | undefined, status: number][] = [
    [undefined, 101],
    [own, 101],
    ['https://talk.example', 101],
    ['http://other.example:81', 101],
    ['http://talk.example', 403],
    ['https://talk.example:444', 403],
    ['https://other.example:81', 403],
    ['https://talk.example.evil.example', 403],
    ['https://evil.example', 403],
    [`http://${hub.host}`, 403],
    [`http://${hub.host}:${hub.webPort + 1}`, 403],
    ['null', 403],
    ['', 403],
    ['nonsense', 403],
    ['file://', 403],
  ]
  for (const [origin, status] of expected) {
    using web = await RawWebSocket.open(hub, handshake(hub, origin === undefined ? '' : `Origin: ${origin}\r\n`))
    assert.equal(web.status, status, String(origin))
  }
})

test('[W2] requests of any form are answered, and none stops the hub', async () => {
  const targets = ['//', '/ws?x=1', '/ws#x', 'http://[', '*', '/%', '/ws\u00e9', `/${'x'.repeat(10_000)}`, '/../ws', '//ws', 'ws']
  for (const target of targets) {
    using web = await RawWebSocket.open(hub, handshake(hub, '', target))
    assert.ok(web.status === 101 || (web.status >= 400 && web.status < 500), `${target.slice(0, 20)} was answered ${web.status}`)
  }
  const heads = [
    'Sec-WebSocket-Extensions: permessage-deflate\r\n',
    'Sec-WebSocket-Protocol: a, b\r\n',
    'Cookie: ;;;=;partyline=\r\n',
    'Host: [\r\n',
    'Authorization: Bearer\r\n',
  ]
  for (const head of heads) {
    using web = await RawWebSocket.open(hub, handshake(hub, head))
    assert.ok(web.status === 101 || web.status === 400, head)
    assert.doesNotMatch(web.head, /permessage-deflate/)
  }
  using old = await RawWebSocket.open(hub, handshake(hub).replace('Version: 13', 'Version: 7'))
  assert.ok(old.status >= 400 && old.status < 500)
  using client = await FrameClient.join(hub)
  await client.settled()
  assert.doesNotMatch(hub.output(), /fault/i)
})

const ends: readonly [what: string, bytes: Buffer, code: number][] = [
  ['a binary message', clientFrame(opcodes.binary, 'x'), 1003],
  ['a binary message in pieces', Buffer.concat([clientFrame(opcodes.binary, 'x', { last: false }), clientFrame(opcodes.more, 'y')]), 1003],
  ['a compressed message', clientFrame(opcodes.text, 'x', { reserved: 4 }), 1002],
  ['a message that is not masked', clientFrame(opcodes.text, '{}', { masked: false }), 1002],
  ['an opcode that there is not', clientFrame(5, ''), 1002],
  ['a control frame in pieces', clientFrame(opcodes.ping, '', { last: false }), 1002],
  ['a control frame that is too long', clientFrame(opcodes.ping, 'x'.repeat(126)), 1002],
  ['the rest of a message that never began', clientFrame(opcodes.more, 'x'), 1002],
  ['a message within another', Buffer.concat([clientFrame(opcodes.text, 'a', { last: false }), clientFrame(opcodes.text, 'b')]), 1002],
  ['a message over 256 KiB', clientFrame(opcodes.text, 'x'.repeat(frameBytes + 1)), 1009],
  ['a message that says it is a terabyte', clientFrame(opcodes.text, '', { length: 2 ** 40 }), 1009],
  [
    'a message over 256 KiB in pieces',
    Buffer.concat([
      clientFrame(opcodes.text, 'x'.repeat(frameBytes), { last: false }),
      ...Array.from({ length: 2 }, () => clientFrame(opcodes.more, 'x', { last: false })),
    ]),
    1009,
  ],
  ['text that is not UTF-8', clientFrame(opcodes.text, Buffer.of(0x22, 0xff, 0x22)), 1007],
]
for (const [what, bytes, code] of ends) {
  test(`[W3] ${what} closes with ${code}, before the hello and after it, and what comes behind is not carried out`, async () => {
    using witness = await FrameClient.join(hub)
    for (const introduced of [false, true]) {
      using web = await RawWebSocket.open(hub)
      if (introduced) {
        web.send(hello)
        await web.answer('h')
      }
      web.send(bytes, textFrame({ id: 's', verb: 'say', room: 1, text: 'behind it' }))
      assert.equal(await web.closeCode(), code)
      web.send(clientFrame(opcodes.close, Buffer.of(code >> 8, code & 0xff)))
      await web.gone
      assert.deepEqual(
        web.heard.filter(({ opcode }) => opcode === opcodes.text && !introduced),
        [],
      )
    }
    const last = await witness.say(1, 'the witness')
    await witness.entry(1, last)
    assert.ok(!witness.entries(1).some(entry => entry.kind === 'message' && entry.text === 'behind it'))
  })
}

test('[W3] [F1] a message of exactly 256 KiB is read', async () => {
  using web = await RawWebSocket.open(hub)
  web.send(hello, clientFrame(opcodes.text, pingOf('p', frameBytes)))
  assert.equal((await web.answer('p')).event, 'done')
})

test('[L8] [F1] bytes cut at every position, and messages in pieces of any size, mean the same', async () => {
  const text = Buffer.from('{"id":"s","verb":"say","room":1,"text":"é🙂 in pieces"}')
  const stream = Buffer.concat([hello, clientFrame(opcodes.ping, 'p'), clientFrame(opcodes.text, text)])
  for (let cut = 1; cut < stream.length; cut += 2) {
    using web = await RawWebSocket.open(hub)
    web.socket.write(stream.subarray(0, cut))
    await new Promise(resolve => setImmediate(resolve))
    web.socket.write(stream.subarray(cut))
    assert.equal((await web.answer('s')).event, 'receipt', `cut at ${cut}`)
  }
  for (let size = 1; size < 12; size++) {
    using web = await RawWebSocket.open(hub)
    const pieces: Buffer[] = []
    for (let at = 0; at < text.length; at += size) {
      const opcode = at === 0 ? opcodes.text : opcodes.more
      pieces.push(clientFrame(opcode, text.subarray(at, at + size), { last: at + size >= text.length }), clientFrame(opcodes.ping, `${at}`))
    }
    web.send(hello, ...pieces)
    assert.equal((await web.answer('s')).event, 'receipt', `in pieces of ${size}`)
  }
  using single = await RawWebSocket.open(hub)
  for (const byte of stream) single.socket.write(Buffer.of(byte))
  assert.equal((await single.answer('s')).event, 'receipt', 'byte by byte')
})

test('[W2] the handshake and the first frames may come in one packet', async () => {
  using web = await RawWebSocket.open(hub, Buffer.concat([Buffer.from(handshake(hub)), hello, textFrame({ id: 'p', verb: 'ping' })]))
  assert.equal((await web.answer('p')).event, 'done')
})

test('[W4] pings are answered, with what they carried, before the hello and after it', async () => {
  using web = await RawWebSocket.open(hub)
  web.send(clientFrame(opcodes.ping, 'one'))
  assert.equal(String(await web.next(opcodes.pong)), 'one')
  web.send(hello, clientFrame(opcodes.ping, ''))
  assert.equal(String(await web.next(opcodes.pong)), '')
})

test('[W5] who closes is answered with its code, and who resets is simply gone', async () => {
  using witness = await FrameClient.join(hub)
  using web = await RawWebSocket.open(hub)
  web.send(textFrame({ id: 'h', verb: 'hello', version: 1, name: 'Closer' }))
  await web.answer('h')
  web.send(clientFrame(opcodes.close, Buffer.concat([Buffer.of(0x0f, 0xa1), Buffer.from('bye')])))
  assert.equal(await web.closeCode(), 4001)
  await web.gone
  await witness.next('left', ({ name }) => name === 'Closer')
  using other = await RawWebSocket.open(hub)
  other.send(textFrame({ id: 'h', verb: 'hello', version: 1, name: 'Resetter' }))
  await other.answer('h')
  other.socket.resetAndDestroy()
  await witness.next('left', ({ name }) => name === 'Resetter')
  const { rows } = await witness.want('status', { verb: 'status', past: 10 })
  assert.deepEqual(
    ['Closer', 'Resetter'].map(name => rows.find(row => row.name === name)?.ended?.reason),
    ['closed', 'reset'],
  )
})

test('[W1] a request that is no HTTP at all harms nobody', async () => {
  for (const garbage of ['hello\r\n\r\n', '\u0016\u0003\u0001\u0002\u0000\u0001', 'GET', '\0'.repeat(100_000)]) {
    const socket = connect({ host: hub.host, port: hub.webPort })
    socket.on('error', () => undefined)
    socket.resume()
    socket.end(garbage)
    await new Promise(resolve => socket.once('close', resolve))
  }
  assert.equal((await fetch(`http://${hub.host}:${hub.webPort}/healthz`)).status, 200)
})
