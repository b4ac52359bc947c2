// How far a transfer is: one line with a bar, the size, the speed of the last seconds and the time that is left.
// Our own and not cli-progress, whose bars own the cursor: this line lives above the prompt and is drawn together with it.
import { writeBytes, writeSpan } from '../amounts.ts'

const windowMs = 5_000
const barCells = 24

type Sample = { readonly at: number; readonly done: number }

export class Meter {
  readonly #title: string
  readonly #total: number
  #samples: Sample[]
  #done: number

  /** `done` of `total` bytes were there before; `at` is a steady count of milliseconds. */
  constructor(title: string, total: number, done: number, at: number) {
    this.#title = title
    this.#total = total
    this.#done = done
    this.#samples = [{ at, done }]
  }

  moved(bytes: number): void {
    this.#done += bytes
  }

  /** The line at this moment, of at most `columns` columns. */
  line(at: number, columns: number): string {
    this.#samples = [
      ...this.#samples.filter((sample, index) => at - sample.at <= windowMs || index === this.#samples.length - 1),
      { at, done: this.#done },
    ]
    const first = this.#samples[0] ?? { at, done: this.#done }
    const bytesPerSecond = at > first.at ? ((this.#done - first.done) * 1_000) / (at - first.at) : 0
    const part = this.#total === 0 ? 1 : Math.min(1, this.#done / this.#total)
    const left = bytesPerSecond > 0 ? `${writeSpan((this.#total - this.#done) / bytesPerSecond)} left` : '-:-- left'
    const figures = `${String(Math.floor(part * 100)).padStart(3)}%  ${writeBytes(this.#done)} of ${writeBytes(this.#total)}  ${writeBytes(bytesPerSecond)}/s  ${left}`
    const cells = Math.round(part * barCells)
    const bar = `[${'#'.repeat(cells)}${'-'.repeat(barCells - cells)}] `
    const room = columns - figures.length - 2
    const title = cutToColumns(this.#title, Math.max(12, room - bar.length))
    const whole = room - bar.length >= 12 ? `${title} ${bar}${figures}` : `${title} ${figures}`
    return cutToColumns(whole, columns)
  }
}

/** At most so many columns; what is not plain ASCII may take two. */
export function cutToColumns(text: string, columns: number): string {
  let width = 0
  let kept = ''
  for (const character of text) {
    width += character <= '~' ? 1 : 2
    if (width > columns) return kept
    kept += character
  }
  return kept
}
