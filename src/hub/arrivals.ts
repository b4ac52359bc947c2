// Who stands at the doors: how many connections each address has, and how many came from it lately. What is over is forgotten.
import { limits } from '../protocol/limits.ts'
import { networkOf } from '../protocol/networks.ts'
import { Refusal } from '../protocol/refusals.ts'

/** Where a connection comes from. Whoever is on the same machine is not counted by address. */
export type Origin = { readonly address: string; readonly loopback: boolean }

/** `here` at once from one address, `coming` from it within a window, `all` from everywhere. */
export type Allowance = { readonly here: number; readonly coming: number; readonly all: number }

/** The window begins with the first that comes. */
type Network = { here: number; windowBegan: number; came: number }

const windowMs = limits.arrivalWindowSeconds * 1_000

export class Arrivals {
  readonly #networks = new Map<string, Network>()
  readonly #allowance: () => Allowance
  readonly #steady: () => number
  readonly #banOf: (address: string) => Refusal | undefined
  #here = 0
  #swept = 0

  /** `steady` counts milliseconds. `banOf`: why nobody from an address may come. */
  constructor(allowance: () => Allowance, steady: () => number, banOf: (address: string) => Refusal | undefined = () => undefined) {
    this.#banOf = banOf
    this.#allowance = allowance
    this.#steady = steady
  }

  /** How many addresses are remembered. */
  get networks(): number {
    return this.#networks.size
  }

  /** One more comes: why it may not, or nothing, and then its going is to be told. Who is refused is not counted. */
  come({ address, loopback }: Origin): Refusal | undefined {
    const ban = this.#banOf(address)
    if (ban !== undefined) return ban
    const most = this.#allowance()
    if (this.#here >= most.all) return new Refusal('server-full', undefined, { closes: true })
    if (!loopback) {
      const refusal = this.#countIn(networkOf(address), most)
      if (refusal !== undefined) return refusal
    }
    this.#here++
    return undefined
  }

  gone({ address, loopback }: Origin): void {
    this.#here--
    const network = loopback ? undefined : this.#networks.get(networkOf(address))
    if (network !== undefined) network.here--
  }

  #countIn(key: string, most: Allowance): Refusal | undefined {
    const now = this.#steady()
    this.#sweep(now)
    const network = this.#networks.get(key) ?? { here: 0, windowBegan: now, came: 0 }
    if (network.here >= most.here)
      return tooMany(`There are already ${network.here} connections from your address. Close one, or try later.`)
    if (now - network.windowBegan >= windowMs) Object.assign(network, { windowBegan: now, came: 0 })
    if (network.came >= most.coming) {
      const seconds = Math.ceil((network.windowBegan + windowMs - now) / 1_000)
      return tooMany(`Too many connections came from your address: ${network.came} within a minute. Try again in ${seconds} s.`)
    }
    network.here++
    network.came++
    this.#networks.set(key, network)
    return undefined
  }

  /** Once in a window, and whenever there are too many to remember, those go of which nothing counts any more; then those with nobody here. */
  #sweep(now: number): void {
    const full = this.#networks.size >= limits.arrivalNetworksMax
    if (!full && now - this.#swept < windowMs) return
    this.#swept = now
    for (const [key, { here, windowBegan }] of this.#networks) if (here === 0 && now - windowBegan >= windowMs) this.#networks.delete(key)
    if (this.#networks.size < limits.arrivalNetworksMax) return
    // So many at once that a tenth of them is let go: a sweep for each newcomer would cost more than it keeps out.
    let spare = Math.ceil(limits.arrivalNetworksMax / 10)
    for (const [key, { here }] of this.#networks) {
      if (here > 0) continue
      this.#networks.delete(key)
      if (--spare === 0) return
    }
  }
}

const tooMany = (sentence: string): Refusal => new Refusal('too-many-from-address', sentence, { closes: true })
