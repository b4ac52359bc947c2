// The network of a simulation: real sockets between clients and a hub, with connections that break, freeze, drag and come in crumbs.
import { once } from 'node:events'
import { connect, createServer, type Server, type Socket } from 'node:net'
import type { Random } from '../support/random.ts'
import { reset } from '../support/reset.ts'

type Wire = { readonly client: Socket; readonly hub: Socket; frozen: boolean; delayMsMax: number }

export class FaultyNetwork implements AsyncDisposable {
  readonly #random: Random
  readonly #wires = new Set<Wire>()
  readonly #servers: Server[] = []
  /** Breaks are over: everything passes at once, whole. */
  #healed = false

  constructor(random: Random) {
    this.#random = random
  }

  /** A port behind which this port of the hub stands. */
  async portTo(hubPort: number): Promise<number> {
    const server = createServer(client => this.#join(client, hubPort))
    this.#servers.push(server)
    server.listen(0, '127.0.0.1')
    await once(server, 'listening')
    const address = server.address()
    return typeof address === 'object' && address !== null ? address.port : 0
  }

  /** Breaks some connections, on the client's side, the hub's or both, in order or with a reset. */
  cut(share: number): void {
    for (const wire of this.#some(share)) {
      const [first, second] = this.#random.pick([wire.client, wire.hub], [wire.hub, wire.client])
      if (this.#random.chance(0.5)) reset(first)
      else first.destroySoon()
      // The other side hears of it at once, or only when it says something, or never.
      if (this.#random.chance(0.7)) second.destroy()
      else wire.frozen = true
    }
  }

  /** Nothing passes any more on some connections, and nobody is told. */
  freeze(share: number): void {
    for (const wire of this.#some(share)) wire.frozen = true
  }

  /** What passes on some connections takes its time. */
  drag(share: number): void {
    for (const wire of this.#some(share)) wire.delayMsMax = this.#random.between(0, 15)
  }

  /** No faults from now on. What is frozen is cut, as it would be sooner or later. */
  heal(): void {
    this.#healed = true
    for (const wire of this.#wires) {
      wire.delayMsMax = 0
      if (!wire.frozen) continue
      wire.client.destroy()
      wire.hub.destroy()
    }
  }

  async [Symbol.asyncDispose](): Promise<void> {
    for (const { client, hub } of this.#wires) {
      client.destroy()
      hub.destroy()
    }
    for (const server of this.#servers) server.close()
  }

  #some(share: number): Wire[] {
    return [...this.#wires].filter(() => this.#random.chance(share))
  }

  #join(client: Socket, hubPort: number): void {
    const hub = connect(hubPort, '127.0.0.1')
    const wire: Wire = { client, hub, frozen: false, delayMsMax: 0 }
    this.#wires.add(wire)
    this.#pass(wire, client, hub)
    this.#pass(wire, hub, client)
  }

  #pass(wire: Wire, from: Socket, to: Socket): void {
    // What is delayed keeps its order: each piece waits for the one before it.
    let before: Promise<void> = Promise.resolve()
    from.setNoDelay(true)
    from.on('error', () => undefined)
    from.on('data', (chunk: Buffer) => {
      for (const piece of this.#crumbs(chunk)) {
        const milliseconds = this.#healed || wire.delayMsMax === 0 ? 0 : this.#random.between(0, wire.delayMsMax)
        before = before.then(() => later(milliseconds)).then(() => void (!wire.frozen && !to.destroyed && to.write(piece)))
      }
    })
    from.on('end', () => {
      before = before.then(() => void (!wire.frozen && to.end()))
    })
    from.on('close', () => {
      if (wire.frozen && !this.#healed) return
      this.#wires.delete(wire)
      to.destroy()
    })
  }

  #crumbs(chunk: Buffer): Buffer[] {
    if (this.#healed || chunk.length < 2 || !this.#random.chance(0.1)) return [chunk]
    const at = this.#random.between(1, chunk.length - 1)
    return [chunk.subarray(0, at), chunk.subarray(at)]
  }
}

const later = (milliseconds: number): Promise<void> =>
  milliseconds === 0 ? Promise.resolve() : new Promise(resolve => setTimeout(resolve, milliseconds))
