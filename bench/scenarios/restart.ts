// Restart: thousands of SDK clients are live and some of them speak; the hub is killed and started again at once. When is everybody back, and
// has anybody missed anything?
import { mkdirSync, mkdtempSync, rmSync } from 'node:fs'
import { get } from 'node:http'
import { join } from 'node:path'
import { setTimeout as sleep } from 'node:timers/promises'
import type { Bench, Scenario } from '../bench.ts'
import type { Peer } from '../peers/peer.ts'
import { freePort } from '../ports.ts'
import { type Started, startServer, tailOf } from '../processes.ts'
import { auditSaid, makeHalls, readLogs, saveLogs } from '../restart/auditor.ts'
import { Swarms } from '../restart/swarms.ts'
import { type Findings, sharedNow } from '../restart/talk.ts'
import { type Comeback, comebackOf } from '../restart/times.ts'
import { alternate, medianOf } from '../rounds.ts'
import { type Row, verdict } from '../table.ts'

type Restarted = Comeback & { open: number; compared: number }

const roundsMax = 3
// The SDK takes a connection that lived for 10 s for a good one, after which it tries again soon: so it is with people who are there all day.
const livedMs = 10_500
const afterwardsMs = 2_000
const openWithinMs = 30_000

const sizeOf = ({ isQuick }: Bench) =>
  isQuick ? { clients: 200, processes: 2, halls: 8, speakers: 2 } : { clients: 2_000, processes: 4, halls: 40, speakers: 6 }

const isOpen = (port: number): Promise<boolean> => {
  const { promise, resolve } = Promise.withResolvers<boolean>()
  const request = get({ port, host: '127.0.0.1', path: '/healthz', agent: false }, response => {
    response.resume()
    resolve(response.statusCode === 200)
  })
  request.on('error', () => resolve(false))
  return promise
}

/** Waits until the hub lets people in; tells when that was. */
const opened = async (port: number, server: Started): Promise<number> => {
  const end = performance.now() + openWithinMs
  while (!(await isOpen(port))) {
    if (server.hasEnded() || performance.now() > end) throw new Error('the hub did not open')
    await sleep(2)
  }
  return sharedNow()
}

const complaintOf = (what: string, { missed, doubled, wrong, examples }: Findings): void => {
  if (missed + doubled + wrong === 0) return
  throw new Error(`${what}: missed ${missed}, doubled ${doubled}, otherwise wrong ${wrong}. ${examples.slice(0, 5).join('; ')}`)
}

const measure = async (bench: Bench, peer: Peer): Promise<Restarted> => {
  const { clients, processes, halls, speakers } = sizeOf(bench)
  const folder = mkdtempSync(join(bench.folder, 'restart-'))
  const files = join(folder, 'files')
  const log = join(folder, 'server.log')
  mkdirSync(files)
  const [port, webPort] = [await freePort(), await freePort()]
  const launch = (): Started => startServer(peer.command({ folder, port, webPort, files }), log)
  const url = `ws://127.0.0.1:${webPort}`
  let hub = launch()
  let swarms: Swarms | undefined
  try {
    await opened(webPort, hub)
    await makeHalls(url, halls)
    swarms = await Swarms.start(url, clients, processes, halls, speakers)
    swarms.speak()
    await sleep(livedMs)
    const watching = swarms.watch()
    await hub.kill()
    const start = sharedNow()
    hub = launch()
    const open = await opened(webPort, hub)
    const comeback = comebackOf(await watching, start, open)
    await sleep(afterwardsMs)
    const said = await swarms.quiet()
    const logs = await readLogs(url, halls)
    complaintOf('acknowledged messages', auditSaid(logs, said))
    const findings = await swarms.check(saveLogs(join(folder, 'logs.json'), logs))
    complaintOf('what the clients have', findings)
    bench.progress(`  ${said.length} messages were acknowledged, ${findings.compared} entries compared, ${JSON.stringify(comeback)}`)
    return { ...comeback, open: (open - start) / 1_000, compared: findings.compared }
  } catch (error) {
    const said = hub.hasEnded() ? ` (it said: ${tailOf(log).slice(-500)})` : ''
    throw new Error(`${error instanceof Error ? error.message : error}${said}`)
  } finally {
    await swarms?.end()
    await hub.kill()
    rmSync(folder, { recursive: true, force: true })
  }
}

const run = async (bench: Bench): Promise<Row[]> => {
  const { clients } = sizeOf(bench)
  const what = `restart after a kill, ${clients.toLocaleString('en-US')} SDK clients`
  const peers = bench.peers.filter(({ name }) => name === 'Partyline')
  const results = await alternate({ ...bench, rounds: Math.min(bench.rounds, roundsMax) }, peers, what, peer => measure(bench, peer))
  const values = results.get('Partyline')
  const target = 'nobody misses anything or gets it twice'
  if (values === undefined) return [{ what, cells: { Partyline: 'failed' }, target: `${target}: **missed**` }]
  const seconds = (pick: (one: Restarted) => number): string => medianOf(values, pick).toFixed(2)
  const row = (name: string, cell: string, wanted?: string): Row => ({
    what: `${what}: ${name}`,
    cells: { Partyline: cell },
    target: wanted,
  })
  return [
    row(
      's until live again, p50 / last',
      `${seconds(one => one.p50)} / ${seconds(one => one.last)} (missed 0, doubled 0)`,
      verdict(target, 0, () => true),
    ),
    row(
      'of this, s until the hub is open',
      seconds(one => one.open),
    ),
    row(
      "of this, s of the clients' own waiting while it is open, p50 / last",
      `${seconds(one => one.waitingP50)} / ${seconds(one => one.waitingLast)}`,
    ),
    row(
      's from dialling to live, p50 / longest (failed tries)',
      `${seconds(one => one.tryP50)} / ${seconds(one => one.tryLongest)} (${medianOf(values, one => one.failedTries)})`,
    ),
  ]
}

export const restart: Scenario = { name: 'restart', about: '2,000 SDK clients are live, the hub is killed and started again', run }
