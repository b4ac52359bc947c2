// The parts of questions that several commands share.

/** A room's id, or its name: `#lobby`. */
export type RoomRef = number | string

/** A page of a room's timeline: the newest rows, those before or after a seq, or those around it. */
export type EntriesAsked = { at: 'latest' | 'before' | 'after' | 'around'; seq?: number; rows?: number }

/** Words, `pre*`, `"phrases"`, `-without`. Times are milliseconds since 1970. */
export type SearchAsked = {
  text: string
  room?: RoomRef
  guest?: number
  kind?: 'message' | 'file'
  since?: number
  until?: number
  /** `next` of the page before. */
  page?: string
  rows?: number
}
