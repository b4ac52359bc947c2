// One SDK client of a swarm: it is in the lobby and in two halls, writes down what it is told there and how its connection fares, and at the
// end compares that with the log.
import { connect, type Partyline, type RoomEvent, type TimelineRow } from '../../src/client/connect.ts'
import { type Findings, type History, hallName, type RoomLog, type Said, sharedNow, textOf } from './talk.ts'

type Heard = { after: number; entries: { seq: number; text: string }[] }

const examplesMax = 5

export class Member {
  readonly #client: Partyline
  readonly #halls: string[]
  readonly #heard = new Map<number, Heard>()
  readonly #sending: Promise<Said>[] = []
  #history: History = []
  #number: number

  private constructor(url: string, number: number, halls: string[]) {
    this.#number = number
    this.#halls = halls
    this.#client = connect(url, { name: `Member${number}` })
    let { at } = this.#client.state.connection
    this.#client.subscribe(() => {
      const { connection } = this.#client.state
      if (connection.at === at) return
      at = connection.at
      this.#history.push({ at: sharedNow(), to: at, why: 'why' in connection ? `${connection.why.code}: ${connection.why.sentence}` : '' })
    })
  }

  static async open(url: string, number: number, halls: number): Promise<Member> {
    const member = new Member(url, number, [hallName(number % halls), hallName((number + 1) % halls)])
    await member.#client.ready()
    for (const hall of member.#halls) await member.#client.join(hall)
    for (const ref of ['#lobby', ...member.#halls]) member.#listen(ref)
    return member
  }

  get history(): History {
    return this.#history
  }

  /** Cut off since `watch`, and connected again. */
  get isBack(): boolean {
    return this.#history.length > 1 && this.#history.at(-1)?.to === 'live'
  }

  watch(): void {
    this.#history = []
  }

  say(text: string): void {
    const ref = this.#number === 0 ? '#lobby' : (this.#halls[0] ?? '#lobby')
    this.#sending.push(
      this.#client
        .room(ref)
        .send(text)
        .then(({ room, seq }) => ({ room, seq, text })),
    )
  }

  /** All that was said, once the hub has acknowledged it. */
  said(): Promise<Said[]> {
    return Promise.all(this.#sending)
  }

  /** Whether it has come to the end of these logs. */
  isAtEnd(logs: ReadonlyMap<number, RoomLog>): boolean {
    return [...this.#heard].every(([room, { entries, after }]) => (entries.at(-1)?.seq ?? after) >= (logs.get(room)?.texts.length ?? 0))
  }

  /** Everything after the moment when it began to listen must have come, once and in order, and stand in the state. */
  check(logs: ReadonlyMap<number, RoomLog>, findings: Findings): void {
    for (const [room, { after, entries }] of this.#heard) {
      const texts = logs.get(room)?.texts ?? []
      const state = this.#client.state.rooms.get(room)
      const rows = (state?.timeline.rows ?? []).filter(({ seq }) => seq > after)
      this.#compare(`loop of room ${room}`, after, texts, entries, findings)
      this.#compare(`timeline of room ${room}`, after, texts, rows.map(entryOf), findings)
      if (state?.last !== texts.length) this.#complain(findings, 'wrong', `room ${room} ends at ${state?.last}, the log at ${texts.length}`)
    }
  }

  #listen(ref: string): void {
    const room = this.#client.room(ref)
    const events = room.events()
    const state = room.state
    if (state === undefined) throw new Error(`Member${this.#number} is not in ${ref}.`)
    const heard: Heard = { after: state.last, entries: [] }
    this.#heard.set(state.id, heard)
    void this.#follow(events, heard)
  }

  async #follow(events: AsyncIterable<RoomEvent>, { entries }: Heard): Promise<void> {
    // Of a gap nothing is written down, so that its entries count as missed; what a slow loop reads again comes as entries.
    for await (const event of events) if ('seq' in event) entries.push(entryOf(event))
  }

  #compare(where: string, after: number, texts: string[], entries: { seq: number; text: string }[], findings: Findings): void {
    const seen = new Set<number>()
    let last = after
    for (const { seq, text } of entries) {
      if (seen.has(seq)) this.#complain(findings, 'doubled', `${where}: ${seq} came twice`)
      else if (seq < last) this.#complain(findings, 'wrong', `${where}: ${seq} came after ${last}`)
      if (texts[seq - 1] !== text) this.#complain(findings, 'wrong', `${where}: ${seq} is '${text}', in the log '${texts[seq - 1]}'`)
      seen.add(seq)
      last = seq
    }
    for (let seq = after + 1; seq <= texts.length; seq++) {
      findings.compared++
      if (!seen.has(seq)) this.#complain(findings, 'missed', `${where}: ${seq} never came`)
    }
  }

  #complain(findings: Findings, what: 'missed' | 'doubled' | 'wrong', sentence: string): void {
    findings[what]++
    if (findings.examples.length < examplesMax) findings.examples.push(`Member${this.#number}, ${sentence}`)
  }
}

const entryOf = (entry: TimelineRow | Extract<RoomEvent, { seq: number }>): { seq: number; text: string } => ({
  seq: entry.seq,
  text: textOf(entry),
})
