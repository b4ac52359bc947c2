// Somebody in a conversation who types lines. The line door tells no seqs with what is said: a guest that counts knows them [L26], and so
// does this one, room by room, from the seq that `JOIN` told.
import { Mismatch } from '../listener.ts'
import { Ears } from './ears.ts'
import { readChat, readGap, readHit, readNotice, readRoom, readRow } from './line-words.ts'
import type { Answer, Asked, Guest, Told } from './vocabulary.ts'
import { openLines } from './wires.ts'

type Lines = Awaited<ReturnType<typeof openLines>>
export type Doors = {
  readonly host: string
  readonly linePort: number
  readonly webPort: number
  readonly signal: AbortSignal
  readonly said: (line: string) => void
}
type Reply = { readonly line: string; readonly rows: string[]; left: number }
type Done = Exclude<Answer, { refused: string }>

const tableHead = /^(?:HISTORY|SINCE|ROOMS|WHO|FOUND|LIMITS) (\d+)$/
const lobby = '#lobby'

export class LineGuest implements Guest {
  readonly who: string
  readonly blind: ReadonlySet<keyof Told> = new Set(['replyTo', 'mentions', 'edited', 'reactions'])
  readonly ears: Ears
  readonly #doors: Doors
  #wire: Lines | undefined
  #name = ''
  #token = ''
  #room = lobby
  #rooms = new Set([lobby])
  /** By room: the seq of the last entry that was told. */
  readonly #counts = new Map<string, number>()
  #replies: Reply[] = []

  constructor(who: string, doors: Doors) {
    this.who = who
    this.#doors = doors
    this.ears = new Ears(doors.signal)
  }

  async arrive(name: string): Promise<void> {
    await this.#connect()
    await this.#demand(`/name ${name}`, `NAME ${name}`)
    this.#name = name
  }

  async keepToken(): Promise<void> {
    this.#token = /^TOKEN (\S+)$/.exec(await this.#line('/token'))?.[1] ?? ''
    if (this.#token === '') throw new Mismatch('expected: TOKEN and the token')
  }

  async comeBack(seen?: { readonly place: string; readonly seq: number }): Promise<string> {
    await this.#connect()
    const [, name] = /^RESUMED (\S+) \d+$/.exec(await this.#line(`/resume ${this.#token}`)) ?? []
    if (name === undefined) throw new Mismatch('expected: RESUMED, the name and a seq')
    this.#name = name
    if (seen === undefined) return name
    await this.#enter(seen.place)
    const { rows } = await this.#table(`/since ${seen.seq}`)
    for (const row of rows) this.#hearRow(seen.place, row)
    return name
  }

  async ask(asked: Asked): Promise<Answer> {
    if (asked.id !== undefined) throw new Error('on lines nothing has an id: write "only: frames" over this conversation')
    switch (asked.ask) {
      case 'make':
        return this.#join(`/create ${asked.place} ${asked.kind}`)
      case 'join':
        return this.#join(`/join ${asked.place}`)
      case 'leave':
        return this.#leave(asked.place)
      case 'invite':
        return this.#change(asked, `/invite ${asked.person}`, `INVITE ${asked.place} ${asked.person}`)
      case 'topic':
        return this.#change(asked, `/topic ${asked.text}`, `TOPIC ${asked.place} ${asked.text}`)
      case 'rename':
        return this.#rename(asked.place, asked.to)
      case 'archive':
        return this.#change(asked, asked.on ? '/archive' : '/unarchive', `${asked.on ? 'ARCHIVE' : 'UNARCHIVE'} ${asked.place}`)
      case 'say':
        return this.#say(asked)
      case 'tell':
        return this.#replied(`/msg ${asked.people.join(',')} ${asked.text}`, `${asked.text} ACK`)
      case 'edit':
        return this.#change(asked, `/edit ${asked.of} ${asked.text}`, `EDIT ${asked.of}`)
      case 'delete':
        return this.#change(asked, `/unsay ${asked.of}`, `UNSAY ${asked.of}`)
      case 'react':
        return this.#change(asked, `/${asked.on ? '' : 'un'}react ${asked.of} ${asked.emoji}`, `${asked.on ? '' : 'UN'}REACT ${asked.of}`)
      case 'put':
        return this.#put(asked.name, asked.text)
      case 'forget':
        return this.#replied('/forget', 'FORGET')
      case 'exit':
        return this.#exit()
      default:
        return this.#question(asked)
    }
  }

  askAndBreak(asked: Asked): void {
    if (asked.ask !== 'say' || asked.place !== this.#room)
      throw new Error('on lines only something said in the current room can be broken off')
    this.#send(asked.text)
    this.cut()
  }

  async settle(): Promise<void> {
    await this.#table('/limits')
  }

  unreadIn(): undefined {
    return undefined
  }

  nameOf(): Promise<string> {
    throw new Error('on lines nobody has a number')
  }

  cut(): void {
    this.#wire?.cut()
  }

  async #connect(): Promise<void> {
    const { host, linePort, signal } = this.#doors
    const wire = await openLines(this.who, host, linePort, signal)
    this.#wire = wire
    this.#replies = []
    this.#room = lobby
    this.ears.open()
    void this.#listen(wire)
    const { line } = await this.ears.until('the greeting', () => this.#replies.shift())
    if (!line.startsWith('Welcome to Partyline. You are ')) throw new Mismatch(`expected: the greeting\ngot:      ${line}`)
  }

  async #listen(wire: Lines): Promise<void> {
    try {
      for (let line = await wire.next(); line !== undefined; line = await wire.next()) {
        this.#doors.said(`${this.who}< ${line}`)
        this.#hear(line)
      }
    } catch {
      // The play is over, or the connection was cut.
    }
    if (this.#wire === wire) this.ears.end()
  }

  #hear(line: string): void {
    const table = this.#replies.at(-1)
    if (table !== undefined && table.left > 0) {
      table.left -= 1
      if (table.left > 0) table.rows.push(line)
      else if (line !== 'END') table.rows.push(`no END but ${line}`)
    } else if (line.startsWith('[')) this.#hearChat(line)
    else if (line.startsWith('* ')) this.ears.notice(readNotice(line))
    else this.#replies.push({ line, rows: [], left: tableHead.test(line) ? Number(tableHead.exec(line)?.[1]) + 1 : 0 })
    this.ears.wake()
  }

  #hearChat(line: string): void {
    const chat = readChat(line)
    if (chat === undefined) return this.ears.notice({ notice: 'said', text: line })
    const place = this.#placeOf(chat.label)
    const seq = this.#count(place)
    this.ears.hear(place, seq === undefined ? chat.told : { ...chat.told, seq })
    if (chat.told.kind === 'rename') this.#renamed(place, chat.told.name ?? '')
  }

  #hearRow(place: string, row: string): void {
    const gap = readGap(row)
    if (gap !== undefined) return this.ears.notice({ notice: 'gap', place, ...gap })
    const told = readRow(row)
    if (told === undefined) throw new Mismatch(`expected: a row of an entry\ngot:      ${row}`)
    this.#counts.set(place, told.seq ?? 0)
    if (told.author !== this.#name) this.ears.hear(place, told)
  }

  /** A direct room of two is called by the other's name, a larger one by everybody's. */
  #placeOf(label: string): string {
    if (label.startsWith('#')) return label
    return `@${[...new Set([...label.slice(1).split(','), this.#name])].sort().join(',')}`
  }

  #count(place: string): number | undefined {
    const before = this.#counts.get(place)
    if (before === undefined) return undefined
    this.#counts.set(place, before + 1)
    return before + 1
  }

  #renamed(from: string, to: string): void {
    if (this.#room === from) this.#room = to
    if (this.#rooms.delete(from)) this.#rooms.add(to)
    const count = this.#counts.get(from)
    if (count !== undefined) this.#counts.set(to, count)
  }

  #send(line: string): void {
    this.#doors.said(`${this.who}> ${line}`)
    this.#wire?.send(line)
  }

  async #table(line: string): Promise<Reply> {
    this.#send(line)
    const reply = await this.ears.until(`an answer to ${line}`, () => this.#replies[0])
    await this.ears.until(`the rest of the rows of ${reply.line}`, () => (reply.left === 0 ? reply : undefined))
    this.#replies.shift()
    return reply
  }

  async #line(line: string): Promise<string> {
    return (await this.#table(line)).line
  }

  async #demand(line: string, expected: string): Promise<void> {
    const got = await this.#line(line)
    if (got !== expected) throw new Mismatch(`expected: ${expected}\ngot:      ${got}`)
  }

  /** Exactly this answer, or a refusal. */
  async #replied(line: string, expected: string): Promise<Answer> {
    const got = await this.#line(line)
    const refused = codeOf(got)
    if (refused !== undefined) return { refused }
    if (got !== expected) throw new Mismatch(`expected: ${expected}\ngot:      ${got}`)
    return {}
  }

  async #enter(place: string): Promise<void> {
    if (this.#room === place) return
    if (!this.#rooms.has(place)) throw new Error(`on lines ${this.who} can do nothing in ${place} from outside: write "only: frames"`)
    const answer = await this.#join(`/join ${place}`)
    if (answer.refused !== undefined) throw new Mismatch(`expected: JOIN ${place}\ngot:      ERROR ${answer.refused}`)
  }

  async #join(line: string): Promise<Answer> {
    const got = await this.#line(line)
    const refused = codeOf(got)
    if (refused !== undefined) return { refused }
    const [, place, seq] = /^JOIN (#\S+) (\d+)$/.exec(got) ?? []
    if (place === undefined) throw new Mismatch(`expected: JOIN, the room and its last seq\ngot:      ${got}`)
    this.#room = place
    this.#rooms.add(place)
    this.#counts.set(place, Number(seq))
    return { place, last: Number(seq) }
  }

  async #leave(place: string): Promise<Answer> {
    const answer = await this.#replied(`/leave ${place}`, `LEAVE ${place}`)
    if (answer.refused !== undefined) return answer
    this.#rooms.delete(place)
    // Leaving another room than the current one may leave that as it is; so that nothing hangs on it, it is told anew.
    await this.#join(`/join ${lobby}`)
    this.#counts.delete(place)
    return answer
  }

  /** A change in a room: its own answer, and one more entry. */
  async #change({ place, again = false }: Asked & { place: string }, line: string, expected: string): Promise<Answer> {
    await this.#enter(place)
    return this.#counted(place, await this.#replied(line, expected), again)
  }

  #counted(place: string, answer: Answer, again = false): Answer {
    if (answer.refused !== undefined || again) return answer
    const seq = this.#count(place)
    return seq === undefined ? answer : ({ ...answer, seq } satisfies Done)
  }

  async #say({ place, text, replyTo }: Extract<Asked, { ask: 'say' }>): Promise<Answer> {
    if (place.startsWith('@')) {
      const others = place
        .slice(1)
        .split(',')
        .filter(name => name !== this.#name)
      return this.#replied(`/msg ${others.join(',')} ${text}`, `${text} ACK`)
    }
    await this.#enter(place)
    const line = replyTo !== undefined ? `/reply ${replyTo} ${text}` : /^[\sa-z/]/i.test(text) ? `/say ${text}` : text
    return this.#counted(place, await this.#replied(line, `${text} ACK`))
  }

  async #rename(place: string, to: string): Promise<Answer> {
    await this.#enter(place)
    const answer = this.#counted(place, await this.#replied(`/rename ${to}`, `RENAME ${to}`))
    if (answer.refused === undefined) this.#renamed(place, to)
    return answer
  }

  async #put(name: string, text: string): Promise<Answer> {
    this.#send(`put ${name} ${Buffer.byteLength(text)} now`)
    this.#wire?.sendBytes(Buffer.from(text))
    const { line } = await this.ears.until('an answer to put', () => this.#replies.shift())
    if (!line.startsWith(`${name} ACK `)) throw new Mismatch(`expected: ${name} ACK\ngot:      ${line}`)
    return {}
  }

  async #exit(): Promise<Answer> {
    const answer = await this.#replied('exit', `Goodbye, ${this.#name}.`)
    await this.ears.until('the end', () => (this.ears.ended ? true : undefined))
    return answer
  }

  async #question(asked: Asked): Promise<Answer> {
    switch (asked.ask) {
      case 'which topic': {
        await this.#enter(asked.place)
        const [, text] = /^TOPIC #\S+ ?(.*)$/.exec(await this.#line('/topic')) ?? []
        return text === undefined ? {} : { text }
      }
      case 'timeline':
        if (asked.page !== undefined) throw new Error('lines have no pages of a timeline: write "only: frames"')
        await this.#enter(asked.place)
        return this.#rows('/history 500', readRow, rows => ({
          rows: rows.filter(({ kind }) => !['edit', 'delete', 'react'].includes(kind)),
        }))
      case 'rooms':
        return this.#allRooms()
      case 'who':
        await this.#enter(asked.place)
        return this.#rows(
          '/who',
          row => row,
          names => ({ names }),
        )
      case 'search':
        return this.#rows(`/search ${asked.text}`, readHit, hits => ({
          rows: hits.map(({ label, told }) => ({ ...told, place: this.#placeOf(label) })),
        }))
      default:
        throw new Error(`on lines nobody can ask this (${asked.ask}): write "only: frames"`)
    }
  }

  async #rows<T>(line: string, read: (row: string) => T | undefined, make: (rows: T[]) => Answer): Promise<Answer> {
    const reply = await this.#table(line)
    const refused = codeOf(reply.line)
    if (refused !== undefined) return { refused }
    const rows = reply.rows.map(row => {
      const found = read(row)
      if (found === undefined) throw new Mismatch(`expected: a row of ${reply.line}\ngot:      ${row}`)
      return found
    })
    return make(rows)
  }

  /** All rooms there are, page by page. */
  async #allRooms(): Promise<Answer> {
    const rooms: NonNullable<Done['rooms']>[number][] = []
    for (let after = ''; ; after = ` ${rooms.at(-1)?.place}`) {
      const page = await this.#rows(`/rooms${after}`, readRoom, found => ({ rooms: found }))
      const found = page.refused === undefined ? (page.rooms ?? []) : []
      rooms.push(...found)
      if (found.length < 500) return { rooms }
    }
  }
}

const codeOf = (line: string): string | undefined => /^ERROR ([a-z0-9-]+) ./.exec(line)?.[1]
