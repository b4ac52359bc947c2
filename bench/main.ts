// `npm run bench`: measures this hub beside nats-server, ngircd, a Python echo and nginx, and prints one table. See README.md beside it.
import { mkdtempSync, readFileSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { parseArgs } from 'node:util'
import type { Bench, Scenario } from './bench.ts'
import { buildHub, compileTools } from './compile.ts'
import { describeMachine } from './machine.ts'
import { findEcho } from './peers/echo.ts'
import { findNats } from './peers/nats.ts'
import { findNgircd } from './peers/ngircd.ts'
import { partyline } from './peers/partyline.ts'
import { cleanUpAtExit, pinToHalves, runClient } from './processes.ts'
import { coldStart } from './scenarios/cold-start.ts'
import { deliveries } from './scenarios/deliveries.ts'
import { files } from './scenarios/files.ts'
import { filesTls } from './scenarios/files-tls.ts'
import { get } from './scenarios/get.ts'
import { idle } from './scenarios/idle.ts'
import { million } from './scenarios/million.ts'
import { page } from './scenarios/page.ts'
import { pingPong } from './scenarios/ping-pong.ts'
import { pipelined } from './scenarios/pipelined.ts'
import { restart } from './scenarios/restart.ts'
import { wsDeliveries } from './scenarios/ws-deliveries.ts'
import { wsPosts } from './scenarios/ws-posts.ts'
import { formatTable, type Row } from './table.ts'

const scenarios: Scenario[] = [
  pingPong,
  pipelined,
  deliveries,
  wsDeliveries,
  wsPosts,
  idle,
  coldStart,
  restart,
  million,
  page,
  get,
  files,
  filesTls,
]

const usage = `Usage: npm run bench -- [options] [names...]

${scenarios.map(({ name, about }) => `  ${name.padEnd(14)}${about}`).join('\n')}

  --quick       one short round: to see whether something broke, not to compare
  --rounds N    rounds of alternating pairs (5)
  --seconds N   seconds measured per round, after one second to warm up (2)
  --pin         servers on the first half of the cores, clients on the second (needs taskset)
  --alone       without the peers`

const complain = (sentence: string): void => {
  console.error(sentence)
  process.exitCode = 2
}

const progress = (text: string): void => {
  if (process.stderr.isTTY) process.stderr.write(`\r\x1b[K${text}`)
  else console.error(text)
}

const measureAll = async (chosen: Scenario[], bench: Bench): Promise<Row[]> => {
  const rows: Row[] = []
  for (const scenario of chosen) rows.push(...(await scenario.run(bench)))
  if (process.stderr.isTTY) process.stderr.write('\r\x1b[K')
  return rows
}

const versionOfHub = (): string => {
  const { version } = JSON.parse(readFileSync(join(import.meta.dirname, '..', 'package.json'), 'utf8')) as { version: string }
  return `Partyline ${version}`
}

const main = async (): Promise<void> => {
  const { values, positionals } = parseArgs({
    allowPositionals: true,
    options: {
      quick: { type: 'boolean', default: false },
      rounds: { type: 'string' },
      seconds: { type: 'string' },
      pin: { type: 'boolean', default: false },
      alone: { type: 'boolean', default: false },
      help: { type: 'boolean', short: 'h', default: false },
    },
  })
  if (values.help) return console.log(usage)
  const unknown = positionals.find(word => !scenarios.some(({ name }) => name === word))
  if (unknown !== undefined) return complain(`There is no row called \`${unknown}\`.\n\n${usage}`)
  if (process.platform !== 'linux') return complain('The bench reads /proc and uses epoll: it runs on Linux only.')
  const rounds = Number(values.rounds ?? (values.quick ? 1 : 5))
  const seconds = Number(values.seconds ?? (values.quick ? 1 : 2))
  if (!(Number.isInteger(rounds) && rounds >= 1 && seconds > 0)) return complain('--rounds and --seconds are numbers above 0.')

  const folder = mkdtempSync(join(tmpdir(), 'partyline-bench-'))
  cleanUpAtExit(() => rmSync(folder, { recursive: true, force: true }))
  const tools = compileTools(folder)
  if (tools === undefined)
    return complain('The load generator is written in C and there is no C compiler (cc): `apt install gcc`, then run this again.')
  progress('building the hub')
  const build = buildHub(folder)
  if (build === undefined) return complain('The build failed: `npm run build:hub` says why.')
  const ours = partyline(build.installed, versionOfHub())
  if (values.pin) pinToHalves()

  const notes = new Set<string>()
  if (!build.isClean) notes.add('The build reported errors; what it emitted all the same was measured.')
  const found = values.alone ? [] : [findNats(), findNgircd(), findEcho()]
  for (const peer of found) if ('howToGet' in peer) notes.add(peer.howToGet)
  const peers = [ours, ...found.filter(peer => 'command' in peer)]
  const { header, warnings } = await describeMachine(folder)
  const bench: Bench = {
    ...{ folder, rounds, seconds, tools, peers, progress },
    isQuick: values.quick,
    warmSeconds: values.quick ? 0.5 : 1,
    descriptors: Number(await runClient(['sh', '-c', 'ulimit -n'])),
    note: sentence => notes.add(sentence),
  }
  const chosen = positionals.length === 0 ? scenarios : scenarios.filter(({ name }) => positionals.includes(name))
  const rows = await measureAll(chosen, bench)

  const conditions = `${rounds === 1 ? 'one round' : `medians of ${rounds} alternating rounds`} of ${seconds} s, everything on loopback, ${values.pin ? 'servers and clients each pinned to half of the cores' : 'nothing pinned'}`
  console.log(`${header}; ${conditions}. ${peers.map(({ version }) => version).join(', ')}.\n`)
  console.log(formatTable(rows))
  for (const sentence of [...notes, ...warnings]) console.log(`\n${sentence}`)
}

await main()
