// Frames over a WebSocket. The library reads; what is written goes through the outbox as whole frames of our own, so that a frame for many is
// encoded once and a slow reader is seen. Therefore nothing else may write while the connection is open, neither pings nor pongs.
import type { Socket } from 'node:net'
import type { WebSocket } from 'ws'
import type { FrameWire } from './frame-wire.ts'
import { Outbox } from './outbox.ts'
import { encodeFrame } from './web-socket-frames.ts'

export function webSocketWire(socket: Socket, web: WebSocket): FrameWire {
  const outbox = new Outbox(socket, () => undefined)
  web.on('ping', payload => {
    if (!outbox.full) outbox.push(encodeFrame('pong', payload))
  })
  return {
    syntax: 'websocket',
    outbox,
    read: () => undefined,
    readLast: () => undefined,
    pause: on => (on ? web.pause() : web.resume()),
    ping: () => outbox.push(encodeFrame('ping', '')),
    end: code => outbox.end(() => web.close(code)),
    destroy: () => web.terminate(),
  }
}
