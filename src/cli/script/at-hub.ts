// One command's stay at a hub: connects, does the work, says in one sentence why it could not.
import type { Partyline, Room, Saved, Storage } from '../../client/api.ts'
import { connect } from '../../client/connect.ts'
import { PartylineError } from '../../client/error.ts'
import { StateFile } from '../connect/state-file.ts'
import { whoAt } from '../logins.ts'
import { trustHubOf, Untrusted } from '../trust.ts'
import type { HubOptions } from './options.ts'
import { complain, Output } from './output.ts'

export type Stay = { readonly party: Partyline; readonly output: Output; readonly stop: AbortSignal }
/**
 * `lasting`: once connected it waits for the hub as long as it takes. `orderly`: the work ends by itself when `stop` aborts, and once connected
 * it waits for the hub so many milliseconds each time.
 */
export type How = { readonly lasting?: boolean; readonly orderly?: { readonly patienceMs: number } }

/** What shells say of a program that a signal has ended. */
const signalled = { SIGINT: 130, SIGTERM: 143 } as const

/** Answers the exit code: what the work answers, or 1 with a sentence. */
export async function atHub(
  options: HubOptions,
  work: (stay: Stay) => Promise<number>,
  { lasting = false, orderly }: How = {},
): Promise<number> {
  const output = new Output(process.stdout, options.json)
  const interrupted = new AbortController()
  let stoppedCode = 0
  const interrupt = (signal: keyof typeof signalled): void => {
    stoppedCode = orderly === undefined ? 0 : signalled[signal]
    interrupted.abort()
  }
  process.once('SIGINT', interrupt).once('SIGTERM', interrupt)
  try {
    await trustHubOf(options.url, sentence => process.stderr.write(`partyline: ${sentence}\n`))
  } catch (thrown) {
    if (!(thrown instanceof Untrusted)) throw thrown
    return complain(thrown.message, 1)
  }
  const who = await whoAt(options)
  await using file = await StateFile.take('scripts', options.url, who.seat, () => {})
  await using party = connect(options.url.href, { rowsKept: 0, storage: who.signedIn ? nothingKept : tokenOnly(file), ...who.options })
  const stop = AbortSignal.any([interrupted.signal, output.closed])
  using patience = new Patience(party, options)
  const stopped = new Promise<number>(resolve => stop.addEventListener('abort', () => resolve(stoppedCode)))
  const done = async (): Promise<number> => {
    await party.ready()
    if (lasting) patience.wait()
    return work({ party, output, stop })
  }
  const doneInOrder = async ({ patienceMs }: { readonly patienceMs: number }): Promise<number> => {
    const early = await Promise.race([party.ready(), stopped, patience.lost])
    if (early !== undefined) return early
    patience.wait(patienceMs)
    let lost: { readonly thrown: unknown } | undefined
    patience.lost.catch(thrown => {
      lost = { thrown }
      interrupted.abort()
    })
    const code = await work({ party, output, stop: interrupted.signal })
    if (lost !== undefined) throw lost.thrown
    return interrupted.signal.aborted ? stoppedCode : code
  }
  try {
    return await (orderly === undefined ? Promise.race([done(), stopped, patience.lost]) : doneInOrder(orderly))
  } catch (thrown) {
    if (!(thrown instanceof PartylineError)) throw thrown
    return complain(thrown.sentence, 1)
  } finally {
    process.off('SIGINT', interrupt).off('SIGTERM', interrupt)
  }
}

/** An account is who it is by its sign-in, and not by what a command has kept. */
const nothingKept: Storage = { load: async () => undefined, save: async () => {} }

/** Who it is outlives the command; what it could not send does not: it has said so, and whoever asked will ask again. */
const tokenOnly = (file: Storage): Storage => ({
  load: async () => {
    const saved = await file.load()
    return saved === undefined ? undefined : bare(saved)
  },
  save: saved => file.save(bare(saved)),
})

const bare = ({ hub, token }: Saved): Saved => ({ hub, ...(token === undefined ? {} : { token }), cursors: {}, outbox: [] })

/** Rejects when there was no connection for too long. */
class Patience implements Disposable {
  readonly lost: Promise<never>
  readonly #party: Partyline
  readonly #reject: (error: Error) => void
  readonly #options: HubOptions
  readonly #unsubscribe: () => void
  #timer: NodeJS.Timeout | undefined
  #patienceMs: number

  constructor(party: Partyline, options: HubOptions) {
    const { promise, reject } = Promise.withResolvers<never>()
    promise.catch(() => {})
    this.lost = promise
    this.#party = party
    this.#options = options
    this.#patienceMs = options.timeoutMs
    this.#reject = reject
    this.#unsubscribe = party.subscribe(() => this.#look())
    this.#look()
  }

  /** So long each time from now on; as long as it takes unless it is said. */
  wait(milliseconds = Number.POSITIVE_INFINITY): void {
    this.#patienceMs = milliseconds
    this.#look()
  }

  [Symbol.dispose](): void {
    clearTimeout(this.#timer)
    this.#unsubscribe()
  }

  #look(): void {
    const { connection } = this.#party.state
    if (connection.at === 'closed') this.#reject(new PartylineError(connection.why.code, connection.why.sentence))
    else if (connection.at === 'live' || this.#patienceMs === Number.POSITIVE_INFINITY) {
      clearTimeout(this.#timer)
      this.#timer = undefined
    } else this.#timer ??= setTimeout(() => this.#giveUp(), this.#patienceMs)
  }

  #giveUp(): void {
    const { connection } = this.#party.state
    const why = connection.at === 'waiting' ? `: ${connection.why.sentence}` : '.'
    this.#reject(
      new PartylineError('unreachable', `No hub answered at ${this.#options.url.href} within ${this.#patienceMs / 1_000} s${why}`),
    )
  }
}

/** `#ops`, `ops`, `@Ben` or `@Ben,Zoe`: a room one is in then. */
export async function enterRoom(party: Partyline, called: string): Promise<Room> {
  if (called.startsWith('@'))
    return party.direct(
      ...called
        .slice(1)
        .split(',')
        .map(name => name.replace(/^@/, '')),
    )
  const name = called.startsWith('#') ? called : `#${called}`
  const known = [...party.state.rooms.values()].find(room => room.name === name)
  return known === undefined ? party.join(name) : party.room(known.id)
}
