// What becomes of a frame that the hub sent: the state is told, loops get what is theirs, and whoever asked gets the answer.
import type { HubFrame } from '../protocol/json.ts'
import { limits } from '../protocol/limits.ts'
import type { Clock } from './api.ts'
import type { Feed } from './feed.ts'
import type { Told } from './frames.ts'
import type { Loops } from './loops.ts'
import type { Outbox } from './outbox.ts'
import type { Action } from './state/actions.ts'
import type { Store } from './store.ts'

export class Hearing {
  readonly #store: Store
  readonly #feed: Feed
  readonly #loops: Loops
  readonly #outbox: Outbox
  readonly #clock: Clock
  /** The hub left out entries of a room: nothing that comes after them may be taken. */
  readonly #fault: (room: number) => void
  #typingOver: (() => void) | undefined

  constructor(store: Store, feed: Feed, loops: Loops, outbox: Outbox, clock: Clock, fault: (room: number) => void) {
    this.#store = store
    this.#feed = feed
    this.#loops = loops
    this.#outbox = outbox
    this.#clock = clock
    this.#fault = fault
  }

  hear(frame: HubFrame): void {
    this.#tell(frame)
    if (frame.re !== undefined) this.#outbox.answered(frame.re, frame)
  }

  stop(): void {
    this.#typingOver?.()
  }

  #tell(frame: HubFrame): void {
    switch (frame.event) {
      case 'entries':
        this.#entries(frame)
        break
      case 'gap':
        this.#gap(frame)
        break
      case 'room':
        this.#room(frame)
        break
      case 'typing':
        this.#typing(frame)
        break
      default: {
        const action = actionOf(frame, this.#clock.now())
        if (action !== undefined) this.#store.dispatch(action)
        if (frame.event !== 'gone') break
        this.#feed.left(frame.room)
        this.#loops.left(frame.room)
      }
    }
  }

  #entries({ room, entries }: Told<'entries'>): void {
    const news = this.#feed.take(room, entries)
    if (news === 'fault') this.#fault(room)
    if (news === 'fault' || news.length === 0) return
    this.#store.dispatch({ type: 'entries', room, entries: news })
    const me = this.#store.state.me?.guest
    for (const { id, guest, seq, at } of news) if (id !== undefined && guest === me) this.#outbox.stored(id, { room, seq, at })
    this.#loops.push(room, news)
  }

  #gap({ room, from, to }: Told<'gap'>): void {
    const skipped = this.#feed.skip(room, from, to)
    if (skipped === 'fault') this.#fault(room)
    if (skipped !== true) return
    this.#store.dispatch({ type: 'gap', room, from, to })
    this.#loops.push(room, [{ kind: 'gap', from, to }])
  }

  #room({ room, entered }: Told<'room'>): void {
    const before = this.#feed.last(room.id)
    const anew = before === undefined || (entered && before !== room.last)
    if (anew) this.#feed.entered(room.id, room.last)
    this.#store.dispatch({ type: 'room', room, entered: anew })
    this.#loops.entered()
  }

  #typing({ room, guest, name }: Told<'typing'>): void {
    const milliseconds = limits.typingSeconds * 1_000
    this.#store.dispatch({ type: 'typing', room, guest, name, until: this.#clock.now() + milliseconds })
    this.#typingOver ??= this.#clock.after(milliseconds, () => this.#typed())
  }

  #typed(): void {
    this.#typingOver = undefined
    const now = this.#clock.now()
    this.#store.dispatch({ type: 'typed', now })
    const next = Math.min(...[...this.#store.state.rooms.values()].flatMap(room => room.typing.map(({ until }) => until)))
    if (Number.isFinite(next)) this.#typingOver = this.#clock.after(Math.max(1, next - now), () => this.#typed())
  }
}

/** What the state makes of a frame that is about nothing else. */
function actionOf(frame: HubFrame, at: number): Action | undefined {
  switch (frame.event) {
    case 'gone':
      return { type: 'gone', room: frame.room, name: frame.name, at }
    case 'invited':
      return { type: 'invited', room: frame.room, name: frame.name, by: frame.by }
    case 'present':
      return { type: 'present', room: frame.room, count: frame.count }
    case 'shelf':
      return { type: 'shelf', room: frame.room }
    case 'named':
      return { type: 'named', name: frame.name }
    case 'announced':
      return { type: 'notice', notice: { kind: 'announced', text: frame.text, at } }
    case 'joined':
    case 'left':
      return { type: 'notice', notice: { kind: frame.event, room: frame.room, guest: frame.guest, name: frame.name, at } }
    case 'renamed':
      return { type: 'notice', notice: { kind: 'renamed', room: frame.room, guest: frame.guest, from: frame.from, to: frame.to, at } }
    default:
      // Answers to questions are for whoever asked; what a later hub may say is for later clients.
      return undefined
  }
}
