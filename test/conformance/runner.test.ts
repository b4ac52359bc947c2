// The conformance runner itself, against hubs of a few lines: what is right passes, and each kind of fault is found and told clearly.
import assert from 'node:assert/strict'
import { createHash } from 'node:crypto'
import type { Socket } from 'node:net'
import { test } from 'node:test'
import { type Known, unmetNeed } from '../../conformance/needs.ts'
import { play, type Target } from '../../conformance/play.ts'
import { parseTranscripts } from '../../conformance/transcript.ts'
import { startSmallHub } from './small-hub.ts'

type Answer = (line: string, socket: Socket) => string | undefined

const simple = '# [L30] hello\nben| connects as {ben}\nben> hello\nben< hello ACK\n'

async function playOn(text: string, answer?: Answer, more: Partial<Target> & { perPacket?: boolean } = {}): Promise<void> {
  const [transcript] = parseTranscripts(text, 'some.txt')
  assert.ok(transcript)
  await using hub = await startSmallHub(answer, more.perPacket)
  await play(transcript, { host: hub.host, port: hub.port, timeoutMs: 5_000, isBusy: false, ...more })
}

test('the runner passes what is as written', async () => {
  await playOn(simple)
})

test('the runner shows what was expected and what came, with control bytes visible, and where', async () => {
  const fault = await playOn(simple, line => (line === 'hello' ? 'hel\x07lo\u0080 ACK\r\n' : undefined)).catch(String)
  assert.match(`${fault}`, /some\.txt:4: ben< hello ACK/)
  assert.match(`${fault}`, /expected: hello ACK\ngot: {6}hel\\x07lo\\x80 ACK\\x0D\n {13}\^ byte 3/)
  assert.match(`${fault}`, /\| ben> hello\\n/)
})

test('the runner finds a line that nobody asked for', async () => {
  const fault = await playOn(simple, line => (line === 'hello' ? 'hello ACK\nhello ACK\n' : undefined)).catch(String)
  assert.match(`${fault}`, /expected: LIMITS <rows>\ngot: {6}hello ACK/)
})

test('the runner passes over the comings and goings of others, and with "notices: expected" not those of its own people', async () => {
  const notice =
    (name: string): Answer =>
    line =>
      line === 'hello' ? `* ${name} joined\nhello ACK\n` : undefined
  await playOn(simple, notice('Zoe'))
  await playOn(simple.replace('ben|', 'notices: expected\nben|'), notice('Zoe'))
  const own = '# [L24] x\nnotices: expected\nben| connects\nben> hello\nben< hello ACK\n'
  await assert.rejects(playOn(own, notice('Client01')), /Client01 joined/)
})

test('the runner passes over the chat of others only on a busy hub', async () => {
  const chat: Answer = line => (line === 'hello' ? '[#lobby] Zoe: hi\nhello ACK\n' : undefined)
  await assert.rejects(playOn(simple, chat), /got: {6}\[#lobby\] Zoe: hi/)
  await playOn(simple, chat, { isBusy: true })
})

test('the runner waits for a bounded time', async () => {
  const fault = await playOn(simple, line => (line === 'hello' ? '' : undefined), { timeoutMs: 200 }).catch(String)
  assert.match(`${fault}`, /some\.txt:4: ben< hello ACK\nnothing more came within 200 ms/)
})

test('the runner finds a hub that closes, and one that does not', async () => {
  const closing: Answer = (_line, socket) => {
    socket.end('hel')
    return ''
  }
  await assert.rejects(
    playOn('# [L30] x\nben| connects\nben> hello\nben< hello ACK\n', closing),
    /the hub closed after the unfinished line hel/,
  )
  await playOn('# [L45] x\nben| connects\nben| fin\nben| closed\n')
  await assert.rejects(
    playOn('# [L45] x\nben| connects\nben> exit\nben< exit ACK\nben| closed\n', undefined, { timeoutMs: 200 }),
    /nothing more came/,
  )
})

test('the runner finds a hub for which packets matter, and names the cut', async () => {
  const text = '# [L8] x\ncuts: at every byte\nben| connects\nben>> hello\\n\nben< hello ACK\n'
  await playOn(text)
  await assert.rejects(playOn(text, undefined, { perPacket: true }), /, cut after byte 1\n/)
  await assert.rejects(playOn(text.replace('at every byte', 'one-byte packets'), undefined, { perPacket: true }), /, in one-byte packets\n/)
})

test('the runner counts the rows of a table and compares them', async () => {
  const table =
    (reply: string): Answer =>
    line =>
      line === '/who' ? reply : undefined
  const text = '# [L48] x\nben| connects\nben> /who\nben< WHO <rows:n>\nben- Ann\nben- <name:second>\nben! Zoe\nben= <name>\n'
  await playOn(`${text}ben> {=second} {=n} {=n+1}\nben< Ben 2 3 ACK\n`, table('WHO 2\nAnn\nBen\nEND\n'))
  await assert.rejects(playOn(text, table('WHO 2\nBen\nAnn\nEND\n')), /a row <name> after row 2/)
  await assert.rejects(playOn(text, table('WHO 2\nAnn\n[#lobby] x: y\nBen\nEND\n')), /after 2 rows:\nexpected: END/)
  await assert.rejects(playOn(text, table('WHO 3\nAnn\nBen\nZoe\nEND\n')), /no row Zoe/)
  await assert.rejects(playOn(text, table('WHO 2\nAnn\nB n\nEND\n')), /expected: a row <name>/)
})

test('the runner makes bytes up, hashes them and compares them exactly', async () => {
  const text =
    '# [L34] x\nlet: note = "a\\x00" x 3\nben| connects\nben> get\nben<< {=note}\\n\nben< {=note.bytes} {=note.sha256} {=note from 4}\n'
  const hash = createHash('sha256').update('a\0a\0a\0').digest('hex')
  await playOn(text, line => (line === 'get' ? `a\0a\0a\0\n6 ${hash} a\0\n` : undefined))
  await assert.rejects(
    playOn(text, line => (line === 'get' ? 'a\0a\0b\0\n' : undefined)),
    /expected: a\\x00a\\x00a\\x00\\n\n.*\n {20}\^ byte 4/,
  )
})

test('the runner plays a transcript once for each value, and names the value', async () => {
  const text = '# [L4] x\neach: c = a b\\x20b \\x07\nben| connects\nben> {=c}\nben< {=c} ACK\n'
  await playOn(text)
  await assert.rejects(
    playOn(text, line => (line === 'b b' ? 'no\n' : undefined)),
    /with c = b\\x20b\n/,
  )
})

test('names are new in every play, and files keep their extension', async () => {
  const names: string[] = []
  const record: Answer = line => void names.push(line)
  await playOn('# [L47] x\nben| connects as {ben}\nben> {my notes.txt}\nben< {my notes.txt} ACK\n', record)
  await playOn('# [L47] x\nben| connects as {ben}\nben> {my notes.txt}\nben< {my notes.txt} ACK\n', record)
  const files = names.filter(name => /^my notes-[a-z]{7}\.txt$/.test(name))
  assert.equal(new Set(files).size, 2)
})

test('a transcript that cannot be read is refused with its file and line', () => {
  const wrong = (text: string, expected: RegExp): void => assert.throws(() => parseTranscripts(text, 'some.txt'), expected)
  wrong('ben> hello\n', /some\.txt:1: a transcript begins with a title/)
  wrong('# [hello] x\n', /some\.txt:1: a title begins with the rules/)
  wrong('# [L1] x\nhello\n', /some\.txt:2: neither a step/)
  wrong('# [L1] x\nwants: tea\n', /some\.txt:2: "wants:" is no known header/)
  wrong('# [L1] x\nben< <colour>\n', /some\.txt:2: <colour> is no known kind/)
  wrong('# [L1] x\nben> \\q\n', /some\.txt:2: \\q is no known escape/)
  wrong('# [L1] x\nben| sleeps\n', /some\.txt:2: "sleeps" is no known event/)
})

test('transcripts with needs are played only where these are met', () => {
  const need = (header: string, more: Partial<Known> = {}, have: string[] = []): string | undefined => {
    const [transcript] = parseTranscripts(`# [L1] x\n${header}\n`, 'some.txt')
    assert.ok(transcript)
    return unmetNeed(transcript, { host: '127.0.0.1', isBusy: false, canRestart: false, ...more }, have)
  }
  assert.equal(need('needs: max-clients=3'), 'needs: max-clients=3')
  assert.equal(need('needs: max-clients=3', {}, ['max-clients=3']), undefined)
  assert.equal(need('needs: quiet hub'), undefined)
  assert.equal(need('needs: quiet hub', { isBusy: true }), 'needs: quiet hub')
  assert.equal(need('needs: same machine', { host: '10.0.0.1' }), 'needs: same machine')
  assert.match(need('shelf: a.txt = "x"') ?? '', /--shelf/)
  assert.equal(need('shelf: a.txt = "x"', { shelfFolder: '/tmp' }), undefined)
})
