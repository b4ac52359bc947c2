// Which shelf a room has.
import type { Blobs } from '../ports.ts'
import type { FilesParts } from './parts.ts'
import { FolderShelf, type Shelf, VaultShelf } from './shelf.ts'

export class Shelves {
  readonly folder: FolderShelf
  readonly #lobby: number
  readonly #parts: FilesParts
  /** Ids that bytes of the vault were given before it was swept: they may not be written down yet. */
  readonly given = new Set<string>()
  #swept = false

  constructor(lobby: number, parts: FilesParts) {
    this.#lobby = lobby
    this.#parts = parts
    this.folder = new FolderShelf(lobby, parts.blobs, parts.store)
  }

  of(room: number): Shelf {
    return room === this.#lobby ? this.folder : new VaultShelf(room, this.#parts.vault, this.#parts.store)
  }

  blobsOf(room: number): Blobs {
    return room === this.#lobby ? this.#parts.blobs : this.#parts.vault
  }

  newFileId(): string {
    const id = this.#parts.secrets.newId()
    if (!this.#swept) this.given.add(id)
    return id
  }

  /** The vault is not swept any more until the next start. */
  swept(): void {
    this.#swept = true
    this.given.clear()
  }
}
