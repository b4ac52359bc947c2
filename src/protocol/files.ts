// What a shelf shows: files, transfers in progress, and the links by which a file is shared.

/** A file on a room's shelf. */
export type FileRow = {
  readonly name: string
  readonly bytes: number
  readonly modifiedAt: number
  /** Names this content under this name for ever. Absent while the hub has not looked at it yet. */
  readonly id?: string
  /** Lower-case hex. Absent while it is not known yet. */
  readonly sha256?: string
  /** Who put it there; absent where it was the operator. */
  readonly author?: string
  readonly guest?: number
}

/** An upload in progress, or one that was cut off and can be gone on with. */
export type TransferRow = {
  readonly id: string
  readonly room: number
  readonly name: string
  /** Absent while the sender does not know either. */
  readonly bytes?: number
  /** How much of it is here. */
  readonly offset: number
  readonly guest: number
  readonly author: string
  /** Whether bytes may come at this moment. */
  readonly active: boolean
  /** It is thrown away then, unless somebody goes on with it. */
  readonly expiresAt: number
}

/** A link to one file for whoever has it. */
export type ShareRow = {
  /** Names the link to those who may revoke it; the link itself is told only once. */
  readonly id: string
  readonly file: string
  readonly createdAt: number
  readonly expiresAt?: number
  readonly downloadsLeft?: number
  readonly hasPassword: boolean
}

/** What becomes of an upload whose name is taken by other content. */
export type IfTaken = 'refuse' | 'rename'
