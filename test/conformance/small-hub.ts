// A hub of a few lines, good or faulty on purpose, for the tests of the conformance runner.
import { once } from 'node:events'
import { createServer, type Socket } from 'node:net'

export type SmallHub = AsyncDisposable & { host: string; port: number }

/** Answers each line by `answer` if that gives something, else like a hub would. With `perPacket` it takes packets for lines. */
export async function startSmallHub(
  answer: (line: string, socket: Socket) => string | undefined = () => undefined,
  perPacket = false,
): Promise<SmallHub> {
  const sockets = new Set<Socket>()
  const server = createServer({ allowHalfOpen: true }, socket => {
    let held = ''
    sockets.add(socket)
    socket.on('error', () => socket.destroy())
    socket.on('close', () => sockets.delete(socket))
    socket.on('end', () => socket.end())
    socket.write('Welcome to Partyline. You are Client01. Type a message, or: status, list, get <file>, put <file> <bytes>, help, exit.\n')
    socket.on('data', chunk => {
      const lines = (held + chunk.toString('latin1')).split('\n')
      held = perPacket ? '' : (lines.pop() ?? '')
      for (const line of lines.filter(one => one !== '')) socket.write(answer(line, socket) ?? usualAnswer(line), 'latin1')
    })
  })
  server.listen(0, '127.0.0.1')
  await once(server, 'listening')
  const address = server.address()
  if (address === null || typeof address === 'string') throw new Error('no port')
  const stop = async (): Promise<void> => {
    for (const socket of sockets) socket.destroy()
    server.close()
    await once(server, 'close')
  }
  return { host: '127.0.0.1', port: address.port, [Symbol.asyncDispose]: stop }
}

function usualAnswer(line: string): string {
  if (line.startsWith('/name ')) return `NAME ${line.slice(6)}\n`
  if (line === '/limits') return 'LIMITS 1\nmax-clients 3\nEND\n'
  return `${line} ACK\n`
}
