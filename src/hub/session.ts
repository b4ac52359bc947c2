// One connection's life: who it is, which rooms it is in, what it may still be owed, and how it ends. It knows its connection only as a port.
import type { SessionRow } from '../protocol/messages.ts'
import { Feed } from './feed.ts'
import type { Connection, Store } from './ports.ts'
import type { Pace } from './rates.ts'
import type { Room } from './room.ts'

export type SessionStart = {
  readonly id: number
  readonly guest: number
  readonly name: string
  readonly connectedAt: number
  readonly pace: Pace
  /** The guest is known by its token already. */
  readonly hasToken: boolean
  /** By which of an account's sign-ins it came. */
  readonly signIn: string | undefined
}

export class Session {
  readonly id: number
  readonly connectedAt: number
  readonly pace: Pace
  readonly lobby: Room
  /** What it is given of each room that it is in. */
  readonly feeds = new Map<Room, Feed>()
  /** Another syntax takes over the connection at most once. */
  connection: Connection
  /** The room that is meant when none is named. */
  room: Room
  /** The guest it is: its own id until it resumes an earlier one. */
  guest: number
  name: string
  /** The name it was greeted by. */
  readonly firstName: string
  /** Whether the guest has a resume token, and so can come back. */
  hasToken: boolean
  /** Whether the guest is written down. */
  known: boolean
  /** By which of an account's sign-ins it is here. */
  signIn: string | undefined
  ended = false
  /** Whether it has been told who it is; before that it is told nothing, and nobody is told of it. */
  greeted = false
  /** What has to wait for that. */
  readonly whenGreeted: (() => void)[] = []
  readonly #store: Store

  constructor(start: SessionStart, connection: Connection, lobby: Room, store: Store) {
    this.id = start.id
    this.guest = start.guest
    this.name = start.name
    this.firstName = start.name
    this.connectedAt = start.connectedAt
    this.pace = start.pace
    this.hasToken = start.hasToken
    this.known = start.hasToken
    this.signIn = start.signIn
    this.connection = connection
    this.lobby = lobby
    this.room = lobby
    this.#store = store
  }

  /** Entries of all rooms are kept back: a reply that takes its time is under way, or the session is not greeted yet. */
  #held = true

  /** Whether everything goes out as it comes. */
  get live(): boolean {
    for (const feed of this.feeds.values()) if (!feed.live) return false
    return true
  }

  /** The session is in this room from now on, and is given what comes after seq `cursor`, once the feed is released. */
  follow(room: Room, cursor: number): Feed {
    const feed = new Feed(room, this, this.#store, cursor)
    feed.hold()
    this.feeds.set(room, feed)
    room.here.set(this, feed)
    return feed
  }

  unfollow(room: Room): void {
    this.feeds.get(room)?.end()
    this.feeds.delete(room)
    room.here.delete(this)
    if (this.room === room) this.room = this.lobby
  }

  /** Keeps entries of all rooms back while a reply that takes its time is under way. */
  hold(): void {
    this.#held = true
    for (const feed of this.feeds.values()) feed.hold()
  }

  release(): void {
    this.#held = false
    for (const feed of this.feeds.values()) feed.release()
  }

  /** The session has been told of this room and may be given its entries, unless all are kept back. */
  begin(room: Room): void {
    if (!this.#held) this.feeds.get(room)?.release()
  }

  /** The reader has taken what it had before it. */
  unblock(): void {
    for (const feed of this.feeds.values()) feed.unblock()
  }

  /** Settles when every feed is live, or has ended. */
  async whenLive(): Promise<void> {
    while (!this.ended && !this.live) await Promise.all([...this.feeds.values()].map(feed => feed.whenLive()))
  }

  row(): SessionRow {
    const { id, guest, name, connectedAt } = this
    const { door, address, port } = this.connection
    return { id, guest, name, address, port, door, connectedAt }
  }
}
