// A batch of entries as bytes: chat is encoded once for all its readers; who wrote some of it gets receipts in place of its own lines. Since
// both come from the same batch, a client sees receipts and chat in the order of the log.
import type { Entry, EntryBatch } from '../protocol/entries.ts'
import { writeChat, writeSaid } from '../protocol/text-events.ts'

type Encoded = { readonly bytes: Uint8Array; readonly starts: readonly number[] }

const encoded = new WeakMap<EntryBatch, Encoded>()

/** What goes to a session: one shared buffer, or for an author the others' lines and its receipts between them. */
export function encodedFor(batch: EntryBatch, session: number): readonly Uint8Array[] {
  const own = batch.authors.get(session)
  if (own === undefined) return [encode(batch).bytes]
  if (own.length === batch.entries.length) return [Buffer.from(batch.entries.map(receipt).join(''))]
  const { bytes, starts } = encode(batch)
  const pieces: Uint8Array[] = []
  let from = 0
  for (const index of own) {
    const to = starts[index] ?? bytes.length
    const entry = batch.entries[index]
    if (to > from) pieces.push(bytes.subarray(from, to))
    if (entry !== undefined) pieces.push(Buffer.from(receipt(entry)))
    from = starts[index + 1] ?? bytes.length
  }
  if (from < bytes.length) pieces.push(bytes.subarray(from))
  return pieces
}

/** Everything but a message has its own answer, which the command waited for. */
const receipt = (entry: Entry): string => (entry.kind === 'message' ? writeSaid(entry.text) : '')

function encode(batch: EntryBatch): Encoded {
  const found = encoded.get(batch)
  if (found !== undefined) return found
  const lines = batch.entries.map(entry => writeChat(batch.label, entry))
  const starts: number[] = []
  let at = 0
  for (const line of lines) {
    starts.push(at)
    at += Buffer.byteLength(line)
  }
  const made = { bytes: Buffer.from(lines.join('')), starts }
  encoded.set(batch, made)
  return made
}
