// Where fetched files may come to lie. Their names are the hub's, so nobody trusts them: nothing is written outside the folder, through a link,
// over another file, or over what only looks like a part of one.
import { lstat, mkdir, mkdtemp, rm } from 'node:fs/promises'
import { basename, dirname, join, resolve } from 'node:path'
import { PartylineError } from '../../client/error.ts'
import { saveTo } from '../../client/node.ts'
import type { FileSink } from '../../client/transfers/api.ts'
import { isFileTarget } from '../../protocol/file-names.ts'

export type Landed = {
  readonly path: string
  readonly sink: FileSink
  /** Whether just this content was there already. */
  wasThere(): boolean
  /** Whether an earlier run has left a part of it. */
  readonly isGoingOn: boolean
}

const unsafeOnWindows = /[<>:"|?*]/

export class Landing {
  readonly folder: string
  readonly #replaces: boolean
  readonly #platform: NodeJS.Platform
  /** By name without regard to case: what has been given a place in this run. */
  readonly #taken = new Map<string, string>()
  #ignoresCase: Promise<boolean> | undefined

  constructor(folder: string, { force = false, platform = process.platform }: { force?: boolean; platform?: NodeJS.Platform } = {}) {
    this.folder = resolve(folder)
    this.#replaces = force
    this.#platform = platform
  }

  /** The place of a file by its own name, below the folder. Throws `unsafe-name`, `exists-here`, `in-the-way`. */
  async place(name: string): Promise<Landed> {
    if (!isFileTarget(name) || (this.#platform === 'win32' && unsafeOnWindows.test(name)))
      throw new PartylineError('unsafe-name', 'It cannot be saved under this name here. Give another with --to.')
    await this.#takeName(name)
    const path = join(this.folder, ...name.split('/'))
    for (let above = dirname(path); above.length > this.folder.length; above = dirname(above)) {
      const found = await lookAt(above)
      if (found !== undefined && !found.isDirectory())
        throw new PartylineError('in-the-way', `${above} is in the way: it is ${found.isSymbolicLink() ? 'a link' : 'no folder'}.`)
    }
    return this.at(path)
  }

  /** A place that the person has chosen. Throws `in-the-way`. */
  async at(path: string): Promise<Landed> {
    const part = await lookAt(`${path}.part`)
    const note = await lookAt(`${path}.part.json`)
    const isOwn = part === undefined || (part.isFile() && part.nlink === 1 && (part.size === 0 || note?.isFile() === true))
    if (!isOwn && !(this.#replaces && part.isFile()))
      throw new PartylineError(
        'in-the-way',
        `${path}.part is in the way, and is not known to be a part of this file. Remove it and try again.`,
      )
    if (note !== undefined && !note.isFile())
      throw new PartylineError('in-the-way', `${path}.part.json is in the way. Remove it and try again.`)
    const saving = saveTo(path, { ifTaken: this.#replaces ? 'replace' : 'refuse' })
    let there = false
    const sink: FileSink = {
      write: (chunk, at) => saving.write(chunk, at),
      close: () => saving.close?.(),
      abort: reason => saving.abort?.(reason),
      begin: coming => saving.begin?.(coming),
      resume: async hash => saving.resume?.(hash),
      has: async coming => {
        there = await this.#has(saving, path, coming)
        return there
      },
      ...(saving.hash !== undefined && { hash: saving.hash.bind(saving) }),
    }
    return { path, sink, wasThere: () => there, isGoingOn: part !== undefined && part.size > 0 && note !== undefined }
  }

  async #has(saving: FileSink, path: string, coming: Parameters<NonNullable<FileSink['has']>>[0]): Promise<boolean> {
    const there = await Promise.resolve(saving.has?.(coming) ?? false).catch(thrown => {
      throw thrown instanceof PartylineError && thrown.code === 'exists' ? otherFile(path) : thrown
    })
    // While nobody knows the content that is coming, a file that has the name is another one.
    if (!there && !this.#replaces && (await lookAt(path)) !== undefined) throw otherFile(path)
    return there
  }

  /** On many systems `A.txt` and `a.txt` are one file. */
  async #takeName(name: string): Promise<void> {
    const folded = name.normalize('NFC').toLowerCase()
    const other = this.#taken.get(folded)
    if (other === undefined) this.#taken.set(folded, name)
    else if (other !== name && (await this.#isCaseless()))
      throw new PartylineError('exists-here', `It would lie in the same place here as ${other}. Fetch it alone, with --to.`)
  }

  #isCaseless(): Promise<boolean> {
    this.#ignoresCase ??= ignoresCase(this.folder)
    return this.#ignoresCase
  }
}

const otherFile = (path: string): PartylineError =>
  new PartylineError('exists-here', `There is another file at ${path}. --force replaces it; --to saves elsewhere.`)

const lookAt = (path: string) => lstat(path).catch(() => undefined)

async function ignoresCase(folder: string): Promise<boolean> {
  await mkdir(folder, { recursive: true })
  const probe = await mkdtemp(join(folder, '.partyline-case-'))
  try {
    return (await lookAt(join(folder, basename(probe).toUpperCase()))) !== undefined
  } finally {
    await rm(probe, { recursive: true, force: true })
  }
}
