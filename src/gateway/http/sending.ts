// Sends a file over HTTP: the headers that say what it is, what the request's conditions come to, and the bytes in constant memory at the
// reader's own speed. What was announced comes whole, or the connection breaks: nobody takes a part of a file for all of it.
import type { IncomingMessage, OutgoingHttpHeaders, ServerResponse } from 'node:http'
import { setTimeout } from 'node:timers/promises'
import type { Download } from '../../hub/files/download.ts'
import { limits } from '../../protocol/limits.ts'
import { Refusal } from '../../protocol/refusals.ts'
import { answerRefusal, guarded } from './answers.ts'
import { verdictOn } from './conditions.ts'
import { digestHeaders, etagOf } from './digests.ts'
import type { Flow } from './flow.ts'
import { finished, written } from './flow.ts'
import { kindHeaders } from './kinds.ts'

/** `named`: another file may have this name tomorrow. `forever`: this address will never mean another content. `arriving`: it is not all here yet. */
export type Lasting = 'named' | 'forever' | 'arriving'

const cacheControl: Record<Lasting, string> = {
  named: 'private, no-cache',
  forever: 'private, max-age=31536000, immutable',
  arriving: 'no-store',
}

/** `save`: a browser is to save it, whatever it is. `begins` is asked before bytes from `from` on go out, and may refuse. */
export type Sending = { readonly lasting: Lasting; readonly save: boolean; readonly begins?: (from: number) => Promise<void> }

/** Answers a GET or a HEAD with a file, and closes it. */
export async function sendDownload(
  request: IncomingMessage,
  response: ServerResponse,
  flow: Flow,
  download: Download,
  { lasting, save, begins }: Sending,
): Promise<void> {
  try {
    const { method = '', headers } = request
    const bytes = download.bytes
    const sha256 = lasting === 'arriving' ? undefined : await knownSoon(download, flow)
    const modifiedAt = lasting === 'arriving' ? undefined : download.file.modifiedAt
    const verdict = verdictOn(method, headers, { etag: sha256 && etagOf(sha256), modifiedAt, bytes })
    const about: OutgoingHttpHeaders = {
      ...guarded,
      ...(sha256 !== undefined && digestHeaders(sha256)),
      // Nothing was changed in the future, whatever the file system says.
      ...(modifiedAt !== undefined && { 'last-modified': new Date(Math.min(modifiedAt, Date.now())).toUTCString() }),
      'cache-control': cacheControl[lasting],
      'accept-ranges': 'bytes',
    }
    switch (verdict.status) {
      case 304:
        response.writeHead(304, about).end()
        return
      case 412:
        return await answerRefusal(request, response, new Refusal('changed', 'The file is not the one you mean.'), 412)
      case 416: {
        const refusal = new Refusal('bad-offset', `The file has ${bytes} bytes.`)
        return await answerRefusal(request, response, refusal, 416, { 'content-range': `bytes */${bytes}`, 'accept-ranges': 'bytes' })
      }
    }
    const { from, to } = verdict.status === 206 ? verdict : { from: 0, to: bytes }
    if (method !== 'HEAD') await begins?.(from)
    response.writeHead(verdict.status, {
      ...about,
      ...kindHeaders(download.name, save),
      'content-length': to - from,
      ...(verdict.status === 206 && { 'content-range': `bytes ${from}-${to - 1}/${bytes}` }),
    })
    if (method === 'HEAD') {
      response.end()
      return
    }
    if (lasting === 'arriving') response.flushHeaders()
    await sendBytes(download, response, flow, from, to, () => isSure(download, lasting, sha256))
  } catch (thrown) {
    if (!response.headersSent) throw thrown
    const hasGone = request.socket.destroyed
    // Bytes were announced that cannot come: only a broken connection says so without a doubt.
    request.socket.destroy()
    if (!(thrown instanceof Refusal || hasGone)) throw thrown
  } finally {
    await download.close()
  }
}

/** The SHA-256 if it is known, or becomes known soon. A file that is being written to has none. */
async function knownSoon(download: Download, flow: Flow): Promise<string | undefined> {
  if (download.file.sha256 !== undefined) return download.file.sha256
  const enough = new AbortController()
  const late = setTimeout(limits.httpHashSecondsMax * 1_000, undefined, { signal: enough.signal }).catch(() => undefined)
  try {
    return await flow.untilGone(Promise.race([download.hash(), late]))
  } catch (thrown) {
    if (thrown instanceof Refusal && thrown.code === 'changed') return undefined
    throw thrown
  } finally {
    enough.abort()
  }
}

/** Whether all that was sent is what was announced; known only at the end. Refusals: `changed`, `upload-died`. */
async function isSure(download: Download, lasting: Lasting, sha256: string | undefined): Promise<void> {
  if (lasting === 'arriving') await download.hash()
  else if (sha256 !== undefined && !(await download.intact())) throw new Refusal('changed')
}

/** Two buffers in turn: while one goes out, the next is read. The last bytes go when it is sure that they may. */
async function sendBytes(
  download: Download,
  response: ServerResponse,
  flow: Flow,
  from: number,
  to: number,
  sure: () => Promise<void>,
): Promise<void> {
  const size = Math.min(download.share(limits.downloadPieceBytes), to - from)
  const buffers = [Buffer.allocUnsafeSlow(size), Buffer.allocUnsafeSlow(to - from > size ? size : 0)]
  let going: Promise<void> = Promise.resolve()
  let last: Uint8Array = new Uint8Array(0)
  for (let at = from, turn = 0; at < to; turn ^= 1) {
    const buffer = buffers[turn] ?? Buffer.alloc(0)
    const read = await flow.untilGone(download.read(buffer.subarray(0, Math.min(size, to - at)), at))
    if (read === 0) throw new Refusal('changed')
    at += read
    if (at === to) await flow.untilGone(sure())
    await flow.peer(going)
    const wait = download.delay(read)
    if (wait > 0) await flow.untilGone(setTimeout(wait))
    last = buffer.subarray(0, read)
    if (at === to) break
    going = written(response, last)
    // It is awaited a turn later, and may fail before that.
    going.catch(() => undefined)
  }
  if (to === from) await flow.untilGone(sure())
  // With the last bytes a small file goes out together with its headers.
  await flow.peer(finished(response, last))
}
