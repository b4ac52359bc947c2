// The terminal while the screen has it: keys one by one, pastes as a whole, news of being looked at. It is given back as it was on
// every way out.
import type { ReadStream, WriteStream } from 'node:tty'
import { type Key, KeyReader } from './keys.ts'

const on = '\u001b[?2004h\u001b[?1004h'
const off = '\u001b[?2004l\u001b[?1004l'
/** Also what ink may not have come to: out of the alternate screen, cursor shown, colours off. */
const wholeOff = `${off}\u001b[?1049l\u001b[?25h\u001b[0m`
/** A lone Escape is one when nothing follows so soon; over a slow line the rest of a key may lag. */
const escapeMs = 40

export class Terminal implements Disposable {
  readonly #input: ReadStream
  readonly #output: WriteStream
  readonly #reader = new KeyReader()
  readonly #pressed: (key: Key) => void
  #timer: NodeJS.Timeout | undefined
  #isTaken = true

  constructor(input: ReadStream, output: WriteStream, pressed: (key: Key) => void) {
    this.#input = input
    this.#output = output
    this.#pressed = pressed
    input.setEncoding('utf8')
    input.setRawMode(true)
    input.on('data', this.#read)
    output.write(on)
    // The last chance of a crash.
    process.on('exit', this.#giveBackWhole)
  }

  [Symbol.dispose](): void {
    if (!this.#isTaken) return
    this.#isTaken = false
    clearTimeout(this.#timer)
    process.off('exit', this.#giveBackWhole)
    this.#input.off('data', this.#read)
    this.#input.pause()
    try {
      this.#output.write(off)
      this.#input.setRawMode(false)
    } catch {
      // The window is gone, and its settings with it.
    }
  }

  #read = (chunk: string | Buffer): void => {
    clearTimeout(this.#timer)
    for (const key of this.#reader.push(String(chunk))) this.#pressed(key)
    if (this.#reader.isWaiting) {
      this.#timer = setTimeout(() => {
        for (const key of this.#reader.flush()) this.#pressed(key)
      }, escapeMs)
    }
  }

  #giveBackWhole = (): void => {
    try {
      this.#output.write(wholeOff)
      this.#input.setRawMode(false)
    } catch {
      // As above.
    }
  }
}
