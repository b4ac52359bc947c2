// What a frame may be, and how everything that is none is answered.
import assert from 'node:assert/strict'
import { after, test } from 'node:test'
import { type Asked, FrameClient } from '../support/frame-client.ts'
import { startHub } from '../support/hub.ts'
import { LineClient } from '../support/line-client.ts'

const hub = await startHub()
after(() => hub[Symbol.asyncDispose]())

for (const way of ['web', 'line'] as const) {
  test(`[F1] frames that cannot be read are bad-command, unknown verbs unknown-command, and one may go on (${way})`, async () => {
    using client = await FrameClient.join(hub, {}, way)
    for (const text of ['nonsense', '{', '[]', '"say"', 'null', '42', '{"id":"a"', '{}}']) {
      client.pipe.send(text)
      const { code, closes } = await client.next('refused')
      assert.deepEqual([code, closes], ['bad-command', false], text)
    }
    const unreadable: readonly [frame: object, code: string][] = [
      [{ verb: 'fly' }, 'unknown-command'],
      [{ verb: 'constructor' }, 'unknown-command'],
      [{ verb: '__proto__' }, 'unknown-command'],
      [{ verb: 7 }, 'unknown-command'],
      [{}, 'unknown-command'],
      [{ verb: 'say' }, 'bad-command'],
      [{ verb: 'say', room: 1 }, 'bad-command'],
      [{ verb: 'say', room: 1, text: '' }, 'bad-command'],
      [{ verb: 'say', room: 1, text: 7 }, 'bad-command'],
      [{ verb: 'say', room: -1, text: 'x' }, 'bad-command'],
      [{ verb: 'say', room: 1.5, text: 'x' }, 'bad-command'],
      [{ verb: 'say', room: {}, text: 'x' }, 'bad-command'],
      [{ verb: 'say', room: 1, text: 'x', replyTo: -1 }, 'bad-command'],
      [{ verb: 'say', room: 1, text: 'x', files: Array(11).fill('a') }, 'bad-command'],
      [{ verb: 'react', room: 1, seq: 1, emoji: 'x'.repeat(33), on: true }, 'bad-command'],
      [{ verb: 'react', room: 1, seq: 1, emoji: 'a b', on: true }, 'bad-command'],
      [{ verb: 'page', room: 1, at: 'sideways' }, 'bad-command'],
      [{ verb: 'page', room: 1, at: 'before' }, 'bad-command'],
      [{ verb: 'page', room: 1, at: 'latest', rows: 0 }, 'bad-command'],
      [{ verb: 'create', name: 'x', kind: 'direct' }, 'bad-command'],
      [{ verb: 'direct', names: [] }, 'bad-command'],
      [{ verb: 'say', room: 99_999, text: 'x' }, 'no-such-room'],
      [{ verb: 'say', room: '#nowhere', text: 'x' }, 'no-such-room'],
      [{ verb: 'say', room: 2 ** 53, text: 'x' }, 'bad-command'],
    ]
    for (const [frame, code] of unreadable) {
      client.pipe.send(JSON.stringify({ id: 'u', ...frame }))
      const answer = await client.answer('u')
      assert.ok(answer.event === 'refused', JSON.stringify(frame))
      assert.deepEqual([answer.code, answer.closes], [code, false], JSON.stringify(frame))
    }
    await client.settled()
    assert.deepEqual(client.unasked, [])
  })

  test(`[F1] an id has 1 to 64 characters; what has no such id is refused without one (${way})`, async () => {
    using client = await FrameClient.join(hub, {}, way)
    await client.want('done', { verb: 'ping', id: 'x'.repeat(64) })
    await client.want('done', { verb: 'ping', id: 'ö🙂 "quoted"' })
    for (const id of [7, null, ['a'], {}, 'x'.repeat(65), undefined]) {
      client.pipe.send(JSON.stringify({ id, verb: 'ping' }))
      assert.equal((await client.next('refused')).code, 'bad-command', JSON.stringify(id))
    }
  })

  test(`[F1] fields that the hub does not know are ignored, whatever they are called (${way})`, async () => {
    using client = await FrameClient.join(hub, {}, way)
    const odd = `"__proto__":{"verb":"exit"},"constructor":{"prototype":{"x":1}},"toString":1,"text2":"${'y'.repeat(1_000)}","nested":${'['.repeat(500)}${']'.repeat(500)}`
    client.pipe.send(`{${odd},"id":"o","verb":"say","room":1,"text":"still here","guest":1,"session":1,"at":0,"seq":99}`)
    const receipt = await client.answer('o')
    assert.ok(receipt.event === 'receipt' && receipt.at > 0)
    const entry = await client.entry(1, receipt.seq)
    const { seq, at, guest, name } = { ...receipt, guest: client.guest, name: client.name }
    assert.deepEqual(entry, { seq, at, guest, author: name, id: 'o', kind: 'message', text: 'still here' })
  })

  test(`[F6] [L4] text is checked as on the line door; only say and edit may hold line breaks (${way})`, async () => {
    using client = await FrameClient.join(hub, {}, way)
    const bad = ['\u0000', 'a\rb', '\u0007', '\u001b[31m', '\u007f', '\u0085', '\u2028', '\u2029', '\u202e', '\u202a']
    for (const text of bad) assert.equal(await client.refused({ verb: 'say', room: 1, text }), 'bad-character', JSON.stringify(text))
    const good = ['\t tab \t', '  spaces  ', 'a\nb\n\nc', '\u200d\u200c', '\u2066x\u2069', 'ab', '🙂'.repeat(100)]
    for (const text of good) {
      const seq = await client.say(1, text)
      const entry = await client.entry(1, seq)
      assert.ok(entry.kind === 'message' && entry.text === text, 'stored and told exactly as it came')
      await client.want('receipt', { verb: 'edit', room: 1, seq, text: `${text}\nedited` })
    }
    const oneLine: readonly Asked[] = [
      { verb: 'name', name: 'a\nb' },
      { verb: 'topic', room: 1, text: 'a\nb' },
      { verb: 'create', name: 'x', kind: 'open', topic: 'a\nb' },
      { verb: 'say', room: 1, text: 'x', files: ['a\nb'] },
      { verb: 'say', room: '#a\nb', text: 'x' },
      { verb: 'search', text: 'a\nb' },
      { verb: 'direct', names: ['a\nb'] },
      { verb: 'react', room: 1, seq: 1, emoji: '\u0007', on: true },
      { verb: 'ping', id: 'a\nb' },
    ]
    for (const command of oneLine) assert.equal(await client.refused(command), 'bad-character', JSON.stringify(command))
  })

  test(`[F6] half a character is bad-utf8, wherever it stands (${way})`, async () => {
    using client = await FrameClient.join(hub, {}, way)
    for (const frame of ['"text":"a\\ud800b"', '"text":"\\udc00"', '"text":"ok","files":["\\ud83d"]', '"text":"ok","room":"\\ud800"']) {
      client.pipe.send(`{"id":"h","verb":"say","room":1,${frame}}`)
      const answer = await client.answer('h')
      assert.ok(answer.event === 'refused' && answer.code === 'bad-utf8', frame)
    }
    await client.settled()
  })

  test(`[F6] a text has at most max-line-bytes bytes, counted in UTF-8 (${way})`, async () => {
    using client = await FrameClient.join(hub, {}, way)
    const seq = await client.say(1, 'x'.repeat(8_192))
    await client.say(1, '🙂'.repeat(2_048))
    await client.say(1, `${'é'.repeat(4_095)}ab`)
    for (const text of ['x'.repeat(8_193), '🙂'.repeat(2_049), `${'é'.repeat(4_096)}a`]) {
      assert.equal(await client.refused({ verb: 'say', room: 1, text }), 'line-too-long')
      assert.equal(await client.refused({ verb: 'edit', room: 1, seq, text }), 'line-too-long')
    }
  })

  test(`[F5] a room is meant by its number or its name, in any case and without its # (${way})`, async () => {
    using client = await FrameClient.join(hub, {}, way)
    const { id } = await client.join(`#Named-${way}`)
    for (const room of [id, `#Named-${way}`, `Named-${way}`, `#NAMED-${way.toUpperCase()}`, `named-${way}`]) {
      const receipt = await client.want('receipt', { verb: 'say', room, text: 'here' })
      assert.equal(receipt.room, id, String(room))
    }
    await client.want('receipt', { verb: 'rename', room: id, name: `#New-${way}` })
    assert.equal((await client.want('receipt', { verb: 'say', room: `#New-${way}`, text: 'here' })).room, id)
    assert.equal(await client.refused({ verb: 'say', room: `#Named-${way}`, text: 'here' }), 'no-such-room')
    const { at } = await client.want('receipt', { verb: 'say', room: id, text: 'when' })
    assert.ok(Math.abs(at - Date.now()) < 60_000, 'milliseconds since 1970')
  })
}

test('[F1] [L3] over TCP a frame beyond 256 KiB is line-too-long, bytes that are no UTF-8 bad-utf8, blank lines nothing', async () => {
  using client = await FrameClient.join(hub, {}, 'line')
  client.pipe.send(`{"id":"big","verb":"ping","pad":"${'x'.repeat(256 * 1_024)}"}`)
  assert.equal((await client.next('refused')).code, 'line-too-long')
  client.pipe.send(`\n  \n\t\r\n{"id":"fits","verb":"ping","pad":"${'x'.repeat(256 * 1_024 - 40)}"}`)
  assert.equal((await client.answer('fits')).event, 'done')
  assert.deepEqual(client.unasked, [])
})

test('[L82] [L8] /json may have frames right behind it, cut anywhere, and a last one without its line end', async () => {
  const bytes = Buffer.from(
    '/json\r\n{"id":"h","verb":"hello","version":1}\r\n{"id":"p","verb":"say","room":1,"text":"é🙂"}\n{"id":"q","verb":"ping"}',
  )
  for (let cut = 1; cut < bytes.length; cut += 3) {
    using client = await LineClient.join(hub)
    client.send(bytes.subarray(0, cut))
    client.socket.end(bytes.subarray(cut))
    assert.equal(await client.line(), 'JSON 1')
    const heard: string[] = []
    for (let line = await client.line(); line !== undefined; line = await client.line()) heard.push(line)
    const answers = heard.flatMap(line => /"re":"(\w)"/.exec(line)?.[1] ?? [])
    assert.deepEqual(answers.sort(), ['h', 'p', 'q'], `cut at ${cut}`)
    assert.ok(heard.some(line => line.includes('"text":"é🙂"')))
  }
})

test('[L82] [L9] who asks for frames and goes without a hello is let go', async () => {
  using talker = await FrameClient.join(hub)
  using client = await LineClient.join(hub)
  assert.equal(await client.ask('/json'), 'JSON 1')
  await talker.say('#lobby', 'meanwhile')
  client.socket.end()
  assert.equal(await client.line(), undefined)
})
