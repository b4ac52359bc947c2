// Drives linebench and wsbench, the load generators in C: a run at full speed, or connections that only stay open.
import type { Bench } from './bench.ts'
import type { Dialect, WebDialect } from './peers/peer.ts'
import { cpuSecondsOf, watchOthers } from './proc.ts'
import { runClient, type Started, startClient } from './processes.ts'
import type { Running } from './servers.ts'

export type Load = { mode: 'echo' | 'fanout'; clients: number; window: number }
export type WebLoad = { mode: 'posts' | 'fanout'; clients: number; window: number }

export type Measured = {
  perSecond: number
  p50Ms: number
  p99Ms: number
  p999Ms: number
  expected: number
  delivered: number
  closed: number
  cpuSeconds: number
  othersBusy: number // cores that neither the server nor the generator used
  cpu: number // of the generator itself, in cores: near 1 it is the generator that is measured
}

const speaking = (port: number, dialect: Dialect): string[] => [
  ...['--port', String(port), '--hello', dialect.hello, '--ready', dialect.ready, '--msg', dialect.say],
  ...['--self', dialect.echoesSender ? '1' : '0', '--batch', String(dialect.connectBatch)],
]

const webSpeaking = (port: number, { path, opcode, hello, ready, say, ack, connectBatch }: WebDialect): string[] => [
  ...['--port', String(port), '--path', path, '--opcode', String(opcode), '--hello', hello, '--ready', ready],
  ...['--msg', say, '--ack', ack, '--batch', String(connectBatch)],
]

export const generateLoad = (bench: Bench, running: Running, dialect: Dialect, load: Load): Promise<Measured> =>
  generate(bench, running, [bench.tools.linebench, ...speaking(running.port, dialect)], load)

export const generateWebLoad = (bench: Bench, running: Running, dialect: WebDialect, load: WebLoad): Promise<Measured> =>
  generate(bench, running, [bench.tools.wsbench, ...webSpeaking(running.webPort, dialect)], load)

/** One run; throws where something was lost or somebody was cut off, for then the speed means nothing. */
const generate = async (bench: Bench, { pid }: Running, command: string[], load: Load | WebLoad): Promise<Measured> => {
  const howMuch = ['--mode', load.mode, '-n', load.clients, '-w', load.window, '-t', bench.seconds, '--warm', bench.warmSeconds].map(String)
  const others = watchOthers()
  const before = cpuSecondsOf(pid)
  const measured = JSON.parse(await runClient([...command, ...howMuch])) as Measured
  const server = cpuSecondsOf(pid) - before
  measured.othersBusy = others(server + measured.cpuSeconds)
  bench.progress(`  the server took ${server.toFixed(2)} s of processor time, the generator ${measured.cpuSeconds.toFixed(2)} s`)
  if (measured.closed > 0) throw new Error(`${measured.closed} of ${load.clients} clients were cut off`)
  if (measured.delivered !== measured.expected) throw new Error(`${measured.delivered} of ${measured.expected} lines arrived`)
  if (measured.cpu > 0.95)
    bench.note(
      `With ${load.clients} clients and ${load.window} in flight the load generator used a whole core in a run: it was the limit there.`,
    )
  return measured
}

/** Opens the clients, waits until all are greeted, and keeps them open until stopped. */
export const holdOpen = (bench: Bench, port: number, dialect: Dialect, clients: number): Promise<Started> =>
  startClient([bench.tools.linebench, ...speaking(port, dialect), '--mode', 'idle', '-n', String(clients), '-t', '120'], 'ready')
