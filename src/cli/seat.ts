// The guest that this person is at a hub: its resume token, kept from one run to the next. Two dials at once have two seats, so that
// neither takes the other's guest away.
import { readFile, rename, rm, writeFile } from 'node:fs/promises'
import { homedir } from 'node:os'
import { isAbsolute, join } from 'node:path'
import type { Address } from './dial/address.ts'
import { type Lease, takeLease } from './lease.ts'

const seatsMax = 100

/** The folder for what outlives a run. */
export function stateFolder(environment: NodeJS.ProcessEnv): string {
  const state = environment.XDG_STATE_HOME
  return join(state !== undefined && isAbsolute(state) ? state : join(homedir(), '.local', 'state'), 'partyline')
}

export class Seat {
  token: string | undefined
  readonly #path: string | undefined
  readonly #lease: Lease | undefined

  /** The first free seat at that hub. Where nothing can be kept, a seat for this run only. */
  static async take(folder: string, { host, port }: Address): Promise<Seat> {
    const hub = `${encodeURIComponent(host.toLowerCase())}_${port}`
    try {
      for (let number = 1; number <= seatsMax; number++) {
        const path = join(folder, 'seats', `${hub}.${number}`)
        const lease = await takeLease(`${path}.lock`)
        if (lease !== undefined) return new Seat(await readToken(path), path, lease)
      }
    } catch {
      // A home that cannot be written to is no reason not to talk.
    }
    return new Seat(undefined, undefined, undefined)
  }

  private constructor(token: string | undefined, path: string | undefined, lease: Lease | undefined) {
    this.token = token
    this.#path = path
    this.#lease = lease
  }

  async keep(token: string): Promise<void> {
    this.token = token
    if (this.#path === undefined) return
    const draft = `${this.#path}.new`
    await writeFile(draft, `${token}\n`, { mode: 0o600, flush: true })
    await rename(draft, this.#path)
  }

  async forget(): Promise<void> {
    this.token = undefined
    if (this.#path !== undefined) await rm(this.#path, { force: true })
  }

  async [Symbol.asyncDispose](): Promise<void> {
    await this.#lease?.[Symbol.asyncDispose]()
  }
}

async function readToken(path: string): Promise<string | undefined> {
  const text = await readFile(path, 'utf8').catch(() => '')
  return /^\S{1,512}$/.test(text.trim()) ? text.trim() : undefined
}
