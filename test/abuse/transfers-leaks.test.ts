// A thousand uploads and downloads that are cut off leave nothing behind: no open file, no staged bytes, no promise, no memory.
import assert from 'node:assert/strict'
import { readdirSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { test } from 'node:test'
import { put, send } from '../support/files.ts'
import { startHub } from '../support/hub.ts'
import { LineClient } from '../support/line-client.ts'
import { memoryBytes, openFiles, peakMemoryBytes, skipWithoutProc } from '../support/process-facts.ts'
import { until } from '../support/until.ts'

const mebibyte = 1_024 * 1_024

test('after 1,000 transfers that were cut off all is as before', { skip: skipWithoutProc }, async context => {
  await using hub = await startHub({ args: ['--rates', 'off'] })
  writeFileSync(join(hub.files, 'large.bin'), Buffer.alloc(20 * mebibyte))
  const some = Buffer.alloc(200_000)
  const cutOff = async (count: number): Promise<void> => {
    for (let at = 0; at < count; at += 20) {
      await Promise.all(
        Array.from({ length: 20 }, async (_, index) => {
          const client = await LineClient.join(hub)
          if (index % 2 === 0) {
            assert.equal(await client.ask(`put f${at + index} 1000000`), 'READY 0')
            await send(client, some)
          } else assert.match(await client.ask('get large.bin'), /^START /)
          client.reset()
        }),
      )
    }
    await until('nothing is staged', () => readdirSync(join(hub.files, '.partyline')).length === 0)
  }
  await cutOff(200)
  let fewest = 0
  await until('connections are gone', () => {
    const now = openFiles(hub.pid)
    const settled = now === fewest
    fewest = now
    return settled
  })
  const memory = memoryBytes(hub.pid)
  await cutOff(1_000)
  await until('as many files are open as before', () => openFiles(hub.pid) <= fewest)
  const grown = (memoryBytes(hub.pid) - memory) / mebibyte
  context.diagnostic(`${fewest} open files before and after; memory grew by ${grown.toFixed(0)} MiB`)
  assert.ok(grown < 60, `memory grew by ${grown} MiB`)
  using ben = await LineClient.join(hub)
  assert.match(await put(ben, 'after.bin', some), / ACK /)
})

test('100 large transfers in flight at once cost the hub little', { skip: skipWithoutProc }, async context => {
  // Garbage is collected early, so that what is seen of the memory is what the hub holds on to.
  await using hub = await startHub({ args: ['--rates', 'off'], env: { NODE_OPTIONS: '--max-semi-space-size=1' } })
  const before = memoryBytes(hub.pid)
  const clients = await Promise.all(Array.from({ length: 100 }, () => LineClient.join(hub)))
  const bytes = 6 * mebibyte
  const content = Buffer.alloc(bytes, 'x')
  const answers = await Promise.all(clients.map((client, index) => put(client, `f${index}`, content)))
  for (const answer of answers) assert.match(answer, / ACK /)
  const peak = peakMemoryBytes(hub.pid)
  context.diagnostic(`600 MB in flight: memory before ${(before / 1e6).toFixed(0)} MB, at most ${(peak / 1e6).toFixed(0)} MB`)
  assert.ok(peak - before < 125e6, `it grew by ${peak - before} bytes`)
  for (const client of clients) client[Symbol.dispose]()
})
