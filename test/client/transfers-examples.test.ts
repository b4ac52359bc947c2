// The example that leaves a folder in a room does so, and sends nothing twice.
import assert from 'node:assert/strict'
import { execFile } from 'node:child_process'
import { mkdir, writeFile } from 'node:fs/promises'
import { join as joinPath } from 'node:path'
import { it } from 'node:test'
import { fileURLToPath } from 'node:url'
import { promisify } from 'node:util'
import { startHub, temporaryFolder } from '../support/hub.ts'
import { join } from './transfers-scene.ts'

const example = fileURLToPath(new URL('../../examples/folder-to-room.ts', import.meta.url))
const run = promisify(execFile)

it('folder-to-room leaves a folder in a room, and sends nothing twice', async () => {
  await using hub = await startHub()
  await using folder = await temporaryFolder()
  const photos = joinPath(folder.path, 'photos')
  await mkdir(joinPath(photos, 'summer'), { recursive: true })
  for (const name of ['a.txt', 'summer/b.txt', '.hidden']) await writeFile(joinPath(photos, name), name)
  const args = [example, `ws://127.0.0.1:${hub.webPort}`, '#photos', photos]
  assert.equal((await run(process.execPath, args)).stdout, '2 files are in #photos; 0 of them were there before.\n')
  assert.equal((await run(process.execPath, args)).stdout, '2 files are in #photos; 2 of them were there before.\n')
  await using ben = join(hub)
  const room = await ben.join('#photos')
  assert.deepEqual(
    (await room.filesPage()).rows.map(({ name }) => name),
    ['photos/a.txt', 'photos/summer/b.txt'],
  )
})
