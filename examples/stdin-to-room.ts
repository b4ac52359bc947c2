// Says every line of its input in a room, and prints what the others say: tail -f app.log | node stdin-to-room.ts ws://localhost:8080 '#ops' Logs
import { createInterface } from 'node:readline'
// In a program of your own: from 'partyline/client'.
import { connect, PartylineError } from '../src/client/connect.ts'

const [url = 'ws://localhost:8080', where = '#lobby', name = 'Bridge'] = process.argv.slice(2)
/** So many lines may wait for their receipts; then the input waits. */
const linesInFlightMax = 100

await using partyline = connect(url, { name, rowsKept: 0 })
await partyline.ready()
const room = await partyline.join(where, { make: true })

const listening = (async () => {
  for await (const event of room) {
    if (event.kind === 'message' && event.guest !== partyline.state.me?.guest) console.log(`${event.author}: ${event.text}`)
  }
})()

const waiting = new Set<Promise<unknown>>()
for await (const line of createInterface({ input: process.stdin })) {
  if (line.trim() === '') continue
  const sending = room.send(line).catch((error: unknown) => {
    if (!(error instanceof PartylineError)) throw error
    console.error(`Not said (${error.code}): ${error.sentence}`)
    process.exitCode = 1
  })
  waiting.add(sending.finally(() => waiting.delete(sending)))
  if (waiting.size >= linesInFlightMax) await Promise.race(waiting)
}
await Promise.all(waiting)
await partyline.close()
await listening
