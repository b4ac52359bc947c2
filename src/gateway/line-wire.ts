// Frames over TCP: each is one line.
import type { Socket } from 'node:net'
import { limits } from '../protocol/limits.ts'
import type { BadLine, LineReader } from '../protocol/lines.ts'
import { Refusal } from '../protocol/refusals.ts'
import type { Ear, FrameWire } from './frame-wire.ts'
import type { Outbox } from './outbox.ts'

/** `reader` may hold what came with the line that asked for frames. */
export function lineWire(socket: Socket, outbox: Outbox, reader: LineReader): FrameWire {
  reader.lineBytesMax = limits.frameBytesMax
  const take = (line: string | BadLine, ear: Ear): void => {
    if (typeof line !== 'string') ear.refuse(new Refusal(line.wrong === 'line-too-long' ? 'line-too-long' : 'bad-utf8'))
    else if (line.trim() !== '') ear.hear(line)
  }
  return {
    syntax: 'line',
    outbox,
    read: (chunk, ear) => {
      reader.push(chunk)
      for (let line = reader.next(); line !== undefined; line = reader.next()) take(line, ear)
    },
    readLast: ear => {
      const line = reader.end()
      if (line !== undefined) take(line, ear)
    },
    pause: on => void (on ? socket.pause() : socket.resume()),
    // TCP keepalive asks.
    ping: () => undefined,
    end: () => outbox.end(),
    destroy: () => void socket.destroy(),
  }
}
