// A disk of a few megabytes in memory, so that a test can fill it. Only root may make one.
import { execFileSync } from 'node:child_process'
import { closeSync, openSync, rmSync, writeSync } from 'node:fs'
import { mkdtemp, rm } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { isRoot, skipUnless } from './needs.ts'

export const skipWithoutSmallDisk = skipUnless(
  process.platform === 'linux' && isRoot,
  'Only root may mount a small disk (tmpfs). Run this test as root on Linux.',
)

export type SmallDisk = AsyncDisposable & {
  readonly path: string
  /** Takes so much space, or all that is left. */
  take(bytes?: number): void
  /** Gives back what was taken. */
  free(): void
}

export async function mountSmallDisk(megabytes: number): Promise<SmallDisk> {
  const path = await mkdtemp(join(tmpdir(), 'partyline-disk-'))
  execFileSync('mount', ['-t', 'tmpfs', '-o', `size=${megabytes}m`, 'tmpfs', path])
  const ballast = join(path, '.ballast')
  return {
    path,
    take: bytes => append(ballast, bytes ?? Number.POSITIVE_INFINITY),
    free: () => rmSync(ballast, { force: true }),
    [Symbol.asyncDispose]: async () => {
      // Whoever was killed a moment ago may still hold it.
      execFileSync('umount', ['--lazy', path])
      await rm(path, { recursive: true, force: true })
    },
  }
}

function append(path: string, bytes: number): void {
  const block = Buffer.alloc(4_096)
  const file = openSync(path, 'a')
  try {
    for (let taken = 0; taken < bytes; taken += block.length) writeSync(file, block)
  } catch (thrown) {
    if (!(thrown instanceof Error && 'code' in thrown && thrown.code === 'ENOSPC')) throw thrown
  } finally {
    closeSync(file)
  }
}
