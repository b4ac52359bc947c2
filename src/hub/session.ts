// One connection's life: who it is, what it may still be owed, and how it ends. It knows its connection only as a port.
import type { Event, SessionRow } from '../protocol/messages.ts'
import { Feed } from './feed.ts'
import type { Connection, Store } from './ports.ts'
import type { Pace } from './rates.ts'
import type { Room } from './room.ts'

export type SessionStart = { readonly id: number; readonly name: string; readonly connectedAt: number; readonly pace: Pace }

export class Session {
  readonly id: number
  readonly connection: Connection
  readonly connectedAt: number
  readonly pace: Pace
  readonly room: Room
  /** The guest it is: its own id until it resumes an earlier one. */
  guest: number
  name: string
  /** The name it was greeted by. */
  readonly firstName: string
  /** Whether the guest has a resume token, and so is remembered. */
  hasToken = false
  ended = false
  /** Whether it has been told who it is; before that it is told nothing, and nobody is told of it. */
  greeted = false
  /** What the session is given of its room. */
  readonly feed: Feed

  constructor(start: SessionStart, connection: Connection, room: Room, store: Store) {
    this.id = start.id
    this.guest = start.id
    this.name = start.name
    this.firstName = start.name
    this.connectedAt = start.connectedAt
    this.pace = start.pace
    this.connection = connection
    this.room = room
    this.feed = new Feed(room, connection, store)
  }

  /** Tells what is no entry, unless a reply is under way. */
  notice(event: Event): void {
    if (this.feed.live) this.connection.tell(event)
  }

  row(): SessionRow {
    const { id, guest, name, connectedAt } = this
    const { address, port } = this.connection
    return { id, guest, name, address, port, door: 'line', connectedAt }
  }
}
