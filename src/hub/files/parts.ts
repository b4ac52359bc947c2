// What the transfer engine stands on.
import type { LimitValues } from '../../protocol/limits.ts'
import type { Blobs, Clock, Log, Secrets, Store } from '../ports.ts'
import type { Room } from '../room.ts'

export type FilesParts = {
  readonly store: Store
  /** The lobby's folder, and where the bytes of all other shelves lie. */
  readonly blobs: Blobs
  readonly vault: Blobs
  readonly secrets: Secrets
  readonly clock: Clock
  readonly log: Log
  readonly limits: LimitValues
}

export type RoomOf = (id: number) => Promise<Room | undefined>
