// Events as frames in bytes. A batch of entries is encoded once for each syntax, and everybody who reads it is given the same bytes.
import type { EntryBatch } from '../protocol/entries.ts'
import { writeEntries } from '../protocol/json.ts'
import type { FrameWire } from './frame-wire.ts'
import { encodeFrame } from './web-socket-frames.ts'

type Syntax = FrameWire['syntax']

const encoded: Record<Syntax, WeakMap<EntryBatch, Uint8Array>> = { line: new WeakMap(), websocket: new WeakMap() }

export const frameBytes = (syntax: Syntax, json: string): Uint8Array =>
  syntax === 'line' ? Buffer.from(`${json}\n`) : encodeFrame('text', json)

export function entriesBytes(syntax: Syntax, batch: EntryBatch): Uint8Array {
  const found = encoded[syntax].get(batch)
  if (found !== undefined) return found
  const made = frameBytes(syntax, writeEntries(batch.room, batch.entries))
  encoded[syntax].set(batch, made)
  return made
}
