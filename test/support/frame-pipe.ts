// Roads on which frames go to a hub: the WebSocket that Node brings, or lines over TCP after `/json`.
import { once } from 'node:events'
import { connect } from 'node:net'
import { LineReader } from '../../src/protocol/lines.ts'
import type { RunningHub } from './hub.ts'
import { Closed } from './line-client.ts'
import { within } from './until.ts'

export type FramePipe = {
  onFrame: (text: string) => void
  send(text: string): void
  /** The WebSocket's closing code; 0 where there is none. */
  readonly closed: Promise<number>
  isClosed(): boolean
  destroy(): void
}

type Place = Pick<RunningHub, 'host' | 'port' | 'webPort'>
const receivedBytesMax = 64 * 1_024 * 1_024

/** Frames that come before somebody listens wait. */
function pipe(send: (text: string) => void, destroy: () => void): FramePipe & { heard(text: string): void; ended(code: number): void } {
  const { promise: closed, resolve } = Promise.withResolvers<number>()
  let over = false
  const early: string[] = []
  let listener: ((text: string) => void) | undefined
  return {
    get onFrame() {
      return listener ?? (() => undefined)
    },
    set onFrame(next) {
      listener = next
      for (const text of early.splice(0)) next(text)
    },
    heard: text => (listener === undefined ? void early.push(text) : listener(text)),
    ended: code => {
      over = true
      resolve(code)
    },
    send,
    destroy,
    closed,
    isClosed: () => over,
  }
}

export async function webFrames({ host, webPort }: Place, headers: Readonly<Record<string, string>> = {}): Promise<FramePipe> {
  const socket = new WebSocket(`ws://${host}:${webPort}/ws`, { headers: { ...headers } })
  const frames = pipe(
    text => socket.send(text),
    () => socket.close(),
  )
  const { promise: opened, resolve, reject } = Promise.withResolvers<void>()
  socket.addEventListener('open', () => resolve())
  socket.addEventListener('error', () => reject(new Closed('The hub opened no WebSocket.')))
  socket.addEventListener('message', ({ data }) => frames.heard(String(data)))
  socket.addEventListener('close', ({ code }) => frames.ended(code))
  await within('a WebSocket', opened)
  return frames
}

export async function lineFrames({ host, port }: Place): Promise<FramePipe> {
  const socket = connect({ host, port, noDelay: true })
  const reader = new LineReader(receivedBytesMax)
  const frames = pipe(
    text => void socket.write(`${text}\n`),
    () => void socket.destroy(),
  )
  const { promise: switched, resolve } = Promise.withResolvers<void>()
  let frameWise = false
  socket.on('data', (chunk: Buffer) => {
    reader.push(chunk)
    for (let line = reader.next(); typeof line === 'string'; line = reader.next()) {
      if (frameWise) frames.heard(line)
      else if (line === 'JSON 1') {
        frameWise = true
        resolve()
      }
    }
  })
  socket.on('error', () => undefined)
  socket.on('close', () => frames.ended(0))
  await once(socket, 'connect')
  socket.write('/json\n')
  await within('JSON 1', switched)
  return frames
}
