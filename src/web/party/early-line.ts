// The line that was opened before the page was loaded (public/early.js) is the first one; after it, and where it broke already, new ones are opened.
import type { Transport } from '../../client/transport.ts'
import { linkOver, webSocket } from '../../client/web-socket.ts'

export const earlyLine: Transport = (url, events) => {
  const early = window.earlyLine
  delete window.earlyLine
  return early === undefined || early.readyState > WebSocket.OPEN ? webSocket(url, events) : linkOver(early, url, events)
}

declare global {
  interface Window {
    earlyLine?: WebSocket
  }
}
