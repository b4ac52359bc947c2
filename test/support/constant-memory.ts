// Whether a hub moves gigabytes in constant memory.
import assert from 'node:assert/strict'
import { truncateSync, writeFileSync } from 'node:fs'
import type { TestContext } from 'node:test'
import type { RunningHub } from './hub.ts'
import { memoryBytes, peakMemoryBytes } from './process-facts.ts'

const megabyte = 1_024 * 1_024
/** Compiled the hub needs about 117 MB before it has done anything, from its sources 160: only what it grows by says something. */
const grownMegabytesMax = 128

/** Makes a file that is mostly a hole: it takes no room until it is sent somewhere. */
export function makeSparse(path: string, bytes: number): void {
  writeFileSync(path, 'the beginning')
  truncateSync(path, bytes - 7)
  writeFileSync(path, 'the end', { flag: 'a' })
}

/** Does something with a hub, and sees to it that its memory hardly grows meanwhile. */
export async function inConstantMemory(
  context: TestContext,
  hub: RunningHub,
  what: string,
  bytes: number,
  work: () => Promise<void>,
): Promise<void> {
  const before = memoryBytes(hub.pid)
  const begin = performance.now()
  await work()
  const seconds = (performance.now() - begin) / 1_000
  const peak = peakMemoryBytes(hub.pid)
  const rate = (bytes / megabyte / seconds).toFixed(0)
  const [least, most] = [before, peak].map(bytes => (bytes / megabyte).toFixed(0))
  context.diagnostic(`${what}: ${seconds.toFixed(1)} s, ${rate} MB/s; memory ${least} MB before, ${most} MB at most`)
  assert.ok(peak - before < grownMegabytesMax * megabyte, `the hub's memory grew by ${(peak - before) / megabyte} MB`)
}
