// Brings the body of a request into its upload. What has come stays there, whatever becomes of the request, unless the sender gave a checksum
// and the bytes do not have it.
import type { IncomingMessage } from 'node:http'
import { setTimeout } from 'node:timers/promises'
import type { Upload } from '../../hub/files/upload.ts'
import { limits } from '../../protocol/limits.ts'
import { Refusal } from '../../protocol/refusals.ts'
import { release } from '../release.ts'
import { cutOff, HttpBody } from './body.ts'
import type { Flow } from './flow.ts'
import { type Checksum, isRight } from './tus/checksum.ts'

/** The checksum was another one. */
export class WrongChecksum extends Refusal {
  constructor() {
    super('wrong-hash', 'The bytes do not have the checksum that came with them, and were thrown away. Send them again.')
  }
}

export type Incoming = {
  readonly request: IncomingMessage
  readonly flow: Flow
  readonly checksum?: Checksum | undefined
  /** Of the body: bytes that the hub has already. */
  readonly skip?: number
}

/** Settles when the body is over. Refusals: as of `Upload.append`, `wrong-hash`, `file-too-large`, `timeout`, `resumed-elsewhere`. */
export async function receive(upload: Upload, { request, flow, checksum, skip = 0 }: Incoming): Promise<void> {
  using body = new HttpBody(request, flow, () => upload.share(limits.uploadBufferBytesMax))
  upload.whenTaken(() => body.stop())
  if (checksum !== undefined) upload.doubt()
  let skipped = 0
  // A body of unknown length may turn out too long, and then its file must not be complete: the last piece waits for the end.
  const holdsBack = request.headers['content-length'] === undefined
  let held: readonly Buffer[] | undefined
  for (let chunks = await body.next(); chunks !== undefined; chunks = await body.next()) {
    for (const chunk of chunks) checksum?.hash.update(chunk)
    const fresh = skipped < skip ? without(chunks, skip - skipped) : chunks
    skipped = Math.min(skip, skipped + lengthOf(chunks))
    const bytes = lengthOf(fresh)
    if (bytes === 0) continue
    const missing = upload.missing ?? Number.MAX_SAFE_INTEGER
    if (held !== undefined || bytes > missing) throw new Refusal('file-too-large', 'The body goes on beyond the end of the file.')
    if (holdsBack && bytes === missing) held = fresh
    else await append(upload, flow, fresh)
  }
  // If only the end of the body was cut off, the file is there all the same.
  if (held !== undefined && body.end !== 'unwanted') await append(upload, flow, held)
  const isThere = body.end === 'whole' || (body.end === 'torn' && checksum === undefined && upload.missing === 0)
  if (!isThere) throw cutOff(body.end)
  if (checksum === undefined) return
  const right = isRight(checksum)
  await upload.settle(right)
  if (!right) throw new WrongChecksum()
}

async function append(upload: Upload, flow: Flow, chunks: readonly Buffer[]): Promise<void> {
  await upload.append(chunks)
  const wait = upload.delay(lengthOf(chunks))
  release(chunks)
  if (wait > 0) await flow.untilGone(setTimeout(wait))
}

const lengthOf = (chunks: readonly Buffer[]): number => chunks.reduce((sum, chunk) => sum + chunk.length, 0)

function without(chunks: readonly Buffer[], bytes: number): readonly Buffer[] {
  let left = bytes
  return chunks.flatMap(chunk => {
    const skip = Math.min(left, chunk.length)
    left -= skip
    return skip === chunk.length ? [] : [chunk.subarray(skip)]
  })
}
