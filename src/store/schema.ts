// The tables, as the queries see them. Times are milliseconds since 1970, UTC.
import type { Generated } from 'kysely'

export type Schema = {
  hub: { id: number; beat_at: number; next_session: number; next_guest_number: number }
  rooms: { id: Generated<number>; name: string; last_seq: number; created_at: number }
  entries: {
    room_id: number
    seq: number
    at: number
    session_id: number
    guest_id: number
    author: string
    kind: 'message' | 'file'
    body: string
  }
  sessions: {
    id: number
    guest_id: number
    name: string
    address: string
    port: number
    door: string
    connected_at: number
    ended_at: number | null
    reason: string | null
  }
  guests: { id: number; name: string; seq: number; token_hash: string; token_at: number }
  files: { name: string; version: string; sha256: string }
  staged_uploads: { id: string; guest_id: number; name: string; bytes: number; sha256: string; at: number }
  settings: { key: string; value: string }
}
