// Takes the body of a request into an upload: what has come is written in one piece, while more comes.
import type { IncomingMessage } from 'node:http'
import { setTimeout } from 'node:timers/promises'
import type { Upload } from '../../hub/files/upload.ts'
import { limits } from '../../protocol/limits.ts'
import { Refusal } from '../../protocol/refusals.ts'
import type { Flow } from './flow.ts'

/** All of the body. Refusals: as of `Upload.append`, and `timeout` when the sender has gone or brings nothing. */
export async function receiveBody(request: IncomingMessage, upload: Upload, flow: Flow): Promise<void> {
  for await (const chunks of pieces(request, flow)) {
    await upload.append(chunks)
    const wait = upload.delay(bytesOf(chunks))
    if (wait > 0) await flow.untilGone(setTimeout(wait))
  }
}

/** Reads the body and throws it away: its sender listens only afterwards. */
export async function ignoreBody(request: IncomingMessage, flow: Flow): Promise<void> {
  for await (const _chunks of pieces(request, flow));
}

/** What has come since the last piece was taken. */
async function* pieces(request: IncomingMessage, flow: Flow): AsyncGenerator<Uint8Array[]> {
  let chunks: Uint8Array[] = []
  let waiting = 0
  let wake: () => void = () => undefined
  const take = (chunk: Uint8Array): void => {
    chunks.push(chunk)
    waiting += chunk.length
    flow.moved()
    if (waiting >= flow.share(limits.uploadBufferBytesMax)) request.pause()
    wake()
  }
  const over = (): void => wake()
  const torn = (): void => wake()
  request.on('data', take).once('end', over).once('close', torn).on('error', torn)
  try {
    for (;;) {
      if (chunks.length > 0) {
        const taken = chunks
        chunks = []
        waiting = 0
        request.resume()
        yield taken
      } else if (request.readableEnded) {
        if (request.complete) return
        throw new Refusal('timeout', 'The connection ended before the file did.')
      } else {
        const more = Promise.withResolvers<void>()
        wake = more.resolve
        await flow.peer(more.promise)
      }
    }
  } finally {
    request.off('data', take).off('end', over).off('close', torn)
  }
}

const bytesOf = (chunks: readonly Uint8Array[]): number => chunks.reduce((sum, chunk) => sum + chunk.length, 0)
