// Breaks a connection with a reset.
import type { Socket } from 'node:net'

/** Node cannot reset a socket that has said its end: it would leak, and the process would never exit. Such a one is only closed. */
export function reset(socket: Socket): void {
  if (socket.writableEnded) socket.destroy()
  else socket.resetAndDestroy()
}
