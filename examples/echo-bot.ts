// A bot that answers `echo ...` in a room, and goes on where it stopped when it is started again: node echo-bot.ts ws://localhost:8080 '#lobby' [file]
import { readFile, rename, writeFile } from 'node:fs/promises'
// In a program of your own: from 'partyline/client'.
import { connect, type Saved } from '../src/client/connect.ts'

const [url = 'ws://localhost:8080', where = '#lobby', file = 'echo-bot.json'] = process.argv.slice(2)

// The token, what the bot has seen, and what it has not sent yet. Who has this file is the bot, so others may not read it.
const storage = {
  async load(): Promise<Saved | undefined> {
    const text = await readFile(file, 'utf8').catch(() => undefined)
    return text === undefined ? undefined : JSON.parse(text)
  },
  async save(saved: Saved): Promise<void> {
    await writeFile(`${file}.new`, JSON.stringify(saved), { mode: 0o600 })
    await rename(`${file}.new`, file)
  },
}

const stopped = new AbortController()
process.once('SIGINT', () => stopped.abort()).once('SIGTERM', () => stopped.abort())

await using partyline = connect(url, { name: 'EchoBot', storage, signal: stopped.signal, rowsKept: 0 })
await partyline.ready()
const room = await partyline.join(where)
console.log(`${partyline.state.me?.name} listens in ${room.state?.name}.`)

for await (const event of room) {
  if (event.kind !== 'message' || event.guest === partyline.state.me?.guest || !event.text.startsWith('echo ')) continue
  await room.send(event.text.slice('echo '.length), { replyTo: event.seq })
}
