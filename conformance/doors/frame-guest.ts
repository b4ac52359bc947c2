// Somebody in a conversation who speaks frames, over a WebSocket or over TCP after `/json`. Besides what a conversation says it checks what
// holds for every frame: one answer for each command, seqs without a gap, one's own entries among them.
import { Mismatch } from '../listener.ts'
import { Ears } from './ears.ts'
import { answerOf, checkPage, frameOf } from './frame-asking.ts'
import { type Json, number, objects, readFrame, text, toldOf } from './frame-words.ts'
import type { Answer, Asked, Guest, RoomSeen, Told } from './vocabulary.ts'
import { type Doors, openLines, openWebSocket, type Wire } from './wires.ts'

type Room = { place: string; last: number; unread: number; mentions: number }

export class FrameGuest implements Guest {
  readonly who: string
  readonly blind: ReadonlySet<keyof Told> = new Set()
  readonly ears: Ears
  readonly #doors: Doors
  readonly #carrier: 'tcp' | 'web'
  #wire: Wire | undefined
  #name = ''
  #guest = 0
  #token = ''
  #asked = 0
  readonly #rooms = new Map<number, Room>()
  readonly #names = new Map<number, string>()
  readonly #answers = new Map<string, Json>()
  /** By room: after which seq its entries were asked for. */
  #cursors: Readonly<Record<number, number>> = {}
  /** By room: the last seq of which there is a receipt; the entry itself has to come, too. */
  readonly #owed = new Map<number, number>()

  constructor(who: string, doors: Doors, carrier: 'tcp' | 'web') {
    this.who = who
    this.#doors = doors
    this.#carrier = carrier
    this.ears = new Ears(doors.signal)
  }

  async arrive(name: string): Promise<void> {
    const got = await this.#hello({ name })
    if (got !== name) throw new Mismatch(`expected: hello with the name ${name}\ngot:      ${got}`)
    if (this.#token === '') throw new Mismatch('expected: hello with a token for somebody new')
  }

  async keepToken(): Promise<void> {}

  comeBack(seen?: { readonly place: string; readonly seq: number }): Promise<string> {
    const room = seen === undefined ? undefined : this.#idOf(seen.place)
    return this.#hello({ token: this.#token }, room === undefined || seen === undefined ? {} : { [room]: seen.seq })
  }

  async ask(asked: Asked): Promise<Answer> {
    if (asked.ask === 'tell') {
      const { answer, frame } = await this.#command({ verb: 'direct', names: asked.people })
      if (answer.refused !== undefined) return answer
      const place = this.#enter(frame.room)
      return this.ask({ ask: 'say', place, text: asked.text })
    }
    if (asked.ask === 'put') throw new Error('files are put on lines: write "on lines: ..."')
    if (asked.ask === 'rooms') return this.#allRooms()
    const { answer, frame } = await this.#command(
      frameOf(asked, place => this.#ref(place)),
      asked.id,
    )
    if (answer.refused !== undefined) return answer
    if (asked.ask === 'exit') await this.ears.until('the end', () => (this.ears.ended ? true : undefined))
    if (asked.ask === 'timeline') checkPage(frame)
    return answer
  }

  askAndBreak(asked: Asked): void {
    const frame = frameOf(asked, place => this.#ref(place))
    this.#send(asked.id === undefined ? frame : { ...frame, id: asked.id })
    this.cut()
  }

  async settle(): Promise<void> {
    await this.#command({ verb: 'ping' })
    for (const [id, seq] of this.#owed)
      await this.ears.until(`one's own entry ${seq} among the others`, () => ((this.#rooms.get(id)?.last ?? seq) >= seq ? true : undefined))
  }

  unreadIn(place: string): { unread: number; mentions: number } | undefined {
    const id = this.#idOf(place)
    return id === undefined ? undefined : this.#rooms.get(id)
  }

  async nameOf(guest: number, place: string): Promise<string> {
    if (!this.#names.has(guest)) {
      const { frame } = await this.#command({ verb: 'members', room: this.#ref(place) })
      for (const row of objects(frame.rows)) this.#names.set(number(row.guest), text(row.name))
    }
    return this.#names.get(guest) ?? `nobody (${guest})`
  }

  cut(): void {
    this.#wire?.cut()
    this.ears.end()
  }

  async #hello(more: Json, cursors: Readonly<Record<number, number>> = {}): Promise<string> {
    const wire = this.#carrier === 'web' ? await openWebSocket(this.#doors) : await openLines(this.who, this.#doors)
    if (this.#carrier === 'tcp') await this.#change(wire)
    this.#wire = wire
    this.ears.open()
    this.#rooms.clear()
    this.#owed.clear()
    this.#cursors = cursors
    void this.#listen(wire)
    const { answer, frame } = await this.#command({ verb: 'hello', version: 1, ...more, cursors })
    if (answer.refused !== undefined) throw new Mismatch(`expected: hello\ngot:      refused ${answer.refused}`)
    return text(frame.name)
  }

  /** From lines to frames. */
  async #change(wire: Wire): Promise<void> {
    await wire.next()
    wire.send('/json')
    for (let line = await wire.next(); line !== 'JSON 1'; line = await wire.next()) {
      if (line === undefined || !/^(?:\* |\[)/.test(line)) throw new Mismatch(`expected: JSON 1\ngot:      ${line ?? 'the hub closed'}`)
    }
  }

  async #listen(wire: Wire): Promise<void> {
    try {
      for (let line = await wire.next(); line !== undefined; line = await wire.next()) {
        this.#doors.said(`${this.who}< ${line}`)
        this.#hear(readFrame(line))
      }
    } catch (fault) {
      this.ears.notice({ notice: 'said', text: fault instanceof Error ? fault.message : String(fault) })
    }
    if (this.#wire === wire) this.ears.end()
  }

  #hear(frame: Json): void {
    const { re, event } = frame
    if (typeof re === 'string') {
      if (this.#answers.has(re)) this.ears.notice({ notice: 'said', text: `a second answer: ${JSON.stringify(frame)}` })
      this.#answers.set(re, frame)
      if (event === 'hello') this.#greeted(frame)
      if (event === 'room') this.#enter(frame.room)
      if (event === 'gone') this.#rooms.delete(number(frame.room))
      if (event === 'receipt' && frame.again === false) this.#owed.set(number(frame.room), number(frame.seq))
      this.ears.wake()
      return
    }
    const place = this.#rooms.get(number(frame.room))?.place ?? ''
    if (event === 'entries') for (const entry of objects(frame.entries)) this.#hearEntry(number(frame.room), entry)
    else if (event === 'joined') this.ears.notice({ notice: 'come', name: text(frame.name) })
    else if (event === 'renamed') this.ears.notice({ notice: 'come', name: text(frame.to) })
    else if (event === 'left') this.ears.notice({ notice: 'go', name: text(frame.name) })
    else if (event === 'invited') this.ears.notice({ notice: 'invited', place: text(frame.name), name: text(frame.by) })
    else if (event === 'typing') this.ears.notice({ notice: 'typing', place, name: text(frame.name) })
    else if (event === 'present') this.ears.notice({ notice: 'present', place, count: number(frame.count) })
    // When the hub notices what its operator did to the folder is its own affair.
    else if (event === 'shelf') return
    else if (event === 'gap') this.#hearGap(place, frame)
    else if (event === 'room') this.#enter(frame.room)
    else this.ears.notice({ notice: 'said', text: JSON.stringify(frame) })
  }

  #greeted(frame: Json): void {
    this.#name = text(frame.name)
    this.#guest = number(frame.guest)
    this.#names.set(this.#guest, this.#name)
    if (typeof frame.token === 'string') this.#token = frame.token
    for (const room of objects(frame.rooms)) this.#enter(room)
  }

  #hearEntry(id: number, entry: Json): void {
    const room = this.#rooms.get(id)
    const told = toldOf(entry)
    this.#names.set(number(entry.guest), told.author)
    if (room === undefined) {
      this.ears.notice({ notice: 'said', text: `an entry of a room that nobody told of: ${JSON.stringify(entry)}` })
      return
    }
    if (told.seq !== room.last + 1) this.ears.notice({ notice: 'said', text: `seq ${told.seq} after ${room.last} in ${room.place}` })
    room.last = told.seq ?? 0
    if (entry.guest !== this.#guest) this.ears.hear(room.place, told)
    if (told.kind === 'rename') room.place = told.name ?? ''
  }

  #hearGap(place: string, frame: Json): void {
    const [from, to] = [number(frame.from), number(frame.to)]
    const room = this.#rooms.get(number(frame.room))
    if (room !== undefined) room.last = to
    this.ears.notice({ notice: 'gap', place, from, to })
  }

  /** What is told of a room; answers its place. */
  #enter(value: unknown): string {
    const [view = {}] = objects([value])
    const people = objects(view.people).map(person => text(person.name))
    const place = view.kind === 'direct' ? `@${people.sort().join(',')}` : text(view.name)
    const id = number(view.id)
    const others = `@${people.filter(name => name !== this.#name).join(',')}`
    if (view.kind === 'direct' && [...text(view.name)].sort().join('') !== [...others].sort().join(''))
      this.ears.notice({ notice: 'said', text: `a direct room called ${text(view.name)}, not ${others}` })
    const known = this.#rooms.get(id)
    const heard = {
      place,
      last: known?.last ?? this.#cursors[id] ?? number(view.last),
      unread: number(view.unread),
      mentions: number(view.mentions),
    }
    this.#rooms.set(id, heard)
    return place
  }

  #send(frame: Json): void {
    const line = JSON.stringify(frame)
    this.#doors.said(`${this.who}> ${line}`)
    this.#wire?.send(line)
  }

  async #command(frame: Json, own?: string): Promise<{ answer: Answer; frame: Json }> {
    const id = own ?? `#${++this.#asked}`
    this.#answers.delete(id)
    this.#send({ ...frame, id })
    const found = await this.ears.until(`an answer to ${text(frame.verb)}`, () => this.#answers.get(id))
    return { answer: answerOf(found, room => this.#rooms.get(room)?.place ?? `room ${room}`), frame: found }
  }

  #idOf(place: string): number | undefined {
    for (const [id, room] of this.#rooms) if (room.place === place) return id
    return undefined
  }

  /** By its number where one knows it. */
  #ref(place: string): number | string {
    return this.#idOf(place) ?? place
  }

  async #allRooms(): Promise<Answer> {
    const rooms: RoomSeen[] = []
    for (let after: { after?: string } = {}; ; after = { after: rooms.at(-1)?.place ?? '' }) {
      const { answer, frame } = await this.#command({ verb: 'rooms', ...after })
      if (answer.refused !== undefined) return answer
      rooms.push(...(answer.rooms ?? []))
      if (frame.more !== true) return { rooms }
    }
  }
}
