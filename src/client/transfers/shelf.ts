// What a transfer needs of the room whose file it moves.
import type { Door } from './addresses.ts'
import type { Underway } from './underway.ts'

/** The files of a room, as they are reached from here. */
export type Shelf = {
  readonly door: Door
  readonly underway: Underway
  /** The room as it stands in addresses. Rejects when it never will. */
  folder(): Promise<string>
  /** Takes a file away again that did not arrive as it was. */
  remove(name: string): Promise<void>
}
