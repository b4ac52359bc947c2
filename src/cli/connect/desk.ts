// The screen's own half: holds what is looked at and typed, hears of the hub's state, and does what follows from both without a key
// being pressed - entering a room, loading rows that come into sight, moving the read cursor, ringing the bell.
import type { Partyline, Room } from '../../client/api.ts'
import { PartylineError } from '../../client/error.ts'
import type { RoomState, State } from '../../client/state/state.ts'
import { Calls } from './calls.ts'
import type { Candidate } from './completion.ts'
import type { Face } from './face.ts'
import { filesLike } from './files/offers.ts'
import type { Task, Tasks } from './files/tasks.ts'
import { type Frame, frameOf, type Size } from './frame.ts'
import type { Kept } from './kept.ts'
import { welcomePanel } from './panels.ts'
import { roomList } from './room-list.ts'
import { type Item, itemsOf } from './timeline/items.ts'
import { layOut, type Reader } from './timeline/lay-out.ts'
import { type Measured, type Part, partOf, placeAround } from './timeline/window.ts'
import { type Act, type Aim, firstUi, type Panel, reduce, type Ui } from './ui.ts'

/** What is drawn: one value, new whenever something is to be drawn anew. */
export type Scene = { readonly state: State; readonly ui: Ui; readonly size: Size; readonly now: number; readonly tasks: readonly Task[] }

export type DeskOptions = {
  readonly party: Partyline
  readonly tasks: Tasks
  readonly size: Size
  /** The room that was looked at last time, by name, and what was half typed. */
  readonly kept: Kept
  readonly bell: () => void
  readonly leave: () => void
}

/** While somebody types or the next try is waited for, the screen counts along. */
const tickMs = 1_000

export class Desk implements Face {
  readonly party: Partyline
  readonly #options: DeskOptions
  readonly #listeners = new Set<() => void>()
  readonly #calls: Calls
  readonly #loading = new Set<number>()
  /** By room: who was here when one came in, for completion. */
  readonly #people = new Map<number, readonly string[]>()
  readonly #unsubscribe: () => void
  #scene: Scene
  #timer: NodeJS.Timeout | undefined
  #start: string | undefined

  constructor(options: DeskOptions) {
    this.party = options.party
    this.#options = options
    this.#start = options.kept.room
    this.#calls = new Calls()
    this.#scene = {
      state: this.party.state,
      ui: { ...firstUi, drafts: options.kept.drafts, welcomed: options.kept.welcomed },
      size: options.size,
      now: Date.now(),
      tasks: [],
    }
    const unsubscribe = this.party.subscribe(() => this.#changed())
    const unwatch = this.tasks.watch(this, () => this.#draw({ tasks: this.tasks.rows() }))
    this.#unsubscribe = () => {
      unsubscribe()
      unwatch()
    }
    this.#changed()
  }

  get tasks(): Tasks {
    return this.#options.tasks
  }

  get scene(): Scene {
    return this.#scene
  }

  get ui(): Ui {
    return this.#scene.ui
  }

  get frame(): Frame {
    const { state, ui, size, tasks } = this.#scene
    return frameOf(state, ui, size, tasks.length)
  }

  /** The room that is looked at; undefined before the hub was reached. */
  get room(): RoomState | undefined {
    return this.#scene.state.rooms.get(this.ui.room)
  }

  get handle(): Room {
    return this.party.room(this.ui.room === 0 ? '#lobby' : this.ui.room)
  }

  subscribe = (listener: () => void): (() => void) => {
    this.#listeners.add(listener)
    return () => this.#listeners.delete(listener)
  }

  snapshot = (): Scene => this.#scene

  act(...acts: readonly Act[]): void {
    this.#draw({ ui: acts.reduce(reduce, this.ui) })
    this.#follow()
  }

  resize(size: Size): void {
    this.#draw({ size })
    this.#follow()
  }

  close(): void {
    this.#unsubscribe()
    clearTimeout(this.#timer)
  }

  told(sentence: string): void {
    this.act({ act: 'told', sentence, wrong: false })
  }

  wrong(sentence: string): void {
    this.act({ act: 'told', sentence, wrong: true })
  }

  show(panel: Panel): void {
    if (panel.lines.length === 0) this.told(panel.title)
    else this.act({ act: 'shown', panel })
  }

  entered(id: number): void {
    // Whoever did not want to wait has gone on elsewhere.
    if (this.ui.entering !== undefined) this.enter(id)
  }

  enter(id: number): void {
    const room = this.party.state.rooms.get(id)
    this.#askWho(id)
    // Where one looks back one goes on looking back.
    this.act({ act: 'enter', room: id, freshAfter: room !== undefined && room.unread > 0 ? room.read : undefined })
  }

  /** Who is here, as far as it was asked. */
  get people(): readonly string[] {
    return this.#people.get(this.ui.room) ?? []
  }

  /** Names of files of this room that begin so. */
  async filesLike(prefix: string): Promise<readonly Candidate[]> {
    // Completion does without.
    return filesLike(this.handle, prefix).catch(() => [])
  }

  goTo(id: number, seq: number): void {
    if (this.ui.room !== id) this.enter(id)
    else this.act({ act: 'closed' })
    const jump = (): void => {
      const room = this.party.state.rooms.get(id)
      if (room === undefined || this.ui.room !== id) return
      // The state has it already, the scene only after its listeners were called.
      this.#draw({ state: this.party.state })
      this.act(
        { act: 'scrolled', place: placeAround(this.listOf(room), seq, this.frame.timeline), last: room.last },
        { act: 'marked', mark: { room: id, seq } },
      )
    }
    if (this.party.state.rooms.get(id)?.timeline.row(seq) !== undefined) jump()
    else this.party.room(id).around(seq).then(jump, this.refused)
  }

  aim(aim: Aim, text: string): void {
    this.act({ act: 'aimed', aim, text })
  }

  leave(): void {
    const sentence = this.tasks.beforeLeaving()
    if (sentence === undefined) this.#options.leave()
    else this.wrong(sentence)
  }

  refused = (thrown: unknown): void => {
    if (!(thrown instanceof PartylineError)) throw thrown
    if (thrown.code !== 'closed') this.wrong(thrown.sentence)
  }

  items(room: RoomState): Item[] {
    return itemsOf(room, this.#scene.state.me?.guest, this.ui.freshAfter)
  }

  reader(): Reader {
    const { me } = this.#scene.state
    const { mark, room } = this.ui
    const marked = mark?.room === room ? mark.seq : undefined
    return { columns: this.frame.main, guest: me?.guest, name: me?.name, now: this.#scene.now, marked }
  }

  listOf(room: RoomState): Measured {
    return measured(this.items(room), this.reader())
  }

  /** Which part of the room is to be seen. */
  part(room: RoomState): Part {
    return partOf(this.listOf(room), this.ui.scrolls.get(room.id)?.place, this.frame.timeline)
  }

  #changed(): void {
    this.#draw({ state: this.party.state })
    if (this.#calls.hear(this.#scene.state, this.ui.attended ? this.ui.room : undefined)) this.#options.bell()
    this.#follow()
  }

  #draw(changes: Partial<Scene>): void {
    this.#scene = { ...this.#scene, ...changes, now: Date.now() }
    for (const listener of this.#listeners) listener()
  }

  /** What follows from what is seen now. */
  #follow(): void {
    const { state, ui } = this.#scene
    this.#tick()
    if (!state.rooms.has(ui.room)) {
      const rooms = roomList(state)
      const first = rooms.find(room => room.name === this.#start) ?? rooms[0]
      if (first === undefined) return
      this.#start = undefined
      this.enter(first.id)
      if (ui.room === 0) this.#welcome(state.welcome)
      return
    }
    const room = this.room
    if (room === undefined) return
    const part = this.part(room)
    this.#load(room, part)
    const isLive = state.connection.at === 'live'
    if (isLive && ui.attended && part.atEnd && ui.overlay?.over !== 'panel' && room.read < room.last && room.timeline.ranges.length > 0)
      this.handle.read(room.last)
  }

  /** What the operator says to who arrives: shown when it says something new. */
  #welcome(text: string): void {
    if (text === this.ui.welcomed) return
    this.act({ act: 'welcomed', text })
    if (text !== '') this.show(welcomePanel(text))
  }

  /** Rows that are missing where one looks. */
  #load(room: RoomState, part: Part): void {
    const scroll = this.ui.scrolls.get(room.id)
    const handle = this.party.room(room.id)
    if (this.#loading.has(room.id)) return
    const items = this.items(room)
    const shown = items.slice(part.from, part.to + 1)
    const gap = shown.find(item => item.item === 'row' && item.gap)
    const isEmpty = room.timeline.ranges.length === 0 && room.last > 0
    const ends = shown.some(item => item.item === 'gap')
    if (!isEmpty && gap === undefined && !ends) return
    handle.look(gap?.item === 'row' ? gap.row.seq : scroll?.place.seq)
    this.#loading.add(room.id)
    const done = (): void => {
      this.#loading.delete(room.id)
    }
    const loaded = isEmpty || gap !== undefined ? handle.older() : handle.newer()
    loaded.then(done, thrown => {
      done()
      this.refused(thrown)
    })
  }

  #askWho(id: number): void {
    this.party
      .room(id)
      .who()
      .then(({ rows }) =>
        this.#people.set(
          id,
          rows.map(({ name }) => name),
        ),
      )
      // Completion does without.
      .catch(() => {})
  }

  #tick(): void {
    const { state, now } = this.#scene
    const moves = state.connection.at === 'waiting' || (this.room?.typing.some(({ until }) => until > now) ?? false)
    if (!moves) {
      clearTimeout(this.#timer)
      this.#timer = undefined
    } else this.#timer ??= setTimeout(() => this.#ticked(), tickMs)
  }

  #ticked(): void {
    this.#timer = undefined
    this.#draw({})
    this.#tick()
  }
}

/** Messages that are not stored yet stand after all that are. */
const behindAll = 2 ** 50

const measured = (items: readonly Item[], reader: Reader): Measured => ({
  length: items.length,
  lines: index => {
    const item = items[index]
    return item === undefined ? 1 : Math.max(1, layOut(item, reader).length)
  },
  seq: index => {
    const item = items[index]
    return item?.item === 'row' ? item.row.seq : behindAll + index
  },
  find: seq => items.findLastIndex((item, index) => (item.item === 'row' ? item.row.seq : behindAll + index) <= seq),
})
