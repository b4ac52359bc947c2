// Says on what the numbers were measured: processor, kernel, Node, how long the disk takes to keep 4 KiB, and who else was busy.
import { closeSync, fdatasyncSync, openSync, rmSync, writeSync } from 'node:fs'
import { statfs } from 'node:fs/promises'
import { cpus, release, type } from 'node:os'
import { join } from 'node:path'
import { setTimeout as sleep } from 'node:timers/promises'
import { watchOthers } from './proc.ts'
import { median } from './rounds.ts'

const tmpfsMagic = 0x01021994

/** Milliseconds: the median of 200 appends of 4 KiB, each followed by fdatasync. */
const syncMs = (folder: string): number => {
  const path = join(folder, 'sync-probe')
  const file = openSync(path, 'a')
  const block = Buffer.alloc(4_096, 1)
  const times = Array.from({ length: 200 }, () => {
    const begin = performance.now()
    writeSync(file, block)
    fdatasyncSync(file)
    return performance.now() - begin
  })
  closeSync(file)
  rmSync(path)
  return median(times)
}

export const describeMachine = async (folder: string): Promise<{ header: string; warnings: string[] }> => {
  const cores = cpus()
  const others = watchOthers()
  await sleep(1_000)
  const busy = others(0)
  const model = (cores[0]?.model ?? 'unknown processor').trim()
  const header = `${cores.length} × ${model}, ${type()} ${release()}, Node ${process.versions.node}, fdatasync of 4 KiB: ${syncMs(folder).toFixed(2)} ms (median of 200)`
  const warnings: string[] = []
  if (busy > 0.1)
    warnings.push(
      `Before the first row something else kept ${busy.toFixed(1)} of the ${cores.length} cores busy: do not trust these numbers.`,
    )
  if ((await statfs(folder)).type === tmpfsMagic)
    warnings.push(
      `The folder ${folder} is in memory: what Partyline makes durable costs nothing there. Choose a folder on a disk: TMPDIR=/var/tmp npm run bench`,
    )
  return { header, warnings }
}
