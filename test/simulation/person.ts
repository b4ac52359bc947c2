// One person of a simulation: a client of the SDK that does things at random, and remembers what it was promised and what it was told.
import { type ConnectOptions, connect, type Partyline, PartylineError, type Receipt, type Saved } from '../../src/client/connect.ts'
import { tcp } from '../../src/client/tcp.ts'
import type { Random } from '../support/random.ts'

/** Something that was sent, and what became of it. */
export type Sent = {
  readonly room: number
  readonly text: string
  /** `orphaned`: the program died before it had an answer; the next life sends it again, if it had been kept by then. */
  outcome: 'open' | 'refused' | 'orphaned' | Receipt
}
export type Told = { readonly seq: number; readonly kind: string; readonly author: string; readonly id: string | undefined }

/** A clock that goes so much faster, so that back-off and heartbeats take no time. */
const speed = 10
const fastClock = {
  now: () => Math.round(performance.timeOrigin + performance.now() * speed),
  after: (milliseconds: number, callback: () => void) => {
    const timer = setTimeout(callback, milliseconds / speed)
    return () => clearTimeout(timer)
  },
}

/** Refusals that may come of doing things at random. */
const expected = new Set([
  'not-a-member',
  'no-such-room',
  'no-such-message',
  'not-yours',
  'archived',
  'too-many',
  'no-such-person',
  'room-taken',
  'forbidden',
  'unknown-outcome',
])

export class Person {
  readonly name: string
  readonly sent: Sent[] = []
  /** Edits that were acknowledged or may have been stored, by room and seq. */
  readonly rewritten = new Map<string, Set<string>>()
  readonly deleted = new Set<string>()
  /** What came of the lobby, in order. */
  readonly told: Told[] = []
  readonly faults: string[] = []
  readonly #random: Random
  readonly #url: string
  #client: Partyline
  #saved: Saved | undefined
  #texts = 0
  readonly #doing = new Set<Promise<unknown>>()
  #listening: Promise<void> = Promise.resolve()
  #over = false

  constructor(name: string, ports: { line: number; web: number }, random: Random) {
    this.name = name
    this.#random = random
    this.#url = random.chance(0.5) ? `ws://127.0.0.1:${ports.web}` : `tcp://127.0.0.1:${ports.line}`
    this.#client = this.#connect()
  }

  get client(): Partyline {
    return this.#client
  }

  /** How much it has asked for that has no answer yet. */
  get doing(): number {
    return this.#doing.size
  }

  /** Does one thing; what comes of it is remembered when it comes. */
  act(): void {
    const rooms = [...this.#client.state.rooms.keys()]
    const room = rooms[this.#random.between(0, rooms.length - 1)]
    if (room === undefined) return
    const chance = this.#random.next()
    if (chance < 0.6) this.#send(room)
    else if (chance < 0.68) this.#edit(room)
    else if (chance < 0.72) this.#delete(room)
    else if (chance < 0.84) this.#react(room)
    else if (chance < 0.88) this.#client.room(room).read(this.#client.state.rooms.get(room)?.last ?? 0)
    else if (chance < 0.92) this.#client.room(room).typing()
    else if (chance < 0.95) this.#do(this.#client.room(room).older(this.#random.between(1, 20)))
    else if (chance < 0.975) this.#do(this.#client.join(`#open${this.#random.between(1, 3)}`, { make: true }))
    else if (chance < 0.985 && room !== 1) this.#do(this.#client.room(room).leave())
    else this.#do(this.#client.direct(`P${this.#random.between(1, 9)}`))
  }

  do(what: (client: Partyline) => Promise<unknown>): void {
    this.#do(what(this.#client))
  }

  /** The program dies in the middle of things and is started again. */
  die(): void {
    this.#dying.abort()
    // What was told since the cursor was kept is told again.
    const kept = this.#saved?.cursors['1']
    const again = kept === undefined ? 0 : this.told.findIndex(({ seq }) => seq > kept)
    if (again >= 0) this.told.splice(again)
    this.#client = this.#connect()
  }

  #dying = new AbortController()

  async settled(): Promise<void> {
    while (this.#doing.size > 0) await Promise.allSettled([...this.#doing])
  }

  async [Symbol.asyncDispose](): Promise<void> {
    this.#over = true
    this.#dying.abort()
    await this.#listening
  }

  #connect(): Partyline {
    const dying = new AbortController()
    this.#dying = dying
    const options: ConnectOptions = {
      name: this.name,
      clock: fastClock,
      random: () => this.#random.next(),
      signal: dying.signal,
      storage: {
        load: async () => this.#saved,
        save: async saved => {
          // A dead program saves nothing any more.
          if (!dying.signal.aborted) this.#saved = structuredClone(saved)
        },
      },
    }
    const client = connect(this.#url, this.#url.startsWith('tcp') ? { ...options, transport: tcp() } : options)
    this.#listening = this.#listen(client)
    return client
  }

  async #listen(client: Partyline): Promise<void> {
    try {
      for await (const event of client.room('#lobby')) {
        // A dead program is told nothing, though its loop still hands out what waited.
        if (client !== this.#client) return
        if (event.kind === 'gap') this.faults.push(`${event.kind} ${event.from}-${event.to}`)
        else this.told.push({ seq: event.seq, kind: event.kind, author: event.author, id: event.id })
      }
    } catch (thrown) {
      if (!this.#over && !(thrown instanceof PartylineError && thrown.code === 'closed'))
        this.faults.push(`the loop ended: ${String(thrown)}`)
    }
  }

  #do(asked: Promise<unknown>): void {
    const done = asked
      .catch((thrown: unknown) => {
        const code = thrown instanceof PartylineError ? thrown.code : String(thrown)
        if (code !== 'closed' && !expected.has(code)) this.faults.push(`refused: ${code} ${thrown instanceof Error ? thrown.message : ''}`)
      })
      .finally(() => this.#doing.delete(done))
    this.#doing.add(done)
  }

  #send(room: number): void {
    const text = `${this.name} says ${++this.#texts}${this.#random.chance(0.1) ? ` to @P${this.#random.between(1, 9)}` : ''}`
    const sent: Sent = { room, text, outcome: 'open' }
    this.sent.push(sent)
    const sending = this.#client.room(room).send(text)
    this.#do(
      sending.then(
        receipt => {
          sent.outcome = receipt
        },
        (thrown: unknown) => {
          sent.outcome = thrown instanceof PartylineError && thrown.code === 'closed' ? 'orphaned' : 'refused'
          throw thrown
        },
      ),
    )
  }

  #own(room: number): number | undefined {
    const own = this.sent.filter(({ outcome }) => typeof outcome === 'object' && outcome.room === room)
    const { outcome } = own[this.#random.between(0, own.length - 1)] ?? {}
    return typeof outcome === 'object' ? outcome.seq : undefined
  }

  #edit(room: number): void {
    const seq = this.#own(room)
    if (seq === undefined) return
    const text = `${this.name} thinks again ${++this.#texts}`
    const key = `${room} ${seq}`
    this.rewritten.set(key, (this.rewritten.get(key) ?? new Set()).add(text))
    this.#do(this.#client.room(room).edit(seq, text))
  }

  #delete(room: number): void {
    const seq = this.#own(room)
    if (seq === undefined) return
    this.deleted.add(`${room} ${seq}`)
    this.#do(this.#client.room(room).delete(seq))
  }

  #react(room: number): void {
    const rows = this.#client.state.rooms.get(room)?.timeline.rows ?? []
    const row = rows[this.#random.between(0, rows.length - 1)]
    if (row?.kind === 'message')
      this.#do(this.#client.room(room).react(row.seq, this.#random.pick('👍', '🎉', 'ok'), this.#random.chance(0.7)))
  }
}
