// Listening, with sentences for what can go wrong.
import type { AddressInfo, ListenOptions, Server } from 'node:net'

/** Nothing can listen there; the message is a sentence for the operator. */
export class CannotListen extends Error {}

export type Listening = {
  readonly host: string
  readonly port: number
  /** Lets nobody in any more. */
  close(): Promise<void>
}

/** `flag` is the one by which the operator chooses another place. */
export async function listenOn(server: Server, options: ListenOptions, place: string, flag: string): Promise<Listening> {
  await new Promise<void>((resolve, reject) => {
    server.once('error', thrown => reject(new CannotListen(sentence(thrown, place, flag))))
    server.listen({ backlog: 1_024, ...options }, () => {
      server.removeAllListeners('error')
      // A connection that could not be accepted is lost to its client alone.
      server.on('error', () => undefined)
      resolve()
    })
  })
  const address = server.address() as AddressInfo | string | null
  const { address: host, port } = typeof address === 'object' && address !== null ? address : { address: '', port: 0 }
  return {
    host,
    port,
    close: async () => {
      server.close()
    },
  }
}

function sentence(thrown: Error, place: string, flag: string): string {
  const code = 'code' in thrown ? thrown.code : ''
  switch (code) {
    case 'EADDRINUSE':
      return `Something else is listening on ${place}. Stop it, or choose another ${flag}.`
    case 'EACCES':
      return `This user may not listen on ${place}. Choose a port above 1023.`
    case 'EADDRNOTAVAIL':
    case 'ENOTFOUND':
      return `This machine has no such address: ${place}. Choose another --host.`
    default:
      return `Cannot listen on ${place}: ${thrown.message}.`
  }
}
