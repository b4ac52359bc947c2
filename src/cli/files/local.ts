// What a person's paths lead to on this machine: ordinary files, with the names that they are to have on a shelf.
import { lstat, opendir, stat } from 'node:fs/promises'
import { homedir } from 'node:os'
import { basename, join, resolve } from 'node:path'
import { isFileTarget } from '../../protocol/file-names.ts'
import { codeOf, reasonOf } from '../dial/failures.ts'
import { countOf } from './words.ts'

export type LocalFile = { readonly path: string; readonly name: string; readonly bytes: number; readonly modifiedAt: number }

export type Found = {
  readonly files: readonly LocalFile[]
  /** What no shelf has, as sentences. */
  readonly passedOver: readonly string[]
  /** What was asked for by its name, and cannot be put. */
  readonly failed: readonly { readonly name: string; readonly sentence: string }[]
}

/** `~` and `~/...`, where no shell has done it. */
export const homed = (path: string): string => path.replace(/^~(?=$|[/\\])/, () => homedir())

/**
 * All files at these paths. A folder's files are named after it: `photos/a.jpg`; those of `.` and `..` by themselves. `as` is another name; one
 * that ends with `/` is a folder for all of them. A link that was given is followed, others are not.
 */
export async function filesAt(paths: readonly string[], as?: string): Promise<Found> {
  const search = new Search()
  for (const path of paths) await search.given(path, as)
  return search.found()
}

class Search {
  readonly #files = new Map<string, LocalFile>()
  readonly #passedOver: string[] = []
  readonly #failed: { name: string; sentence: string }[] = []
  #hidden = 0

  found(): Found {
    const hidden = this.#hidden === 0 ? [] : [`${countOf(this.#hidden, 'hidden name')} passed over: no shelf has such.`]
    return { files: [...this.#files.values()], passedOver: [...this.#passedOver, ...hidden], failed: this.#failed }
  }

  async given(typed: string, as: string | undefined): Promise<void> {
    const path = resolve(homed(typed))
    const own = /^(?:\.{1,2}[/\\]*)+$/.test(typed) ? '' : basename(path).normalize('NFC')
    const name = as === undefined ? own : as.endsWith('/') ? as + own : as
    try {
      const found = await stat(path)
      if (found.isDirectory()) await this.#below(path, name === '' || name.endsWith('/') ? name : `${name}/`)
      else if (found.isFile()) this.#take({ path, name, bytes: found.size, modifiedAt: found.mtimeMs })
      else this.#failed.push({ name: typed, sentence: 'It is no ordinary file.' })
    } catch (thrown) {
      const sentence = codeOf(thrown) === 'ENOENT' ? 'There is no such file or folder here.' : `It cannot be read: ${reasonOf(thrown)}.`
      this.#failed.push({ name: typed, sentence })
    }
  }

  async #below(folder: string, prefix: string): Promise<void> {
    const entries = []
    for await (const entry of await opendir(folder)) entries.push(entry)
    entries.sort((a, b) => (a.name < b.name ? -1 : 1))
    for (const entry of entries) {
      const path = join(folder, entry.name)
      if (entry.name.startsWith('.')) this.#hidden++
      else await this.#one(path, prefix + entry.name.normalize('NFC'))
    }
  }

  async #one(path: string, name: string): Promise<void> {
    try {
      const found = await lstat(path)
      if (found.isDirectory()) await this.#below(path, `${name}/`)
      else if (found.isFile()) this.#take({ path, name, bytes: found.size, modifiedAt: found.mtimeMs })
      else this.#passedOver.push(`${path} passed over: it is ${found.isSymbolicLink() ? 'a link' : 'no ordinary file'}.`)
    } catch (thrown) {
      // It may have gone since the folder was read.
      if (codeOf(thrown) !== 'ENOENT') this.#failed.push({ name, sentence: `It cannot be read: ${reasonOf(thrown)}.` })
    }
  }

  #take(file: LocalFile): void {
    const { name } = file
    const other = this.#files.get(name)
    if (!isFileTarget(name)) this.#failed.push({ name, sentence: nameRefused(name) })
    else if (other === undefined) this.#files.set(name, file)
    else if (other.path !== file.path) this.#failed.push({ name, sentence: `${other.path} and ${file.path} would have the same name.` })
  }
}

const nameRefused = (name: string): string =>
  name.split('/').some(part => part.startsWith('.'))
    ? 'A name that begins with a dot is hidden, and no shelf has such. Give another with --as.'
    : 'No file on a shelf can be called so, since not every system could have it. Give another name with --as.'
