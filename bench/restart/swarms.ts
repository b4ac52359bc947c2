// The bench's side of its swarms: it starts them, tells all of them what to do and waits for what all of them answer.
import { fileURLToPath } from 'node:url'
import { startTalking } from '../processes.ts'
import { emptyFindings, type Findings, type FromSwarm, type History, type Said, type SwarmStart, type ToSwarm } from './talk.ts'

const patienceMs = 120_000

type Swarm = ReturnType<typeof startTalking>
type Heard<K extends FromSwarm['kind']> = Extract<FromSwarm, { kind: K }>

export class Swarms {
  readonly #swarms: Swarm[]

  private constructor(swarms: Swarm[]) {
    this.#swarms = swarms
  }

  /** Starts so many clients in so many processes, and waits until all are live and in their rooms. */
  static async start(url: string, clients: number, processes: number, halls: number, speakers: number): Promise<Swarms> {
    const each = Math.ceil(clients / processes)
    const swarms = Array.from({ length: processes }, (_, i) => {
      const start: SwarmStart = { url, from: i * each, count: Math.min(each, clients - i * each), halls, speakers }
      return startTalking([process.execPath, fileURLToPath(new URL('./swarm.ts', import.meta.url)), JSON.stringify(start)])
    })
    const all = new Swarms(swarms)
    try {
      await all.#hear('live')
      return all
    } catch (error) {
      await all.end()
      throw error
    }
  }

  speak(): void {
    this.#tell({ kind: 'speak' })
  }

  /** From now on it is written down how the connections fare; settles with that when all were cut off and are live again. */
  async watch(): Promise<History[]> {
    const heard = this.#hear('back')
    this.#tell({ kind: 'watch' })
    return (await heard).flatMap(({ histories }) => histories)
  }

  /** Nothing more is said; settles when all that was said is acknowledged. */
  async quiet(): Promise<Said[]> {
    const heard = this.#hear('said')
    this.#tell({ kind: 'quiet' })
    return (await heard).flatMap(({ said }) => said)
  }

  /** Compares what every client has with the logs in that file. */
  async check(log: string): Promise<Findings> {
    const heard = this.#hear('checked')
    this.#tell({ kind: 'check', log })
    const sum = emptyFindings()
    for (const { findings } of await heard) {
      for (const key of ['missed', 'doubled', 'wrong', 'compared'] as const) sum[key] += findings[key]
      sum.examples.push(...findings.examples)
    }
    return sum
  }

  async end(): Promise<void> {
    await Promise.all(this.#swarms.map(swarm => swarm.process.kill()))
  }

  #tell(message: ToSwarm): void {
    for (const { channel } of this.#swarms) channel.send(message)
  }

  #hear<K extends FromSwarm['kind']>(kind: K): Promise<Heard<K>[]> {
    return Promise.all(this.#swarms.map(swarm => next(swarm, kind)))
  }
}

const next = async <K extends FromSwarm['kind']>({ channel }: Swarm, kind: K): Promise<Heard<K>> => {
  const { promise, resolve, reject } = Promise.withResolvers<Heard<K>>()
  const listen = (raw: unknown): void => {
    const message = raw as FromSwarm
    if (message.kind === 'failed') reject(new Error(message.sentence))
    else if (message.kind === kind) resolve(message as Heard<K>)
  }
  const ended = (): void => reject(new Error('A process of clients ended.'))
  const patience = setTimeout(() => reject(new Error(`The clients did not say '${kind}' in ${patienceMs / 1_000} s.`)), patienceMs)
  channel.on('message', listen)
  channel.once('exit', ended)
  try {
    return await promise
  } finally {
    clearTimeout(patience)
    channel.off('message', listen)
    channel.off('exit', ended)
  }
}
