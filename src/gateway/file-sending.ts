// Carries out a `get`: START, the bytes in constant memory at the reader's own speed, END with the hash.
import type { Socket } from 'node:net'
import { setTimeout } from 'node:timers/promises'
import type { Download } from '../hub/files/download.ts'
import { limits } from '../protocol/limits.ts'
import { Refusal } from '../protocol/refusals.ts'
import { writeEvent, writeRefusal } from '../protocol/text-events.ts'
import type { Outbox } from './outbox.ts'

export async function sendFile(download: Download, socket: Socket, outbox: Outbox): Promise<void> {
  try {
    download.prepareHash()
    outbox.push(Buffer.from(writeEvent({ event: 'start', bytes: download.bytes, name: download.name })))
    await sendBytes(download, outbox)
    if (!socket.destroyed) outbox.push(Buffer.from(await lastLine(download)))
  } catch (thrown) {
    // Bytes were announced that cannot come: only a closed connection says so without a doubt.
    socket.destroy()
    if (!(thrown instanceof Refusal)) throw thrown
  } finally {
    await download.close()
  }
}

/** Two buffers in turn: while one goes out, the next is read. */
async function sendBytes(download: Download, outbox: Outbox): Promise<void> {
  const size = Math.min(download.share(limits.downloadPieceBytes), download.bytes)
  const buffers = [Buffer.allocUnsafeSlow(size), Buffer.allocUnsafeSlow(size)]
  let going: Promise<void> = Promise.resolve()
  for (let at = 0, turn = 0; at < download.bytes; turn ^= 1) {
    const buffer = buffers[turn] ?? Buffer.alloc(0)
    const read = await download.read(buffer.subarray(0, Math.min(size, download.bytes - at)), at)
    if (read === 0) throw new Refusal('changed')
    await going
    const wait = download.delay(read)
    if (wait > 0) await setTimeout(wait)
    going = outbox.pass(buffer.subarray(0, read))
    // It is awaited a turn later, and may fail before that.
    going.catch(() => undefined)
    at += read
  }
  await going
}

async function lastLine(download: Download): Promise<string> {
  try {
    return writeEvent({ event: 'end', sha256: await download.hash() })
  } catch (thrown) {
    if (thrown instanceof Refusal) return `\n${writeRefusal(thrown)}`
    throw thrown
  }
}
