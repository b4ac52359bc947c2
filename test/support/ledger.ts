// What clients have sent and what was acknowledged to them: the book by which a hub is audited after a crash.
import { sha256Of } from './files.ts'
import { Random } from './random.ts'

/** What one connection said, in its order. Of `sent` the first `acknowledged` have their receipt. */
export type Stream = {
  readonly id: number
  readonly sent: string[]
  acknowledged: number
  /** What this connection was given, in its order: the messages of others, and receipts for its own. */
  readonly given: string[]
}

/** A file that somebody has begun to leave. */
export type LeftFile = {
  readonly name: string
  readonly bytes: number
  readonly sha256: string
  readonly contentSeed: number
  acknowledged: boolean
}

export class Ledger {
  readonly streams: Stream[] = []
  readonly files = new Map<string, LeftFile>()
  #acknowledgements = 0
  #nextId = 1
  #awaited = Number.POSITIVE_INFINITY
  #tell: () => void = () => undefined

  openStream(): Stream {
    const stream = { id: this.#nextId++, sent: [], acknowledged: 0, given: [] }
    this.streams.push(stream)
    return stream
  }

  openFile(bytes: number, random: Random): LeftFile {
    const contentSeed = random.between(0, 2 ** 31 - 1)
    const sha256 = sha256Of(contentOf({ bytes, contentSeed }))
    const file = { name: `file ${this.#nextId++}.bin`, bytes, sha256, contentSeed, acknowledged: false }
    this.files.set(file.name, file)
    return file
  }

  /** A message has been acknowledged, or something that weighs as much as so many. */
  count(weight = 1): void {
    this.#acknowledgements += weight
    if (this.#acknowledgements >= this.#awaited) this.#tell()
  }

  /** Settles when so much more has been acknowledged. */
  reached(more: number): Promise<void> {
    this.#awaited = this.#acknowledgements + more
    return new Promise(resolve => {
      this.#tell = resolve
    })
  }
}

export const contentOf = ({ bytes, contentSeed }: Pick<LeftFile, 'bytes' | 'contentSeed'>): Buffer => new Random(contentSeed).bytes(bytes)
