// Files by TLS: downloads, beside nginx with a certificate of the same kind.
import { mkdirSync, rmSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { generate } from 'selfsigned'
import type { Bench, Scenario } from '../bench.ts'
import { makeFile, rowsFrom, type Speed, timed } from '../files/speed.ts'
import { findNginx, nginxHowToGet } from '../peers/nginx.ts'
import type { Peer } from '../peers/peer.ts'
import { runClient } from '../processes.ts'
import { alternate } from '../rounds.ts'
import { withServer } from '../servers.ts'
import type { Row } from '../table.ts'

type Figures = { one: Speed; eight: Speed }

const name = 'big.bin'

const measure = async (bench: Bench, peer: Peer, bytes: number): Promise<Figures> => {
  const files = join(bench.folder, `files-of-${peer.name}`)
  mkdirSync(files, { recursive: true })
  makeFile(join(files, name), bytes)
  const figures = await withServer(
    bench,
    peer,
    async running => {
      const isOurs = peer.name === 'Partyline'
      const url = `https://127.0.0.1:${isOurs ? running.webPort : running.port}${isOurs ? '/files/lobby' : ''}/${name}`
      const get = (): Promise<string> => runClient(['curl', '-sSk', '--fail', '-o', '/dev/null', url])
      await get()
      const one = await timed(running, bytes, get)
      return { one, eight: await timed(running, 8 * bytes, () => Promise.all(Array.from({ length: 8 }, get))) }
    },
    files,
  )
  rmSync(files, { recursive: true, force: true })
  return figures
}

const run = async (bench: Bench): Promise<Row[]> => {
  const bytes = bench.isQuick ? 2 ** 28 : 2 ** 30
  const made = await generate([{ name: 'commonName', value: 'bench' }], { keyType: 'ec', algorithm: 'sha256' })
  const [chain, key] = [join(bench.folder, 'chain.pem'), join(bench.folder, 'key.pem')]
  writeFileSync(chain, made.cert)
  writeFileSync(key, made.private)
  const nginx = findNginx(true, { chain, key })
  if (nginx === undefined) bench.note(nginxHowToGet)
  const ours = bench.peers
    .slice(0, 1)
    .map(peer => ({ ...peer, command: place => [...peer.command(place), '--tls', chain, '--tls-key', key] }) satisfies Peer)
  const results = await alternate<Figures>(bench, [...ours, ...(nginx === undefined ? [] : [nginx])], 'files-tls', peer =>
    measure(bench, peer, bytes),
  )
  const { speed } = rowsFrom(results)
  const size = bench.isQuick ? '256 MiB' : '1 GiB'
  return [
    ...speed(`download ${size} by HTTPS`, figures => figures.one, 'nginx', 0.9),
    ...speed(`download ${size} by HTTPS, 8 at once`, figures => figures.eight, 'nginx', 0.9),
  ]
}

export const filesTls: Scenario = { name: 'files-tls', about: 'downloads by TLS; nginx beside it', run }
