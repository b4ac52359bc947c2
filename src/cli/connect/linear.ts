// The face for screen readers and terminals that cannot move a cursor: what is new is written as a plain line, once, and never drawn
// again; readline edits the line being typed.
import { clearLine, createInterface, cursorTo, type Interface } from 'node:readline'
import type { Partyline } from '../../client/api.ts'
import type { RoomState, TimelineRow } from '../../client/state/state.ts'
import { visible } from '../visible.ts'
import { Calls } from './calls.ts'
import { carryOut } from './carry-out.ts'
import { readTyped } from './commands.ts'
import { candidatesFor, fileTyped } from './completion.ts'
import { editorOf } from './editor.ts'
import type { Face } from './face.ts'
import { filesLike, pathsLike } from './files/offers.ts'
import type { Tasks } from './files/tasks.ts'
import { Tenths } from './files/tenths.ts'
import { knownFor } from './known.ts'
import { connectionSentence } from './news.ts'
import { plainLine } from './plain.ts'
import { roomLabel, roomList, unreadLabel } from './room-list.ts'
import { rowText } from './spans.ts'
import { sentenceOf } from './timeline/words.ts'
import { clock } from './times.ts'
import type { Aim, Panel } from './ui.ts'

const goToRows = 5

export class Linear implements Face {
  readonly #party: Partyline
  readonly #tasks: Tasks
  readonly #readline: Interface
  readonly #output: NodeJS.WritableStream
  readonly #left: () => void
  readonly #bell: boolean
  readonly #calls = new Calls()
  /** By room: up to where it has been read out, and in which form changed messages were. */
  readonly #told = new Map<number, number>()
  readonly #refused = new Set<string>()
  readonly #unsubscribe: () => void
  #room = 0
  #aim: Aim = { aim: 'say' }
  #connection = ''
  #notice = 0

  constructor(
    party: Partyline,
    tasks: Tasks,
    streams: { input: NodeJS.ReadableStream; output: NodeJS.WritableStream },
    options: { bell: boolean; left: () => void },
  ) {
    this.#party = party
    this.#tasks = tasks
    this.#output = streams.output
    this.#left = options.left
    this.#bell = options.bell
    this.#readline = createInterface({
      ...streams,
      terminal: process.env.TERM !== 'dumb',
      prompt: '',
      completer: (line: string, done: (error: null, result: [string[], string]) => void) => void this.#complete(line, done),
    })
    this.#readline.on('line', line => this.#typed(line))
    this.#readline.on('SIGINT', () => this.leave())
    // There is no line any more on which one could be asked.
    this.#readline.on('close', () => this.#left())
    const unsubscribe = party.subscribe(() => this.#changed())
    const tenths = new Tenths()
    const unwatch = tasks.watch(this, () => this.#write(tenths.news(tasks.rows()).join('\n')))
    this.#unsubscribe = () => {
      unsubscribe()
      unwatch()
    }
    this.#changed()
  }

  told(sentence: string): void {
    this.#write(visible(sentence))
  }

  wrong(sentence: string): void {
    this.#write(visible(sentence))
  }

  show({ title, lines }: Panel): void {
    this.#write([`${title}.`, ...lines.map(({ row }) => rowText(row))].join('\n'))
  }

  entered(id: number): void {
    const room = this.#party.state.rooms.get(id)
    if (room === undefined) return
    this.#room = id
    const unread = room.unread === 0 ? 'nothing unread' : `${room.unread} unread`
    this.#write(`Now in ${roomLabel(room)}, ${room.here} here, ${unread}.${room.topic === '' ? '' : ` Topic: ${plainLine(room.topic)}`}`)
    if (room.unread > 0) this.#tellUnread(room)
    else this.#told.set(id, Math.max(this.#told.get(id) ?? 0, room.last))
  }

  goTo(id: number, seq: number): void {
    const tell = async (): Promise<void> => {
      const { rows } = await this.#party.room(id).page({ at: 'around', seq, rows: goToRows })
      this.#write(rows.map(row => this.#line(row)).join('\n'))
    }
    tell().catch(thrown => this.wrong(thrown instanceof Error ? thrown.message : String(thrown)))
  }

  aim(aim: Aim, text: string): void {
    this.#aim = aim
    this.#readline.write(text)
    if (aim.aim !== 'say') this.told(aim.aim === 'edit' ? `Changing ${aim.seq}; Enter sends.` : `Answering ${aim.seq}; Enter sends.`)
  }

  leave(): void {
    const sentence = this.#tasks.beforeLeaving()
    if (sentence === undefined) this.#left()
    else this.wrong(sentence)
  }

  close(): void {
    this.#unsubscribe()
    this.#readline.removeAllListeners()
    this.#readline.close()
  }

  #typed(line: string): void {
    const aim = this.#aim
    this.#aim = { aim: 'say' }
    const room = this.#party.state.rooms.get(this.#room)
    const ref = room?.id ?? '#lobby'
    const asked = aim.aim !== 'say' && line.trim() !== '' ? { ask: aim.aim, seq: aim.seq, text: line } : readTyped(line)
    if (asked === undefined) return
    if ('wrong' in asked) this.wrong(asked.wrong)
    else void carryOut(asked, { party: this.#party, face: this, ref, room, tasks: this.#tasks })
  }

  #changed(): void {
    const { state } = this.#party
    this.#tellConnection()
    if (!state.rooms.has(this.#room)) {
      const [first] = roomList(state)
      if (first !== undefined && this.#room === 0 && state.welcome !== '') this.#write(welcomeLines(state.welcome).join('\n'))
      if (first !== undefined) this.entered(first.id)
    }
    for (const room of state.rooms.values()) this.#tellRoom(room)
    for (const notice of state.notices) {
      if (notice.number <= this.#notice) continue
      this.#notice = notice.number
      if (notice.kind === 'announced') this.#write(`Operator: ${plainLine(notice.text)}`)
      if (notice.kind === 'gone') this.#write(`You are not in ${plainLine(notice.name)} any more.`)
    }
    if (this.#calls.hear(state, this.#room) && this.#bell) this.#output.write('\u0007')
  }

  /** In the room that one is in each message; of the others only that there is something. */
  #tellRoom(room: RoomState): void {
    const before = this.#told.get(room.id)
    this.#told.set(room.id, Math.max(before ?? 0, room.last))
    for (const pending of room.pending) {
      if (pending.state !== 'refused' || this.#refused.has(pending.id)) continue
      this.#refused.add(pending.id)
      this.#write(`Not sent: ${plainLine(pending.text)}. ${plainLine(pending.sentence)} /retry sends it again, /drop throws it away.`)
    }
    if (before === undefined || before >= room.last) return
    if (room.id !== this.#room) {
      if (unreadLabel(room) !== '') this.#write(`${roomLabel(room)}: ${room.unread} unread${room.mentions > 0 ? ', you are called' : ''}.`)
      return
    }
    // What one has typed oneself stands there already.
    const me = this.#party.state.me?.guest
    const fresh = room.timeline.rows.filter(row => row.seq > before && row.guest !== me)
    if (fresh.length > 0) this.#write(fresh.map(row => this.#line(row)).join('\n'))
    this.#party.room(room.id).read(room.last)
  }

  #tellUnread(room: RoomState): void {
    const after = room.read
    this.#told.set(room.id, room.last)
    this.#party
      .room(room.id)
      .page({ at: 'after', seq: after })
      .then(({ rows }) => {
        this.#write(rows.map(row => this.#line(row)).join('\n'))
        this.#party.room(room.id).read(room.last)
      })
      .catch(() => {})
  }

  #line(row: TimelineRow): string {
    const said = row.kind === 'message' ? `${plainLine(row.author)}: ${sentenceOf(row)}` : sentenceOf(row)
    return `${row.seq} ${clock(row.at)} ${said}${row.kind === 'message' && row.edited !== undefined ? ' (edited)' : ''}`
  }

  /** Each change once; the counting seconds would be read out again and again. */
  #tellConnection(): void {
    const { connection } = this.#party.state
    if (connection.at === 'connecting' && this.#connection !== '') return
    const sentence =
      connection.at === 'waiting' ? 'Offline, trying again; what you type is kept.' : connectionSentence({ connection }, Date.now())
    if (sentence === this.#connection) return
    this.#connection = sentence
    this.#write(sentence === '' ? 'Connected.' : sentence)
  }

  async #complete(line: string, done: (error: null, result: [string[], string]) => void): Promise<void> {
    const { state } = this.#party
    const room = state.rooms.get(this.#room)
    const file = fileTyped(editorOf(line))
    const files = file === undefined || room === undefined ? [] : await filesLike(this.#party.room(room.id), file).catch(() => [])
    const { from, candidates } = candidatesFor(editorOf(line), { ...knownFor(state, room), files, paths: pathsLike })
    done(null, [candidates.map(({ text, goesOn }) => (goesOn ? text : `${text} `)), line.slice(from)])
  }

  /** Above the line being typed, which is written again behind it. */
  #write(text: string): void {
    if (text === '') return
    const isTyping = this.#readline.line !== ''
    if (isTyping) {
      clearLine(this.#output, 0)
      cursorTo(this.#output, 0)
    }
    this.#output.write(`${text}\n`)
    if (isTyping) this.#readline.prompt(true)
  }
}

const welcomeLines = (text: string): string[] =>
  text
    .split('\n')
    .map(plainLine)
    .filter(line => line !== '')
    .map(line => `Operator: ${line}`)
