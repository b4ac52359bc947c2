// Leaves a folder's files on a room's shelf; run again, it sends only what is not there: node folder-to-room.ts ws://localhost:8080 '#lobby' photos
// Ends with 0 when all of it is on the hub's disk. Stopped in between, it has lost nothing of what was there.
import { basename, resolve } from 'node:path'
// In a program of your own: from 'partyline/client' and 'partyline/client/node'.
import { connect } from '../src/client/connect.ts'
import { folderSource } from '../src/client/node.ts'

const [url, where, folder] = process.argv.slice(2)
/** What failed is tried once more after the rest. */
const retries = 1

if (url === undefined || where === undefined || folder === undefined) {
  console.error("Usage: node folder-to-room.ts ws://host:8080 '#room' folder")
  process.exitCode = 2
} else {
  const stopped = new AbortController()
  process.once('SIGINT', () => stopped.abort())
  await using partyline = connect(url, { name: 'Folder', rowsKept: 0 })
  const room = await partyline.join(where, { make: true })
  const batch = room.uploadAll(folderSource(folder), { under: basename(resolve(folder)), parallel: 8, signal: stopped.signal })
  batch.onProgress(({ files, bytes, total }) => {
    if (process.stderr.isTTY)
      process.stderr.write(`\r${files.done} of ${files.total ?? 'some'} files, ${bytes} of ${total ?? 'some'} bytes `)
  })
  let result = await batch.done
  const { done, skipped } = result
  for (let tries = 0; tries < retries && result.failed.length > 0; tries++) result = await result.retryFailed().done
  for (const { name, error } of result.failed) console.error(`${name}: ${error.message}`)
  console.log(`${done.length} files are in ${where}; ${skipped} of them were there before.`)
  process.exitCode = result.failed.length > 0 ? 1 : 0
}
