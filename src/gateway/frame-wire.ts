// How frames go over a connection: what a `FrameConnection` needs of a TCP socket with lines or of a WebSocket.
import type { Refusal } from '../protocol/refusals.ts'
import type { Outbox } from './outbox.ts'

/** Where the frames go that were read. */
export type Ear = {
  hear(json: string): void
  refuse(refusal: Refusal): void
}

export interface FrameWire {
  readonly syntax: 'line' | 'websocket'
  readonly outbox: Outbox
  /** The next bytes, and the end of them. A WebSocket library reads by itself. */
  read(chunk: Uint8Array, ear: Ear): void
  readLast(ear: Ear): void
  /** Stops reading, or goes on. */
  pause(on: boolean): void
  /** Asks the peer whether it is there, where the syntax has a way to do so. */
  ping(): void
  /** Ends the connection when all that waits has gone. `code` is a WebSocket's, see docs/protocol.md. */
  end(code: number): void
  /** Cuts the connection. */
  destroy(): void
}
