// The rooms that somebody is in, looked up when they are asked for and let go of when nobody is in them any more.

import type { RoomRef } from '../protocol/asking.ts'
import type { EntryBatch } from '../protocol/entries.ts'
import { limits } from '../protocol/limits.ts'
import { roomKeys } from '../protocol/names.ts'
import type { Bus, RoomRow, Store } from './ports.ts'
import { Room } from './room.ts'

export class Rooms {
  readonly lobby: Room
  readonly #store: Store
  readonly #bus: Bus
  readonly #byId = new Map<number, Room>()
  /** Rooms that nobody was in when they were last looked at. */
  #empty = new Set<Room>()
  /** Rooms in which the count of people has changed since it was told. */
  readonly #moved = new Set<Room>()

  constructor(lobby: RoomRow, store: Store, bus: Bus) {
    this.#store = store
    this.#bus = bus
    this.lobby = new Room(lobby, [], store, bus)
    this.#byId.set(lobby.id, this.lobby)
    bus.subscribe(batch => this.#receive(batch))
  }

  /** The room that is meant, undefined when there is none; by its name only if it has one. */
  async find(ref: RoomRef): Promise<Room | undefined> {
    const known = typeof ref === 'number' ? this.#byId.get(ref) : undefined
    if (known !== undefined) return this.#used(known)
    const row = await this.#store.room(typeof ref === 'number' ? { id: ref } : { key: roomKeys(ref)[0] })
    return row === undefined ? undefined : this.open(row)
  }

  /** The room of a row that was just read. */
  async open(row: RoomRow): Promise<Room> {
    const people = row.kind === 'direct' && !this.#byId.has(row.id) ? await this.#store.members(row.id, 0, limits.directPeopleMax) : []
    // Somebody else may have looked it up meanwhile.
    const found = this.#byId.get(row.id) ?? new Room(row, people, this.#store, this.#bus)
    this.#byId.set(row.id, found)
    return this.#used(found)
  }

  /** How many are in a room now. */
  hereIn(id: number): number {
    return this.#byId.get(id)?.count ?? 0
  }

  /** Somebody has come or gone. */
  moved(room: Room): void {
    this.#moved.add(room)
  }

  /** Tells how many are here, where that has changed. */
  tellPresence(): void {
    for (const room of this.#moved) room.tell({ event: 'present', room: room.id, count: room.count })
    this.#moved.clear()
  }

  /** Lets go of rooms that were empty the last time, too. */
  sweep(): void {
    const empty = new Set<Room>()
    for (const room of this.#byId.values()) {
      if (room.here.size > 0 || room === this.lobby) continue
      if (this.#empty.has(room)) this.#byId.delete(room.id)
      else empty.add(room)
    }
    this.#empty = empty
  }

  /** Removes entries from before `at`, some at a time. Settles when there are none left. */
  async retain(at: number): Promise<void> {
    for (;;) {
      const changed = await this.#store.retain(at)
      if (changed.length === 0) return
      for (const { room, first } of changed) this.#byId.get(room)?.begins(first)
    }
  }

  #receive(batch: EntryBatch): void {
    this.#byId.get(batch.room)?.receive(batch)
  }

  #used(room: Room): Room {
    this.#empty.delete(room)
    return room
  }
}
