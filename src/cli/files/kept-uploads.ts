// Where uploads stand that were not finished, so that the next run goes on with them: a small file for each, since several programs may be at it.
import { createHash } from 'node:crypto'
import { mkdir, opendir, readFile, rename, rm, stat, writeFile } from 'node:fs/promises'
import { join } from 'node:path'
import { stateFolder } from '../seat.ts'
import type { LocalFile } from './local.ts'

/** By then no hub has them any more. */
const daysKept = 30

export class KeptUploads {
  readonly #folder: string
  readonly #hub: string

  /** `kind`: uploads are their guest's own, and scripts are another one than the terminal client. */
  constructor(kind: 'connect' | 'scripts', url: URL) {
    this.#folder = join(stateFolder(process.env), kind, 'uploads')
    this.#hub = `${url.host}${url.pathname}`.toLowerCase()
  }

  /** The address of the upload of just this file, if one was begun. */
  async find(room: string, file: LocalFile): Promise<string | undefined> {
    try {
      const { url } = JSON.parse(await readFile(this.#place(room, file), 'utf8')) as { readonly url?: unknown }
      return typeof url === 'string' ? url : undefined
    } catch {
      return undefined
    }
  }

  /** Where nothing can be kept the next run begins anew. */
  async keep(room: string, file: LocalFile, url: string): Promise<void> {
    const place = this.#place(room, file)
    try {
      await mkdir(this.#folder, { recursive: true, mode: 0o700 })
      await writeFile(`${place}.new`, JSON.stringify({ url, name: file.name }), { mode: 0o600 })
      await rename(`${place}.new`, place)
    } catch {}
  }

  async drop(room: string, file: LocalFile): Promise<void> {
    await rm(this.#place(room, file), { force: true }).catch(() => {})
  }

  /** Throws away what is too old to be of use. */
  async sweep(now: number): Promise<void> {
    try {
      for await (const { name } of await opendir(this.#folder)) {
        const path = join(this.#folder, name)
        const found = await stat(path).catch(() => undefined)
        if (found !== undefined && now - found.mtimeMs > daysKept * 86_400_000) await rm(path, { force: true })
      }
    } catch {
      // There is none yet.
    }
  }

  #place(room: string, { path, name, bytes, modifiedAt }: LocalFile): string {
    const key = JSON.stringify([this.#hub, room, name, bytes, modifiedAt, path])
    return join(this.#folder, `${createHash('sha256').update(key).digest('hex')}.json`)
  }
}
