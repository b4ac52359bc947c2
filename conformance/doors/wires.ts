// How a participant's lines or frames travel: lines of text over TCP, or text messages of a WebSocket.
import { WebSocket } from 'ws'
import { Connection } from '../connection.ts'

export type Address = { readonly host: string; readonly port: number }

/** Where a hub is spoken to, and who is told of every line that is said and heard. */
export type Doors = {
  readonly line: Address
  readonly web: Address | undefined
  readonly signal: AbortSignal
  readonly said: (line: string) => void
}

export interface Wire {
  send(text: string): void
  /** The next line or message, undefined when the hub has closed. */
  next(): Promise<string | undefined>
  cut(): void
}

export async function openLines(who: string, { line, signal }: Doors): Promise<Wire & { sendBytes(bytes: Buffer): void }> {
  const connection = await Connection.open(who, line.host, line.port, signal)
  return {
    send: text => connection.send(Buffer.from(`${text}\n`)),
    sendBytes: bytes => connection.send(bytes),
    next: async () => (await connection.line())?.toString(),
    cut: () => connection.destroy(),
  }
}

export async function openWebSocket({ web, signal }: Doors): Promise<Wire> {
  if (web === undefined) throw new Error('nobody has said where the web door is: --web host:port')
  const { host, port } = web
  const socket = new WebSocket(`ws://${host.includes(':') ? `[${host}]` : host}:${port}/ws`, { perMessageDeflate: false })
  const messages: string[] = []
  let ended = false
  let wake = (): void => {}
  const end = (): void => {
    ended = true
    wake()
  }
  socket.on('message', data => {
    messages.push(String(data))
    wake()
  })
  socket.on('close', end)
  signal.addEventListener('abort', () => wake())
  await new Promise<void>((resolve, reject) => socket.once('open', resolve).once('error', reject))
  socket.on('error', end)
  return {
    send: text => socket.send(text),
    next: async () => {
      while (messages.length === 0 && !ended && !signal.aborted) {
        await new Promise<void>(resolve => {
          wake = resolve
        })
      }
      return messages.shift()
    },
    cut: () => socket.terminate(),
  }
}
