// A few lines at the lower end of a terminal that are drawn again and again, and vanish when it is over.
import type { WriteStream } from 'node:tty'
import { columnsOf } from '../connect/columns.ts'

const drawEveryMs = 200

export class Board implements Disposable {
  readonly #stream: WriteStream
  readonly #view: (columns: number, rows: number) => readonly string[]
  readonly #timer: NodeJS.Timeout
  #drawn: readonly string[] = []

  /** `view` answers lines of at most `columns` columns, and at most `rows` of them. */
  constructor(stream: WriteStream, view: (columns: number, rows: number) => readonly string[]) {
    this.#stream = stream
    this.#view = view
    this.#timer = setInterval(() => this.#draw(), drawEveryMs)
    stream.on('resize', this.#resized)
  }

  /** A line that stays. */
  say(line: string): void {
    this.#stream.write(`${this.#away()}${line}\n`)
    this.#drawn = []
    this.#draw()
  }

  [Symbol.dispose](): void {
    clearInterval(this.#timer)
    this.#stream.off('resize', this.#resized)
    this.#stream.write(this.#away())
    this.#drawn = []
  }

  readonly #resized = (): void => this.#draw()

  #draw(): void {
    // In the last column some terminals go on in the next line.
    const lines = this.#view(Math.max(1, this.#stream.columns - 1), Math.max(1, this.#stream.rows - 1))
    this.#stream.write(`${this.#back()}${lines.map(line => `${line}\u001b[K`).join('\n')}\u001b[J`)
    this.#drawn = lines
  }

  /** To where the first line begins, however the window has broken them anew. */
  #back(): string {
    const rows = this.#drawn.reduce((sum, line) => sum + Math.max(1, Math.ceil(columnsOf(plain(line)) / this.#stream.columns)), 0)
    return rows > 1 ? `\r\u001b[${rows - 1}A` : '\r'
  }

  #away(): string {
    return this.#drawn.length === 0 ? '' : `${this.#back()}\u001b[J`
  }
}

const plain = (line: string): string => line.replaceAll(/\u001b\[[0-9;]*m/g, '')
