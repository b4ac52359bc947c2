// Bytes that are piped in, as a file for a shelf, and bytes of a file that are piped on. Neither can be read or written a second time.
import { once } from 'node:events'
import type { Readable, Writable } from 'node:stream'
import { PartylineError } from '../../client/error.ts'
import { nodeHash } from '../../client/node.ts'
import type { FileSink, FileSource } from '../../client/transfers/api.ts'

/** What is kept of what was read: after a cut the hub may have less than was sent. */
const keptBytesMax = 64 * 1_024 * 1_024

export function pipedSource(name: string, input: Readable, stop: AbortSignal): FileSource {
  const chunks = input.iterator({ destroyOnReturn: false })
  const kept: Buffer[] = []
  /** How much was read, and from where on it is kept. */
  let [read, from] = [0, 0]
  let isOver = false
  let reading: Promise<void> | undefined
  const { promise: stopped, reject } = Promise.withResolvers<never>()
  stopped.catch(() => {})
  stop.addEventListener('abort', () => reject(new PartylineError('interrupted', 'It was ended here.')))
  const more = async (): Promise<void> => {
    const { done, value } = await chunks.next()
    reading = undefined
    if (done === true) isOver = true
    else {
      kept.push(value)
      read += value.length
      for (let [first] = kept; first !== undefined && read - from - first.length >= keptBytesMax; [first] = kept) {
        kept.shift()
        from += first.length
      }
    }
  }
  return {
    name,
    hash: nodeHash,
    async *stream(offset) {
      for (let at = offset; ; ) {
        if (at < from)
          throw new PartylineError('changed', 'The hub has lost more of what was piped in than is kept here. Pipe it in again.')
        if (at < read) {
          const piece = pieceAt(kept, at - from)
          at += piece.length
          yield piece
        } else if (isOver) return
        else {
          reading ??= more()
          await Promise.race([reading, stopped])
        }
      }
    },
  }
}

function pieceAt(kept: readonly Buffer[], offset: number): Buffer {
  let left = offset
  for (const chunk of kept) {
    if (left < chunk.length) return chunk.subarray(left)
    left -= chunk.length
  }
  return Buffer.alloc(0)
}

/** `closed` aborts when whoever reads has enough: then the download ends with `output-closed`. */
export function pipedSink(output: Writable, closed: AbortSignal): FileSink {
  let written = 0
  const unlessClosed = (): void => {
    if (closed.aborted) throw new PartylineError('output-closed', 'Nobody reads it any more.')
  }
  return {
    hash: nodeHash,
    begin: () => {
      if (written > 0) throw new PartylineError('changed', 'The file was changed while it came: what was written is not all of one file.')
    },
    write: async chunk => {
      unlessClosed()
      written += chunk.length
      if (!output.write(chunk)) await once(output, 'drain', { signal: closed }).catch(unlessClosed)
    },
    close: async () => {
      const { promise, resolve } = Promise.withResolvers<void>()
      output.write('', () => resolve())
      await promise
      unlessClosed()
    },
  }
}
