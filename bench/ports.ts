// Finds free TCP ports on loopback and waits until a server accepts there.
import { connect, createServer, type Socket } from 'node:net'
import { setTimeout as sleep } from 'node:timers/promises'

let next = 20_000 + (process.pid % 1_000) * 10

const isFree = (port: number): Promise<boolean> => {
  const { promise, resolve } = Promise.withResolvers<boolean>()
  const probe = createServer()
  probe.once('error', () => resolve(false))
  probe.listen(port, '127.0.0.1', () => probe.close(() => resolve(true)))
  return promise
}

/** A free port below the range from which the kernel takes the ports of outgoing connections. */
export const freePort = async (): Promise<number> => {
  for (let tries = 0; tries < 1_000; tries++) {
    next = next >= 32_000 ? 20_000 : next + 1
    if (await isFree(next)) return next
  }
  throw new Error('There is no free port between 20000 and 32000.')
}

const dial = (port: number): Promise<Socket | undefined> => {
  const { promise, resolve } = Promise.withResolvers<Socket | undefined>()
  const socket = connect({ port, host: '127.0.0.1', noDelay: true })
  socket.once('connect', () => resolve(socket))
  socket.on('error', () => resolve(undefined))
  return promise
}

/** Dials every millisecond until somebody accepts. */
export const dialUntilAccepted = async (port: number, hasEnded: () => boolean): Promise<Socket> => {
  const patience = performance.now() + 20_000
  while (performance.now() < patience) {
    const socket = await dial(port)
    if (socket) return socket
    if (hasEnded()) throw new Error('the server ended before it accepted a connection')
    await sleep(1)
  }
  throw new Error('the server accepts no connection after 20 seconds')
}
