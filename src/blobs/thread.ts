// The main thread's side of the file thread. It starts with the first file that is listed or hashed.

import { Worker } from 'node:worker_threads'
import type { BlobRow, Looked } from '../hub/ports.ts'
import { limits } from '../protocol/limits.ts'
import { Refusal } from '../protocol/refusals.ts'

export type FileTask =
  | { readonly task: 'look'; readonly id: number; readonly names: readonly string[] }
  | { readonly task: 'list'; readonly id: number; readonly after: string; readonly most: number }
  /** Hash the file up to byte `to`; with `finish` answer the hash when that is reached. */
  | {
      readonly task: 'feed'
      readonly id: number
      readonly fd: number
      readonly to: number
      readonly finish: boolean
    }
  /** The CRC-32 of the bytes between. */
  | { readonly task: 'crc'; readonly id: number; readonly fd: number; readonly from: number; readonly to: number }
  | { readonly task: 'drop'; readonly id: number }

export type FileTaskDone = {
  readonly id: number
  readonly value?: string | number | BlobRow[] | Looked | undefined
  readonly failed?: string
}

/** The hash of a file while it grows, or of one that is there. */
export type Hashing = {
  /** Goes on up to byte `to`. */
  feed(to: number): void
  /** The SHA-256 of the first `to` bytes, in hex. */
  finish(to: number): Promise<string>
  drop(): void
}

type Waiting = { readonly resolve: (value: never) => void; readonly reject: (reason: Error) => void }

export class FileThread {
  readonly #root: string
  #worker: Worker | undefined
  #nextId = 1
  readonly #waiting = new Map<number, Waiting>()

  constructor(root: string) {
    this.#root = root
  }

  list(after: string, most: number): Promise<BlobRow[]> {
    const id = this.#nextId++
    return this.#answerTo(id, { task: 'list', id, after, most })
  }

  look(names: readonly string[]): Promise<Looked> {
    const id = this.#nextId++
    return this.#answerTo(id, { task: 'look', id, names })
  }

  crc(fd: number, from: number, to: number): Promise<number> {
    const id = this.#nextId++
    return this.#answerTo(id, { task: 'crc', id, fd, from, to })
  }

  /** Hashes what stands behind `fd`. */
  hash(fd: number): Hashing {
    const id = this.#nextId++
    let begun = false
    const post = (to: number): void => {
      begun = true
      this.#post({ task: 'feed', id, fd, to, finish: false })
    }
    return {
      feed: post,
      finish: to => {
        begun = true
        return this.#answerTo(id, { task: 'feed', id, fd, to, finish: true })
      },
      drop: () => {
        this.#waiting.get(id)?.reject(new Error('The hash is not wanted any more.'))
        this.#waiting.delete(id)
        if (begun) this.#worker?.postMessage({ task: 'drop', id } satisfies FileTask)
      },
    }
  }

  async close(): Promise<void> {
    await this.#worker?.terminate()
  }

  #answerTo<T extends string | number | BlobRow[] | Looked>(id: number, task: FileTask): Promise<T> {
    return new Promise((resolve, reject) => {
      this.#waiting.set(id, { resolve: resolve as (value: never) => void, reject })
      this.#post(task)
    })
  }

  #post(task: FileTask): void {
    this.#worker ??= this.#start()
    this.#worker.postMessage(task)
  }

  #start(): Worker {
    const file = import.meta.url.endsWith('.ts') ? './worker.ts' : './worker.js'
    const worker = new Worker(new URL(file, import.meta.url), {
      workerData: { root: this.#root },
      resourceLimits: { maxYoungGenerationSizeMb: limits.fileThreadNurseryMegabytes },
    })
    worker.on('message', ({ id, value, failed }: FileTaskDone) => {
      const waiting = this.#waiting.get(id)
      this.#waiting.delete(id)
      if (failed === undefined) waiting?.resolve(value as never)
      else waiting?.reject(new Refusal('storage-failed', "The hub's disk could not be read. Try again later.", { cause: failed }))
    })
    // A dead file thread fails what it was asked; the next task starts another.
    worker.on('error', thrown => this.#fail(worker, thrown))
    worker.on('exit', () => this.#fail(worker, new Error('The file thread ended.')))
    worker.unref()
    return worker
  }

  #fail(worker: Worker, cause: unknown): void {
    if (this.#worker !== worker) return
    this.#worker = undefined
    for (const { reject } of this.#waiting.values()) reject(new Refusal('internal', undefined, { cause }))
    this.#waiting.clear()
  }
}
