// Somebody in a conversation who types lines. They tell no seqs with what is said: a guest that counts knows them [L26], and so does this one.
import { Mismatch } from '../listener.ts'
import { Ears } from './ears.ts'
import { allRooms, askRows, codeOf } from './line-questions.ts'
import { LineTalk } from './line-talk.ts'
import { readChat, readGap, readHit, readNotice, readRow } from './line-words.ts'
import type { Answer, Asked, Guest, Told } from './vocabulary.ts'
import type { Doors } from './wires.ts'

type Done = Exclude<Answer, { refused: string }>

const lobby = '#lobby'

export class LineGuest implements Guest {
  readonly who: string
  readonly blind: ReadonlySet<keyof Told> = new Set(['replyTo', 'mentions', 'edited', 'reactions'])
  readonly ears: Ears
  readonly #doors: Doors
  #talking: LineTalk | undefined
  #name = ''
  #token = ''
  #room = lobby
  #rooms = new Set([lobby])
  /** By room: the seq of the last entry that was told. */
  readonly #counts = new Map<string, number>()

  constructor(who: string, doors: Doors) {
    this.who = who
    this.#doors = doors
    this.ears = new Ears(doors.signal)
  }

  async arrive(name: string): Promise<void> {
    await this.#connect()
    const { refused } = await this.#replied(`/name ${name}`, `NAME ${name}`)
    if (refused !== undefined) throw new Mismatch(`expected: NAME ${name}\ngot:      ERROR ${refused}`)
    this.#name = name
  }

  async keepToken(): Promise<void> {
    this.#token = /^TOKEN (\S+)$/.exec(await this.#line('/token'))?.[1] ?? ''
    if (this.#token === '') throw new Mismatch('expected: TOKEN and the token')
  }

  async comeBack(seen?: { readonly place: string; readonly seq: number }): Promise<string> {
    this.#talking?.cut()
    await this.#connect()
    const [, name] = /^RESUMED (\S+) \d+$/.exec(await this.#line(`/resume ${this.#token}`)) ?? []
    if (name === undefined) throw new Mismatch('expected: RESUMED, the name and a seq')
    this.#name = name
    if (seen === undefined) return name
    await this.#enter(seen.place)
    const { rows } = await this.#talk.ask(`/since ${seen.seq}`)
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
    this.#talk.send(asked.text)
    this.cut()
  }

  async settle(): Promise<void> {
    await this.#talk.ask('/limits')
  }

  unreadIn(): undefined {
    return undefined
  }

  nameOf(): Promise<string> {
    throw new Error('on lines nobody has a number')
  }

  cut(): void {
    this.#talking?.cut()
    this.ears.end()
  }

  get #talk(): LineTalk {
    if (this.#talking === undefined) throw new Error(`${this.who} has not arrived`)
    return this.#talking
  }

  async #connect(): Promise<void> {
    this.#room = lobby
    this.#talking = await LineTalk.open(this.who, this.#doors, this.ears, line => this.#hearUnasked(line))
  }

  #hearUnasked(line: string): void {
    if (line.startsWith('[')) this.#hearChat(line)
    else this.ears.notice(readNotice(line))
  }

  #hearChat(line: string): void {
    const chat = readChat(line)
    if (chat === undefined) {
      this.ears.notice({ notice: 'said', text: line })
      return
    }
    const place = this.#placeOf(chat.label)
    const seq = this.#count(place)
    this.ears.hear(place, seq === undefined ? chat.told : { ...chat.told, seq })
    if (chat.told.kind === 'rename') this.#renamed(place, chat.told.name ?? '')
  }

  #hearRow(place: string, row: string): void {
    const gap = readGap(row)
    if (gap !== undefined) {
      this.ears.notice({ notice: 'gap', place, ...gap })
      return
    }
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

  async #line(line: string): Promise<string> {
    return (await this.#talk.ask(line)).line
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
    const { line } = await this.#talk.ask(`put ${name} ${Buffer.byteLength(text)} now`, Buffer.from(text))
    if (!line.startsWith(`${name} ACK `)) throw new Mismatch(`expected: ${name} ACK\ngot:      ${line}`)
    return {}
  }

  async #exit(): Promise<Answer> {
    const answer = await this.#replied('exit', `Goodbye, ${this.#name}.`)
    if (answer.refused === undefined) await this.#talk.over()
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
        return askRows(this.#talk, '/history 500', readRow, rows => ({
          rows: rows.filter(({ kind }) => !['edit', 'delete', 'react'].includes(kind)),
        }))
      case 'log':
        await this.#enter(asked.place)
        return askRows(this.#talk, `/since ${asked.after}`, readRow, rows => ({ rows }))
      case 'rooms':
        return allRooms(this.#talk)
      case 'who':
        await this.#enter(asked.place)
        return askRows(
          this.#talk,
          '/who',
          row => row,
          names => ({ names }),
        )
      case 'search':
        return askRows(this.#talk, `/search ${asked.text}`, readHit, hits => ({
          rows: hits.map(({ label, told }) => ({ ...told, place: this.#placeOf(label) })),
        }))
      default:
        throw new Error(`on lines nobody can ask this (${asked.ask}): write "only: frames"`)
    }
  }
}
