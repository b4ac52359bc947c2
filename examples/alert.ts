// One message from a shell script: node alert.ts ws://localhost:8080 '#ops' "backup done" || echo "nobody was told"
// Ends with 0 when the message is on the hub's disk, with 1 and a sentence when it is not.
// In a program of your own: from 'partyline/client'.
import { connect, PartylineError } from '../src/client/connect.ts'

const [url, where, ...words] = process.argv.slice(2)
/** A script should not wait for a hub for ever. */
const secondsMax = 30

if (url === undefined || where === undefined || words.length === 0) {
  console.error("Usage: node alert.ts ws://host:8080 '#room' some words")
  process.exitCode = 2
} else {
  await using partyline = connect(url, { name: 'Alert', rowsKept: 0, signal: AbortSignal.timeout(secondsMax * 1_000) })
  try {
    const room = await partyline.join(where)
    const { seq } = await room.send(words.join(' '))
    console.log(`Said in ${where} as number ${seq}.`)
  } catch (error) {
    if (!(error instanceof PartylineError)) throw error
    console.error(error.sentence)
    process.exitCode = 1
  }
}
