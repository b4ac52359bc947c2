// A room that one is in, and what has been seen of its log.
import { Seen } from '../../client/lines/seen.ts'

export class Place {
  name: string
  readonly seen = new Seen()
  readonly isLobby: boolean
  /** Its lines are left to a SINCE that is about to be asked. */
  isHeld = false
  isArchived = false

  constructor(name: string, isLobby = false) {
    this.name = name
    this.isLobby = isLobby
  }
}
