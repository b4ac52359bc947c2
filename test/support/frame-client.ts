// A program that speaks frames: asks and is answered under its ids, hears what nobody asked for, and checks as it reads that each room's
// entries come gapless, in order and once.
import assert from 'node:assert/strict'
import type { ClientFrame, HelloReply, HubFrame, WireEntry } from '../../src/protocol/json.ts'
import type { RoomView } from '../../src/protocol/rooms.ts'
import { type FramePipe, lineFrames, webFrames } from './frame-pipe.ts'
import type { RunningHub } from './hub.ts'
import { Closed } from './line-client.ts'
import { deadlineMs, within } from './until.ts'

type EventName = HubFrame['event']
export type FrameOf<E extends EventName> = Extract<HubFrame, { event: E }>
/** A command without its id, which the client gives itself. */
export type Asked = ClientFrame extends infer F ? (F extends ClientFrame ? Omit<F, 'id'> & { readonly id?: string } : never) : never
export type HelloFields = {
  readonly token?: string
  readonly name?: string
  readonly cursors?: Readonly<Record<string, number>>
  readonly version?: number
}
export type Greeted = FrameOf<'hello'> & HelloReply
type Way = 'web' | 'line'

let lastId = 0

export class FrameClient {
  readonly pipe: FramePipe
  /** What came unasked and is no entry, oldest first. */
  readonly unasked: HubFrame[] = []
  /** The entries that came, by room, in the order in which they came. */
  readonly given = new Map<number, WireEntry[]>()
  readonly gaps: FrameOf<'gap'>[] = []
  /** What was wrong with the order of what came. */
  readonly faults: string[] = []
  guest = 0
  name = ''
  token = ''
  rooms: readonly RoomView[] = []
  readonly #answers = new Map<string, HubFrame[]>()
  readonly #expected = new Map<number, number>()
  readonly #waiting = new Set<() => void>()
  #cursors: Readonly<Record<string, number>> = {}

  constructor(pipe: FramePipe) {
    this.pipe = pipe
    pipe.onFrame = text => this.#hear(JSON.parse(text) as HubFrame)
    void pipe.closed.then(() => this.#wake())
  }

  /** Connects without a word. */
  static async open(hub: RunningHub, way: Way = 'web', headers: Readonly<Record<string, string>> = {}): Promise<FrameClient> {
    return new FrameClient(way === 'web' ? await webFrames(hub, headers) : await lineFrames(hub))
  }

  /** Connects and says hello. */
  static async join(hub: RunningHub, hello: HelloFields = {}, way: Way = 'web'): Promise<FrameClient> {
    const client = await FrameClient.open(hub, way)
    await client.hello(hello)
    return client
  }

  async hello(fields: HelloFields = {}): Promise<Greeted> {
    const { version = 1, ...rest } = fields
    this.#cursors = fields.cursors ?? {}
    const answer = await this.ask({ verb: 'hello', version, ...rest })
    if (answer.event !== 'hello') throw new Error(`In place of a hello came ${JSON.stringify(answer)}`)
    return answer as Greeted
  }

  /** Sends a command; answers the id it went under. */
  send(command: Asked): string {
    const id = command.id ?? `c${++lastId}`
    this.pipe.send(JSON.stringify({ ...command, id }))
    return id
  }

  /** The answer to the command with this id. Throws `Closed`. */
  answer(id: string, withinMs = deadlineMs): Promise<HubFrame> {
    return this.#until(`an answer to ${id}`, () => this.#answers.get(id)?.shift(), withinMs)
  }

  ask(command: Asked): Promise<HubFrame> {
    return this.answer(this.send(command))
  }

  /** The answer, which must be this event. */
  async want<E extends EventName>(event: E, command: Asked): Promise<FrameOf<E>> {
    const answer = await this.ask(command)
    assert.equal(answer.event, event, `${JSON.stringify(command).slice(0, 200)} was answered ${JSON.stringify(answer).slice(0, 300)}`)
    return answer as FrameOf<E>
  }

  /** The code by which the command is refused. */
  async refused(command: Asked): Promise<string> {
    return (await this.want('refused', command)).code
  }

  /** Says something; answers its seq. */
  async say(room: number | string, text: string, id?: string): Promise<number> {
    return (await this.want('receipt', { verb: 'say', room, text, ...(id !== undefined && { id }) })).seq
  }

  /** Enters a room, which is made if there is none; answers it. */
  async join(room: number | string, make = true): Promise<RoomView> {
    return (await this.want('room', { verb: 'join', room, make })).room
  }

  /** The next unasked event of this kind that `fits`; others stay. */
  next<E extends EventName>(event: E, fits: (frame: FrameOf<E>) => boolean = () => true, withinMs = deadlineMs): Promise<FrameOf<E>> {
    return this.#until(
      `the event ${event}`,
      () => {
        const at = this.unasked.findIndex(frame => frame.event === event && fits(frame as FrameOf<E>))
        return at < 0 ? undefined : (this.unasked.splice(at, 1)[0] as FrameOf<E>)
      },
      withinMs,
    )
  }

  entries(room: number): readonly WireEntry[] {
    return this.given.get(room) ?? []
  }

  seqs(room: number): number[] {
    return this.entries(room).map(({ seq }) => seq)
  }

  /** The entry of this seq, once it has come. */
  entry(room: number, seq: number, withinMs = deadlineMs): Promise<WireEntry> {
    return this.#until(`entry ${seq} of room ${room}`, () => this.given.get(room)?.findLast(entry => entry.seq === seq), withinMs)
  }

  /** Everything that was sent before is answered. */
  async settled(): Promise<void> {
    await this.want('done', { verb: 'ping' })
  }

  /** The WebSocket's closing code, or 0. */
  closed(withinMs = deadlineMs): Promise<number> {
    return within('the end of a connection', this.pipe.closed, withinMs)
  }

  [Symbol.dispose](): void {
    this.pipe.destroy()
  }

  #hear(frame: HubFrame): void {
    this.#follow(frame)
    if (frame.re !== undefined) {
      const others = this.#answers.get(frame.re)
      if (others === undefined) this.#answers.set(frame.re, [frame])
      else others.push(frame)
    } else if (frame.event === 'entries') this.#keep(frame)
    else if (frame.event !== 'gap') this.unasked.push(frame)
    this.#wake()
  }

  /** From which seq on entries of a room have to come. */
  #follow(frame: HubFrame): void {
    if (frame.event === 'hello') {
      this.guest = frame.guest
      this.name = frame.name
      this.token = frame.token ?? this.token
      this.rooms = frame.rooms
      for (const { id, last } of frame.rooms) this.#expected.set(id, Math.min(this.#cursors[id] ?? last, last) + 1)
    } else if (frame.event === 'room' && frame.entered) this.#expected.set(frame.room.id, frame.room.last + 1)
    else if (frame.event === 'gone') this.#expected.delete(frame.room)
    else if (frame.event === 'gap') {
      this.gaps.push(frame)
      if (this.#expected.get(frame.room) !== frame.from)
        this.faults.push(`a gap from ${frame.from} to ${frame.to} came where ${this.#expected.get(frame.room)} was due`)
      this.#expected.set(frame.room, frame.to + 1)
    }
  }

  #keep({ room, entries }: FrameOf<'entries'>): void {
    const kept = this.given.get(room) ?? []
    this.given.set(room, kept)
    if (entries.length === 0) this.faults.push(`an empty batch of room ${room}`)
    for (const entry of entries) {
      const due = this.#expected.get(room)
      if (entry.seq !== due) this.faults.push(`seq ${entry.seq} of room ${room} came where ${due} was due`)
      this.#expected.set(room, entry.seq + 1)
      kept.push(entry)
    }
  }

  #wake(): void {
    for (const wake of [...this.#waiting]) wake()
  }

  async #until<T>(what: string, look: () => T | undefined, withinMs: number): Promise<T> {
    const { promise, resolve, reject } = Promise.withResolvers<T>()
    const wake = (): void => {
      const found = look()
      if (found === undefined && !this.pipe.isClosed()) return
      // Looking takes what it finds, so it must not look again.
      this.#waiting.delete(wake)
      if (found !== undefined) resolve(found)
      else reject(new Closed(`The hub closed where ${what} should have come.`))
    }
    this.#waiting.add(wake)
    wake()
    try {
      return await within(what, promise, withinMs)
    } finally {
      this.#waiting.delete(wake)
    }
  }
}
