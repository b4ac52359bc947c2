// The step before a door: whoever comes is counted before any work is done for it, and told in a word when there are too many.
import type { Server, Socket } from 'node:net'
import type { Duplex } from 'node:stream'
import type { Arrivals } from '../hub/arrivals.ts'
import { limits } from '../protocol/limits.ts'
import { type Refusal, refusals } from '../protocol/refusals.ts'
import { writeRefusal } from '../protocol/text-events.ts'
import { OpenConnections } from './open-files.ts'
import { peerOf } from './peers.ts'

/** `look` sees every connection before those who listened for them so far, who are given what it hands on. */
export function stepBefore(server: Server, look: (socket: Socket, handOn: (next: Socket) => void) => void): void {
  const takers = server.listeners('connection')
  const handOn = (next: Socket): void => {
    for (const take of takers) take.call(server, next)
  }
  server.removeAllListeners('connection')
  server.on('connection', (socket: Socket) => look(socket, handOn))
}

/** How a door says no in its own language; undefined where nothing can be said, as before a handshake. */
export type LastWord = ((refusal: Refusal) => string) | undefined

const open = new OpenConnections()

/** From now on whoever comes to the server is counted, and turned away when there are too many. */
export function countArrivals(server: Server, arrivals: Arrivals, word: LastWord): void {
  let leaving = 0
  const refuse = (socket: Socket, refusal: Refusal): void => {
    // Of many who are sent away at once only some are told why.
    if (word === undefined || leaving >= limits.lastWordsMax) return void socket.destroy()
    leaving++
    socket.once('close', () => leaving--)
    sendAway(socket, word(refusal))
  }
  stepBefore(server, (socket, handOn) => {
    // It was reset before we could take it.
    if (socket.remoteAddress === undefined) return void socket.destroy()
    if (!open.come()) return void socket.destroy()
    socket.once('close', () => open.gone())
    const peer = peerOf(socket)
    const refusal = arrivals.come(peer)
    if (refusal !== undefined) return refuse(socket, refusal)
    socket.once('close', () => arrivals.gone(peer))
    handOn(socket)
  })
}

/** Says a last word and closes, whatever the other side does. */
export function sendAway(socket: Duplex, word: string): void {
  socket.on('error', () => undefined)
  socket.end(word)
  // What it has sent is read: closing with unread input would reset the connection, and the word might be lost.
  socket.resume()
  setTimeout(() => socket.destroy(), limits.lingerSecondsMax * 1_000).unref()
}

export const inLines = (refusal: Refusal): string => writeRefusal(refusal)

/** As JSON, whatever was going to be asked. */
export function inHttp({ code, sentence }: Refusal): string {
  const body = `${JSON.stringify({ error: code, sentence })}\n`
  const status = refusals[code].status === 429 ? '429 Too Many Requests' : '503 Service Unavailable'
  const head = ['Content-Type: application/json', `Content-Length: ${Buffer.byteLength(body)}`, 'Retry-After: 5', 'Connection: close']
  return `HTTP/1.1 ${status}\r\n${head.join('\r\n')}\r\n\r\n${body}`
}
