// Stands between a client and a hub and breaks the connection in the middle of things.
import { once } from 'node:events'
import { connect, createServer, type Socket } from 'node:net'
import { reset } from '../../support/reset.ts'

export type CuttingProxy = AsyncDisposable & {
  readonly port: number
  /** How many connections were cut so far. */
  readonly cuts: number
  /** Cuts nothing from now on. */
  spare(): void
  /** Breaks every connection, and lets no new one through. */
  shut(): void
  open(): void
  /** Where new connections go. */
  target: number
}

/** `next` says after how many more bytes, in both directions together, a connection is cut; undefined for never. */
export async function cuttingProxy(target: number, next: () => number | undefined): Promise<CuttingProxy> {
  const sockets = new Set<Socket>()
  let cuts = 0
  let spared = false
  let isShut = false
  const server = createServer(client => {
    if (isShut) return void reset(client)
    const hub = connect(proxy.target, '127.0.0.1')
    let left = spared ? undefined : next()
    for (const [from, to] of [
      [client, hub],
      [hub, client],
    ] as const) {
      sockets.add(from)
      from.on('error', () => {})
      from.on('close', () => {
        sockets.delete(from)
        to.destroy()
      })
      from.on('data', (chunk: Buffer) => {
        if (left === 0 && !spared) return
        const passed = left === undefined || spared ? chunk : chunk.subarray(0, left)
        to.write(passed)
        if (left === undefined || spared) return
        left -= passed.length
        if (left > 0) return
        cuts++
        // What the hub had said arrives, as it may on a real wire. The hub must not see an orderly end: by that it would take
        // the half of a line that it has for a last line without an ending.
        client.destroySoon()
        reset(hub)
      })
    }
  })
  server.listen(0, '127.0.0.1')
  await once(server, 'listening')
  const address = server.address()
  const proxy = {
    target,
    port: typeof address === 'object' && address !== null ? address.port : 0,
    get cuts() {
      return cuts
    },
    spare() {
      spared = true
    },
    shut() {
      isShut = true
      for (const socket of sockets) reset(socket)
    },
    open() {
      isShut = false
    },
    async [Symbol.asyncDispose]() {
      for (const socket of sockets) socket.destroy()
      server.close()
    },
  }
  return proxy
}
