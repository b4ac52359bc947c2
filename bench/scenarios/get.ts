// Get: a file of 1 GiB to one reader, the first time (its hash unknown) and again, and what that costs the hub; nginx beside it.
import { randomFillSync } from 'node:crypto'
import { closeSync, mkdirSync, openSync, rmSync, writeSync } from 'node:fs'
import { statfs } from 'node:fs/promises'
import { join } from 'node:path'
import type { Bench, Scenario } from '../bench.ts'
import { findNginx, nginxHowToGet } from '../peers/nginx.ts'
import type { Peer } from '../peers/peer.ts'
import { cpuSecondsOf, peakMemoryOf } from '../proc.ts'
import { runClient } from '../processes.ts'
import { alternate, medianOf, type Rounds } from '../rounds.ts'
import { type Running, withServer } from '../servers.ts'
import { type Row, verdict } from '../table.ts'

type Download = { megabytesPerSecond: number; cpuSecondsPerGigabyte: number; peakMegabytes: number }
// Of the hub the first get and the next one; of nginx with sendfile on and off.
type Pair = { first: Download; second: Download }

const fileBytes = 2 ** 30
const fileName = 'big.bin'

const makeFile = (folder: string): void => {
  mkdirSync(folder)
  const file = openSync(join(folder, fileName), 'w')
  const block = Buffer.alloc(16 * 2 ** 20)
  for (let written = 0; written < fileBytes; written += block.length) writeSync(file, randomFillSync(block))
  closeSync(file)
}

const download = async (bench: Bench, { pid, port }: Running, ...request: [kind: 'line' | 'http', text: string]): Promise<Download> => {
  const before = cpuSecondsOf(pid)
  const { bytes, seconds } = JSON.parse(await runClient([bench.tools.sink, String(port), ...request])) as { bytes: number; seconds: number }
  if (bytes !== fileBytes) throw new Error(`${bytes} of ${fileBytes} bytes came`)
  return {
    megabytesPerSecond: bytes / seconds / 1e6,
    cpuSecondsPerGigabyte: (cpuSecondsOf(pid) - before) / (bytes / 1e9),
    peakMegabytes: peakMemoryOf(pid) / 1e6,
  }
}

const fromHub = (bench: Bench, hub: Peer, files: string): Promise<Pair> =>
  withServer(
    bench,
    hub,
    async running => {
      const first = await download(bench, running, 'line', `get ${fileName}`)
      return { first, second: await download(bench, running, 'line', `get ${fileName}`) }
    },
    files,
  )

const fromNginx = (bench: Bench, nginx: Peer, files: string): Promise<Download> =>
  withServer(bench, nginx, running => download(bench, running, 'http', `/${fileName}`), files)

const rowsOf = (results: Rounds<Pair>): Row[] => {
  const ours = results.get('Partyline')
  const nginx = results.get('nginx')
  const hub = (which: keyof Pair, what: keyof Download): number | undefined => ours && medianOf(ours, pair => pair[which][what])
  const row = (what: string, which: keyof Pair, value: keyof Download, digits: number, target?: string): Row => {
    const beside = nginx && (['first', 'second'] as const).map(way => medianOf(nginx, pair => pair[way][value]).toFixed(digits)).join(' / ')
    const cells: Row['cells'] = {}
    const own = hub(which, value)
    if (own !== undefined) cells.Partyline = own.toFixed(digits)
    if (beside !== undefined) cells.nginx = beside
    return { what, cells, target }
  }
  const firstSpeed = verdict('≥ 400 MB/s', hub('first', 'megabytesPerSecond'), value => value >= 400)
  const nextSpeed = verdict('≥ 1,000 MB/s', hub('second', 'megabytesPerSecond'), value => value >= 1_000)
  const peak = verdict('< 150 MB', hub('second', 'peakMegabytes'), value => value < 150)
  return [
    row('get 1 GiB, hash unknown: MB/s', 'first', 'megabytesPerSecond', 0, firstSpeed),
    row('get 1 GiB, hash unknown: CPU s per GB', 'first', 'cpuSecondsPerGigabyte', 2),
    row('get 1 GiB, hash known: MB/s', 'second', 'megabytesPerSecond', 0, nextSpeed),
    row('get 1 GiB, hash known: CPU s per GB', 'second', 'cpuSecondsPerGigabyte', 2),
    row('get 1 GiB, peak memory after both: MB', 'second', 'peakMegabytes', 0, peak),
  ]
}

const run = async (bench: Bench): Promise<Row[]> => {
  const { bavail, bsize } = await statfs(bench.folder)
  if (bavail * bsize < fileBytes * 1.5) {
    bench.note(`get was not measured: it needs 1.5 GiB of space in ${bench.folder}. Choose another folder: TMPDIR=/var/tmp npm run bench`)
    return []
  }
  const files = join(bench.folder, 'get-files')
  makeFile(files)
  const nginx = { on: findNginx(true), off: findNginx(false) }
  bench.note(nginx.on ? `${nginx.on.version}, one process; the two numbers are with sendfile on / off.` : nginxHowToGet)
  const peers = [...bench.peers.slice(0, 1), ...(nginx.on ? [nginx.on] : [])]
  const results = await alternate<Pair>(bench, peers, 'get', async peer =>
    peer === nginx.on && nginx.off
      ? { first: await fromNginx(bench, nginx.on, files), second: await fromNginx(bench, nginx.off, files) }
      : fromHub(bench, peer, files),
  )
  rmSync(files, { recursive: true })
  return rowsOf(results)
}

export const get: Scenario = { name: 'get', about: 'a file of 1 GiB to one reader, nginx beside it', run }
