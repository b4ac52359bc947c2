// Stands between a client and a hub, counts what passes, and can hold it back amid a transfer, so that whoever is to die there does.
import { once } from 'node:events'
import { connect, createServer, type Socket } from 'node:net'
import { reset } from '../../support/reset.ts'

export type HoldingProxy = AsyncDisposable & {
  readonly port: number
  /** Bytes that have passed since the beginning, or since `count` was called. */
  readonly up: number
  readonly down: number
  count(): void
  /** Lets so many more bytes pass in that direction. */
  holdAfter(direction: 'up' | 'down', bytes: number): void
  /** Lets all pass, after what was held back has been cut off. */
  release(): void
  target: number
}

export async function holdingProxy(target: number): Promise<HoldingProxy> {
  const sockets = new Set<Socket>()
  const passed = { up: 0, down: 0 }
  const most = { up: Number.POSITIVE_INFINITY, down: Number.POSITIVE_INFINITY }
  const server = createServer(client => {
    const hub = connect(proxy.target, '127.0.0.1')
    for (const [from, to, way] of [
      [client, hub, 'up'],
      [hub, client, 'down'],
    ] as const) {
      sockets.add(from)
      from.on('error', () => {})
      from.on('close', () => {
        sockets.delete(from)
        to.destroy()
      })
      from.on('data', (chunk: Buffer) => {
        passed[way] += chunk.length
        if (!to.write(chunk)) {
          from.pause()
          to.once('drain', () => from.resume())
        }
        // What comes behind a large body is of that body's connection alone; talk goes on by others.
        if (passed[way] >= most[way] && chunk.length > 4_096) from.pause().removeAllListeners('data')
      })
    }
  })
  server.listen(0, '127.0.0.1')
  await once(server, 'listening')
  const address = server.address()
  const proxy = {
    target,
    port: typeof address === 'object' && address !== null ? address.port : 0,
    get up() {
      return passed.up
    },
    get down() {
      return passed.down
    },
    count() {
      passed.up = 0
      passed.down = 0
    },
    holdAfter(direction: 'up' | 'down', bytes: number) {
      most[direction] = passed[direction] + bytes
    },
    release() {
      most.up = Number.POSITIVE_INFINITY
      most.down = Number.POSITIVE_INFINITY
      for (const socket of sockets) reset(socket)
    },
    async [Symbol.asyncDispose]() {
      for (const socket of sockets) socket.destroy()
      server.close()
    },
  }
  return proxy
}
