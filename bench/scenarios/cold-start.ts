// Cold start: from starting the program to the first answered line, with nothing on disk yet and again with what the first run left.
import { mkdtempSync, rmSync } from 'node:fs'
import type { Socket } from 'node:net'
import { join } from 'node:path'
import type { Bench, Scenario } from '../bench.ts'
import type { Dialect, Peer } from '../peers/peer.ts'
import { dialUntilAccepted } from '../ports.ts'
import { alternate, medianOf, type Rounds, ratioOf } from '../rounds.ts'
import { launchPeer } from '../servers.ts'
import { type Row, verdict } from '../table.ts'

type Starts = { fresh: number; again: number }

const wantedSeconds = 0.5
const patienceMs = 20_000

const fill = (template: string): string =>
  template.replaceAll('%d', '1').replaceAll('%l', '5').replaceAll('%s', 'hello').replaceAll('\\r', '\r').replaceAll('\\n', '\n')

const converse = async (socket: Socket, { hello, ready, say }: Dialect): Promise<void> => {
  const { promise, resolve, reject } = Promise.withResolvers<void>()
  let heard = ''
  let greeted = false
  socket.setTimeout(patienceMs, () => reject(new Error('no answer')))
  socket.once('close', () => reject(new Error(`closed before it answered: ${heard}`)))
  socket.on('data', chunk => {
    heard += chunk
    if (!greeted && heard.includes(ready)) {
      greeted = true
      heard = ''
      socket.write(fill(say))
    }
    if (greeted && /hello[^\n]*\n/.test(heard)) resolve()
  })
  if (hello !== '') socket.write(fill(hello))
  await promise
}

const startOnce = async (peer: Peer, dialect: Dialect, folder: string): Promise<number> => {
  const begin = performance.now()
  const { port, server } = await launchPeer(peer, folder)
  try {
    const socket = await dialUntilAccepted(port, server.hasEnded)
    await converse(socket, dialect)
    const seconds = (performance.now() - begin) / 1_000
    socket.destroy()
    return seconds
  } finally {
    await server.stop()
  }
}

const measure = async (bench: Bench, peer: Peer): Promise<Starts> => {
  if (peer.answering === undefined) throw new Error('answers nothing')
  const folder = mkdtempSync(join(bench.folder, 'start-'))
  try {
    const fresh = await startOnce(peer, peer.answering, folder)
    return { fresh, again: await startOnce(peer, peer.answering, folder) }
  } finally {
    rmSync(folder, { recursive: true, force: true })
  }
}

const rowOf = (what: string, results: Rounds<Starts>, kind: keyof Starts): Row => {
  const pick = (starts: Starts): number => starts[kind]
  const cells: Row['cells'] = {}
  for (const [name, values] of results) cells[name] = medianOf(values, pick).toFixed(3)
  const ours = results.get('Partyline')
  const target = verdict('< 0.5 s', ours && medianOf(ours, pick), seconds => seconds < wantedSeconds)
  return { what, cells, ratio: ratioOf(results, 'nats-server', pick)?.text, target }
}

const run = async (bench: Bench): Promise<Row[]> => {
  const peers = bench.peers.filter(({ answering }) => answering !== undefined)
  const results = await alternate(bench, peers, 'cold start', peer => measure(bench, peer))
  return [
    rowOf('cold start, new data folder: s to the first answered line', results, 'fresh'),
    rowOf('cold start, existing data folder: s', results, 'again'),
  ]
}

export const coldStart: Scenario = { name: 'cold-start', about: 'from starting the program to the first answered line', run }
