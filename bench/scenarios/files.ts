// Files over HTTP: downloads, uploads and many small files, beside nginx (download, WebDAV PUT), vsftpd and a plain tus server on the same disk.
import { mkdirSync, rmSync } from 'node:fs'
import { statfs } from 'node:fs/promises'
import { join } from 'node:path'
import type { Bench, Scenario } from '../bench.ts'
import { makeFile, rowsFrom, type Speed, timed } from '../files/speed.ts'
import { findNginx, nginxHowToGet } from '../peers/nginx.ts'
import type { Peer, PeerName } from '../peers/peer.ts'
import { findTus, tusHowToGet } from '../peers/tus.ts'
import { findVsftpd, vsftpdHowToGet } from '../peers/vsftpd.ts'
import { runClient } from '../processes.ts'
import { alternate, type Rounds } from '../rounds.ts'
import { type Running, withServer } from '../servers.ts'
import type { Row } from '../table.ts'

type Figures = {
  one?: Speed
  eight?: Speed
  put?: Speed
  tus?: Speed
  smallPut?: number
  smallTus?: number
  resume?: { seconds: number; isWhole: boolean }
}

const uploader = join(import.meta.dirname, '..', 'files', 'uploader.ts')
const name = 'big.bin'

const runUploader = async (...args: (string | number)[]): Promise<Record<string, number>> =>
  JSON.parse(await runClient([process.execPath, uploader, ...args.map(String)])) as Record<string, number>

type Way = { port: (running: Running) => number; get?: string; put?: string; tus?: string; scheme: 'http' | 'ftp' }
const ways: Partial<Record<PeerName, Way>> = {
  Partyline: { port: running => running.webPort, get: '/files/lobby', put: '/files/lobby', tus: '/uploads/lobby', scheme: 'http' },
  nginx: { port: running => running.port, get: '', put: '/in', scheme: 'http' },
  vsftpd: { port: running => running.port, get: '', put: '/in', scheme: 'ftp' },
  tus: { port: running => running.port, tus: '/files', scheme: 'http' },
}

const measure = async (bench: Bench, peer: Peer, source: string, bytes: number): Promise<Figures> => {
  const way = ways[peer.name]
  if (way === undefined) return {}
  const files = join(bench.folder, `files-of-${peer.name}`)
  mkdirSync(join(files, 'in'), { recursive: true })
  makeFile(join(files, name), bytes)
  const figures = await withServer(
    bench,
    peer,
    async running => {
      const port = way.port(running)
      const url = `${way.scheme}://127.0.0.1:${port}`
      const figures: Figures = {}
      const get = (): Promise<string> => runClient(['curl', '-sS', '--fail', '-o', '/dev/null', `${url}${way.get}/${name}`])
      // What is written first finds the disk and its cache as everybody's first does.
      if (way.tus !== undefined) figures.tus = await timed(running, bytes, () => runUploader('tus', port, way.tus ?? '', source))
      if (way.get !== undefined) {
        await get()
        figures.one = await timed(running, bytes, get)
        figures.eight = await timed(running, 8 * bytes, () => Promise.all(Array.from({ length: 8 }, get)))
      }
      if (way.put !== undefined) {
        const to = `${url}${way.put}/put-${process.hrtime.bigint()}.bin`
        figures.put = await timed(running, bytes, () => runClient(['curl', '-sS', '--fail', '-o', '/dev/null', '-T', source, to]))
      }
      const [count, small] = bench.isQuick ? [500, 4_096] : [10_000, 4_096]
      const perSecond = async (by: 'put' | 'tus', path: string): Promise<number> =>
        count / ((await runUploader('small', port, path, by, count, small, 8)).seconds ?? Number.NaN)
      if (way.tus !== undefined) {
        figures.smallTus = await perSecond('tus', way.tus)
        const cut = await runUploader('tus', port, way.tus, source, Math.floor(bytes * 0.9))
        figures.resume = { seconds: cut.resumeSeconds ?? Number.NaN, isWhole: (cut.offset ?? 0) > bytes * 0.8 }
      }
      if (way.put !== undefined && way.scheme === 'http') figures.smallPut = await perSecond('put', way.put)
      return figures
    },
    files,
  )
  rmSync(files, { recursive: true, force: true })
  return figures
}

const rowsOf = (results: Rounds<Figures>, gigabytes: string): Row[] => {
  const { row, speed } = rowsFrom(results)
  return [
    ...speed(`download ${gigabytes} by HTTP`, figures => figures.one, 'nginx', 0.9),
    ...speed(`download ${gigabytes} by HTTP, 8 at once`, figures => figures.eight, 'nginx', 0.9),
    ...speed(`PUT ${gigabytes}`, figures => figures.put, 'nginx'),
    ...speed(`tus ${gigabytes}`, figures => figures.tus, 'tus', 1),
    row('PUT of files of 4 KiB, 8 at once: files/s', 0, figures => figures.smallPut, 'nginx'),
    row('tus of files of 4 KiB, 8 at once: files/s', 0, figures => figures.smallTus, 'tus', 1),
    row(`from a cut at 90 % of ${gigabytes} until the offset is known: s`, 3, figures => figures.resume?.seconds),
  ]
}

const run = async (bench: Bench): Promise<Row[]> => {
  const bytes = bench.isQuick ? 2 ** 28 : 2 ** 30
  const { bavail, bsize } = await statfs(bench.folder)
  if (bavail * bsize < bytes * 6) {
    bench.note(`files was not measured: it needs ${(bytes * 6) / 2 ** 30} GiB of space in ${bench.folder}.`)
    return []
  }
  const source = join(bench.folder, 'source.bin')
  makeFile(source, bytes)
  const found = [findNginx(true), findVsftpd(), findTus()]
  for (const [index, howToGet] of [nginxHowToGet, vsftpdHowToGet, tusHowToGet].entries())
    if (found[index] === undefined) bench.note(howToGet)
  bench.note('Of these only Partyline hashes what it takes and flushes it to the disk before it answers.')
  const peers = [...bench.peers.slice(0, 1), ...found.filter(peer => peer !== undefined)]
  const results = await alternate<Figures>(bench, peers, 'files', peer => measure(bench, peer, source, bytes))
  rmSync(source)
  return rowsOf(results, bench.isQuick ? '256 MiB' : '1 GiB')
}

export const files: Scenario = {
  name: 'files',
  about: 'downloads, uploads and small files over HTTP; nginx, vsftpd and a tus server beside it',
  run,
}
