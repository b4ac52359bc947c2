// Frames over WebSocket, each one text message: the transport of browsers, and of Node unless another is given.
import type { Link, LinkEvents, Transport } from './transport.ts'

/** `ws://host:8080` and `http://host:8080` mean the same; the path is `/ws` unless there is another. */
function webSocketUrl(url: URL): string {
  const ws = new URL(url)
  ws.protocol = url.protocol === 'https:' || url.protocol === 'wss:' ? 'wss:' : 'ws:'
  if (ws.pathname === '/' || ws.pathname === '') ws.pathname = '/ws'
  ws.hash = ''
  return ws.href
}

export const webSocket: Transport = (url: URL, events: LinkEvents): Link => linkOver(new WebSocket(webSocketUrl(url)), url, events)

/** A link over a socket that is opening, or open since a moment ago; nothing has been sent over it. */
export function linkOver(socket: WebSocket, url: URL, events: LinkEvents): Link {
  let over = false
  const closed = (sentence: string) => {
    if (over) return
    over = true
    events.closed(sentence)
  }
  if (socket.readyState === WebSocket.OPEN) queueMicrotask(() => over || events.opened())
  else socket.onopen = () => events.opened()
  socket.onmessage = ({ data }) => {
    if (!over) events.frame(typeof data === 'string' ? data : '')
  }
  // Browsers do not tell why; `close` follows.
  socket.onclose = ({ code, reason }) => closed(reason === '' ? sentenceOf(code, url) : reason)
  return {
    send: json => {
      if (socket.readyState === WebSocket.OPEN) socket.send(json)
    },
    // A dead peer never says that it closes; whoever closes here is not kept waiting.
    close: () => {
      socket.close()
      closed('Closed here.')
    },
  }
}

const sentenceOf = (code: number, url: URL): string =>
  code === 1_006 ? `The connection to ${url.host} could not be made, or broke.` : `The connection to ${url.host} was closed (${code}).`
