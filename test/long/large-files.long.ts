// Files of gigabytes go through the hub in constant memory, and arrive as they were: sha256sum says so, not our own code.
import assert from 'node:assert/strict'
import { execFileSync } from 'node:child_process'
import { createReadStream, mkdirSync, statSync } from 'node:fs'
import { join } from 'node:path'
import { test } from 'node:test'
import { inConstantMemory, makeSparse } from '../support/constant-memory.ts'
import { sha256sum, sha256sumOf } from '../support/coreutils.ts'
import { send } from '../support/files.ts'
import { gibibyte, skipWithoutRoom } from '../support/free-space.ts'
import { startHub, temporaryFolder } from '../support/hub.ts'
import { LineClient } from '../support/line-client.ts'

const megabyte = 1_024 * 1_024
const answerMs = 600_000

async function fetchWhole(client: LineClient, name: string, bytes: number, sha256: string): Promise<void> {
  assert.equal(await client.ask(`get ${name}`), `START ${bytes} ${name}`)
  assert.equal(await sha256sumOf(client.pieces(bytes)), sha256)
  assert.equal(await client.line(), '')
  assert.equal(await client.line(answerMs), `END ${sha256}`)
}

async function leaveWhole(client: LineClient, path: string, name: string, bytes: number, sha256: string, way: string): Promise<void> {
  const ready = await client.ask(`put ${name} ${bytes}${way}`)
  const offset = Number(/^READY (\d+)$/.exec(ready)?.[1])
  for await (const piece of createReadStream(path, { start: offset, highWaterMark: megabyte })) await send(client, piece)
  assert.equal(await client.reply(answerMs), `${name} ACK ${sha256}`)
}

test('[L34] [L37] [L39] 1 GiB goes both ways in constant memory, torn in the middle and gone on with', {
  skip: skipWithoutRoom(4 * gibibyte),
}, async context => {
  await using folder = await temporaryFolder()
  const path = join(folder.path, 'source')
  execFileSync('sh', ['-c', 'head -c "$1" /dev/urandom > "$2"', 'sh', String(gibibyte), path])
  const sha256 = await sha256sum(path)
  await using hub = await startHub()
  using client = await LineClient.join(hub)
  await inConstantMemory(context, hub, 'put of 1 GiB', gibibyte, () => leaveWhole(client, path, 'plain.bin', gibibyte, sha256, ''))
  await inConstantMemory(context, hub, 'get of 1 GiB', gibibyte, () => fetchWhole(client, 'plain.bin', gibibyte, sha256))
  assert.equal(await sha256sum(join(hub.files, 'plain.bin')), sha256)

  const token = (await client.ask('/token')).replace('TOKEN ', '')
  assert.equal(await client.ask(`put torn.bin ${gibibyte} resume ${sha256}`), 'READY 0')
  for await (const piece of createReadStream(path, { end: gibibyte / 2, highWaterMark: megabyte })) await send(client, piece)
  client.reset()
  using again = await LineClient.join(hub)
  assert.match(await again.ask(`/resume ${token}`), /^RESUMED /)
  await inConstantMemory(context, hub, 'the rest of 1 GiB', gibibyte / 2, () =>
    leaveWhole(again, path, 'torn.bin', gibibyte, sha256, ` resume ${sha256}`),
  )
  assert.equal(await sha256sum(join(hub.files, 'torn.bin')), sha256)
})

test('[L34] [L37] a file of more than 4 GiB goes both ways', { skip: skipWithoutRoom(6 * gibibyte) }, async context => {
  const bytes = 4 * gibibyte + 12_345
  await using folder = await temporaryFolder()
  const path = join(folder.path, 'source')
  makeSparse(path, bytes)
  const sha256 = await sha256sum(path)
  await using hub = await startHub({ args: ['--files', join(folder.path, 'shelf')] })
  using client = await LineClient.join(hub)
  mkdirSync(join(hub.files, 'dropped'))
  execFileSync('cp', ['--sparse=always', path, join(hub.files, 'dropped', 'large.bin')])
  await inConstantMemory(context, hub, 'get of 4 GiB', bytes, () => fetchWhole(client, 'dropped/large.bin', bytes, sha256))
  assert.equal(await client.ask(`get dropped/large.bin ${bytes - 7}`), 'START 7 dropped/large.bin')
  assert.equal(String(await client.bytes(7)), 'the end')
  assert.equal(await client.line(), '')
  assert.equal(await client.line(), `END ${sha256}`)
  await inConstantMemory(context, hub, 'put of 4 GiB', bytes, () => leaveWhole(client, path, 'large.bin', bytes, sha256, ''))
  assert.equal(statSync(join(hub.files, 'large.bin')).size, bytes)
  assert.equal(await sha256sum(join(hub.files, 'large.bin')), sha256)
})
