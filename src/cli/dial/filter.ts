// The face that a script sees: what the hub said on the output, line by line; what went wrong on the error output. No prompt, no
// colours, no bars.
import { once } from 'node:events'
import type { Writable } from 'node:stream'
import { inputLines } from '../stdin-lines.ts'
import { visible } from '../visible.ts'
import type { Face, Said } from './face.ts'
import type { ToDo } from './to-do.ts'
import { jobOf, type Places } from './typed.ts'

export class Filter implements Face {
  readonly isPerson = false
  readonly #output: Writable
  readonly #errors: Writable

  constructor(output: Writable, errors: Writable) {
    this.#output = output
    this.#errors = errors
  }

  hub(line: string, _said: Said): void {
    this.#output.write(`${visible(line)}\n`)
  }

  note(sentence: string): void {
    this.#errors.write(`-- ${visible(sentence)}\n`)
  }

  wrong(sentence: string): void {
    this.#errors.write(`partyline: ${visible(sentence)}\n`)
  }

  watch(): void {}

  moved(): void {}

  async drained(): Promise<void> {
    if (this.#output.writableNeedDrain) await once(this.#output, 'drain').catch(() => {})
  }
}

/** Sends each line of the input as it comes, no faster than they are answered. */
export async function feed(input: AsyncIterable<Buffer>, toDo: ToDo, places: Places, left: AbortSignal): Promise<void> {
  for await (const read of inputLines(input)) {
    const job = 'wrong' in read ? ({ kind: 'tell', sentence: read.wrong } as const) : jobOf(read.text, places, read.bytes)
    if (job === undefined) continue
    while (toDo.isFull && !left.aborted) await toDo.changes.next(left).catch(() => {})
    if (left.aborted) return
    toDo.add(job)
  }
  toDo.end()
}
