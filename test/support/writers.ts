// Clients that never stop by themselves: they talk and leave files until the hub is gone, and write down what was acknowledged.
import assert from 'node:assert/strict'
import { put, send } from './files.ts'
import { contentOf, type Ledger, type LeftFile, type Stream } from './ledger.ts'
import { Closed, LineClient } from './line-client.ts'
import type { Random } from './random.ts'

type Place = { readonly host: string; readonly port: number }
const windowMessages = 500
/** So that a round which ends early has seen files too. */
const messagesPerFile = 100

/** Lets a writer run until the hub is gone; what else it throws is a fault. */
export async function untilGone(writing: Promise<void>): Promise<void> {
  try {
    await writing
  } catch (thrown) {
    const code = thrown instanceof Error && 'code' in thrown ? thrown.code : ''
    if (!(thrown instanceof Closed) && code !== 'ECONNRESET' && code !== 'ECONNREFUSED' && code !== 'EPIPE') throw thrown
  }
}

/** Says numbered messages in chunks of any size, cut anywhere, and checks that receipts come in order. */
export async function talk(place: Place, ledger: Ledger, random: Random): Promise<void> {
  using client = await LineClient.join(place)
  const stream = ledger.openStream()
  let sendMore = (): void => sendChunk(client, stream, random)
  sendMore()
  for (;;) {
    const line = await client.line()
    if (line === undefined) throw new Closed('The hub is gone.')
    const heard = /^\[#lobby\] \S+: (.*)$/.exec(line)?.[1]
    if (heard !== undefined) stream.given.push(heard)
    else if (!line.startsWith('* ') && !line.startsWith('[#lobby] * ')) {
      assert.equal(line, `${stream.sent[stream.acknowledged]} ACK`)
      stream.given.push(stream.sent[stream.acknowledged] ?? '')
      stream.acknowledged++
      ledger.count()
      if (stream.sent.length - stream.acknowledged < windowMessages / 2) sendMore()
    }
    if (client.socket.destroyed) sendMore = () => undefined
  }
}

function sendChunk(client: LineClient, stream: Stream, random: Random): void {
  const texts = Array.from({ length: random.between(1, random.pick(3, 30, windowMessages)) }, () => {
    const text = `m${stream.id}.${stream.sent.length} ${random.pick('x', 'é', '🙂').repeat(random.between(0, random.pick(5, 50, 1_500)))}`
    stream.sent.push(text)
    return text
  })
  const bytes = Buffer.from(`${texts.join('\n')}\n`)
  for (let at = 0; at < bytes.length; ) {
    const to = at + random.between(1, random.pick(10, 1_000, 100_000))
    client.send(bytes.subarray(at, to))
    at = to
  }
}

/** Leaves file after file, small and middling, in each way; now and then once more one whose fate a crash left open. */
export async function leaveFiles(place: Place, ledger: Ledger, random: Random): Promise<void> {
  using client = await LineClient.join(place)
  const uncertain = [...ledger.files.values()].filter(file => !file.acknowledged && file.bytes < 3_000_000)
  for (;;) {
    const again = random.chance(0.2) ? uncertain.pop() : undefined
    const file = again ?? ledger.openFile(random.between(0, random.pick(10, 5_000, 100_000, 1_500_000)), random)
    assert.equal(await leaveOne(client, file, random), `${file.name} ACK ${file.sha256}`)
    file.acknowledged = true
    ledger.count(messagesPerFile)
  }
}

async function leaveOne(client: LineClient, file: LeftFile, random: Random): Promise<string> {
  const content = contentOf(file)
  const way = random.pick('now', 'plain', 'resume')
  if (way === 'plain') return put(client, file.name, content)
  if (way === 'resume') return put(client, file.name, content, ` resume ${file.sha256}`)
  client.send(`put ${file.name} ${file.bytes} now\n`)
  await send(client, content)
  return client.reply()
}
