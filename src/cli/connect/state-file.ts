// What outlives a run: who one is at a hub and what was not sent yet. One file for each hub and name; two programs at once have two
// files, so that neither takes the other's guest away.
import { mkdir, open, readFile, rename } from 'node:fs/promises'
import { dirname, join } from 'node:path'
import type { Saved, Storage } from '../../client/api.ts'
import { type Lease, takeLease } from '../lease.ts'
import { stateFolder } from '../seat.ts'

const seatsMax = 100

export class StateFile implements Storage, AsyncDisposable {
  /** 1 unless other programs have the files before. */
  readonly number: number
  readonly #path: string | undefined
  readonly #lease: Lease | undefined
  /** Said once, when nothing can be kept. */
  readonly #failed: (sentence: string) => void
  #hasFailed = false

  /** The first file of that hub and name that nobody else has; where nothing can be kept, one for this run only. */
  static async take(
    kind: 'connect' | 'scripts',
    url: URL,
    name: string | undefined,
    failed: (sentence: string) => void,
  ): Promise<StateFile> {
    const hub = encodeURIComponent(`${url.host}${url.pathname === '/' ? '' : url.pathname}`.toLowerCase())
    const whose = name === undefined ? '' : `.${encodeURIComponent(name.normalize('NFC'))}`
    const folder = join(stateFolder(process.env), kind)
    try {
      for (let number = 1; number <= seatsMax; number++) {
        const path = join(folder, `${hub}${whose}.${number}.json`)
        const lease = await takeLease(`${path}.lock`)
        if (lease !== undefined) return new StateFile(number, path, lease, failed)
      }
    } catch (thrown) {
      failed(unkept(thrown))
    }
    return new StateFile(1, undefined, undefined, failed)
  }

  private constructor(number: number, path: string | undefined, lease: Lease | undefined, failed: (sentence: string) => void) {
    this.number = number
    this.#path = path
    this.#lease = lease
    this.#failed = failed
  }

  async load(): Promise<Saved | undefined> {
    const value = this.#path === undefined ? undefined : await readJson(this.#path)
    return isSaved(value) ? value : undefined
  }

  /** Rejects nothing: talking goes on where nothing can be kept. */
  async save(saved: Saved): Promise<void> {
    await this.#write('', saved)
  }

  /** What only this program knows: kept beside, under a name of its own. */
  async loadBeside(): Promise<unknown> {
    return this.#path === undefined ? undefined : readJson(`${this.#path}.screen`)
  }

  async saveBeside(value: unknown): Promise<void> {
    await this.#write('.screen', value)
  }

  async [Symbol.asyncDispose](): Promise<void> {
    await this.#lease?.[Symbol.asyncDispose]()
  }

  async #write(ending: string, value: unknown): Promise<void> {
    if (this.#path === undefined) return
    try {
      await replaceFile(`${this.#path}${ending}`, JSON.stringify(value))
    } catch (thrown) {
      if (!this.#hasFailed) this.#failed(unkept(thrown))
      this.#hasFailed = true
    }
  }
}

const unkept = (thrown: unknown): string =>
  `Nothing can be kept for the next time: ${thrown instanceof Error ? thrown.message : String(thrown)}.`

/** The old content or the new one, whatever happens: a draft beside it, flushed, takes its place. */
async function replaceFile(path: string, text: string): Promise<void> {
  await mkdir(dirname(path), { recursive: true, mode: 0o700 })
  const draft = `${path}.new`
  await using file = await open(draft, 'w', 0o600)
  await file.chmod(0o600)
  await file.writeFile(text)
  await file.sync()
  await rename(draft, path)
  // The new name is durable when the folder is; some systems cannot flush one.
  const folder = await open(dirname(path), 'r').catch(() => undefined)
  await folder?.sync().catch(() => {})
  await folder?.close()
}

async function readJson(path: string): Promise<unknown> {
  try {
    return JSON.parse(await readFile(path, 'utf8'))
  } catch {
    // None yet, or none of ours.
    return undefined
  }
}

const isSaved = (value: unknown): value is Saved =>
  typeof value === 'object' &&
  value !== null &&
  'hub' in value &&
  typeof value.hub === 'string' &&
  'cursors' in value &&
  typeof value.cursors === 'object' &&
  'outbox' in value &&
  Array.isArray(value.outbox)
