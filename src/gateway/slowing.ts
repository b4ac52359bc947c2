// Who says much is read more slowly: nothing more is read until the time is up. Only who floods for very long is refused.
import type { Hub } from '../hub/hub.ts'
import type { Session } from '../hub/session.ts'
import type { Verb } from '../protocol/messages.ts'

export type SlowingParts = {
  /** Whether more has come than may wait, and only the pace keeps it from being read. */
  readonly backlog: () => boolean
  readonly goOn: () => void
  readonly flooding: () => void
}

export class Slowing {
  readonly #hub: Hub
  readonly #parts: SlowingParts
  #on = false

  constructor(hub: Hub, parts: SlowingParts) {
    this.#hub = hub
    this.#parts = parts
  }

  /** Whether nothing more is to be read for now. */
  get on(): boolean {
    return this.#on
  }

  /** So many messages were said, and a command was asked for (`unreadable`: what was none). */
  after(session: Session, said: number, asked?: Verb | 'unreadable'): void {
    const milliseconds = this.#hub.delay(session, said, asked)
    if (milliseconds === 0) return
    this.#on = true
    setTimeout(() => {
      this.#on = false
      if (this.#hub.floods(session, this.#parts.backlog())) this.#parts.flooding()
      else this.#parts.goOn()
    }, milliseconds).unref()
  }
}
