// Keeps the storage up to date: one save at a time, soon after something changed, and a little later where only cursors moved.
import type { Clock, Saved, SavedCommand, Storage } from './api.ts'
import { sdkBounds } from './sdk-bounds.ts'
import type { Action } from './state/actions.ts'

export class Saving {
  readonly #storage: Storage
  readonly #clock: Clock
  readonly #present: () => Saved | undefined
  #dirty = false
  #saving: Promise<void> | undefined
  #cancel: (() => void) | undefined

  constructor(storage: Storage, clock: Clock, present: () => Saved | undefined) {
    this.#storage = storage
    this.#clock = clock
    this.#present = present
  }

  /** Something changed that must not be lost. */
  now(): void {
    this.#dirty = true
    this.#cancel?.()
    this.#cancel = undefined
    this.#saving ??= this.#save()
  }

  /** Something changed that would only be told again. */
  soon(): void {
    this.#cancel ??= this.#clock.after(sdkBounds.saveDelayMs, () => this.now())
  }

  /** Saves the last time, and waits until it is done. */
  async finish(): Promise<void> {
    this.now()
    while (this.#saving !== undefined) await this.#saving
  }

  async #save(): Promise<void> {
    // What changes in the same turn is saved together.
    await Promise.resolve()
    while (this.#dirty) {
      this.#dirty = false
      const saved = this.#present()
      // A storage that fails is tried again with the next change: nothing is lost while the program lives.
      if (saved !== undefined) await this.#storage.save(saved).catch(() => {})
    }
    this.#saving = undefined
  }
}

/** A saved message as it waits in the state; other commands show nowhere. */
export function queuedOf({ frame, at }: SavedCommand): Action | undefined {
  const { id, verb, room, text, replyTo, files } = frame
  if (verb !== 'say' || typeof text !== 'string' || (typeof room !== 'number' && typeof room !== 'string')) return undefined
  return {
    type: 'queued',
    room,
    pending: {
      id,
      text,
      at,
      state: 'queued',
      ...(typeof replyTo === 'number' && { replyTo }),
      ...(Array.isArray(files) && { files: files.map(String) }),
    },
  }
}
