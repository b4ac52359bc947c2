// The face that a person sees: what is said appears above the line that is being typed, which stays as it is. A transfer's state
// has a line of its own between the two: it is part of the prompt, so that both are drawn and cleared together.
import { clearScreenDown, createInterface, cursorTo, type Interface, moveCursor } from 'node:readline'
import type { ReadStream, WriteStream } from 'node:tty'
import { visible } from '../visible.ts'
import type { Face, Said } from './face.ts'
import { cutToColumns, type Meter } from './meter.ts'
import type { Paint } from './paint.ts'

/** Where nothing is said of the room it is the lobby. */
const promptIn = (room: string): string => (room === '#lobby' ? 'You: ' : `You in ${room}: `)
const redrawMs = 200
/** Shorter transfers are over before anybody could read their state. */
const firstDrawMs = 150

/** What the user does. */
export type Hands = {
  readonly typed: (line: string) => void
  /** Ctrl-C */
  readonly interrupted: () => void
  /** Ctrl-D */
  readonly ended: () => void
  readonly complete: (line: string) => [string[], string]
}

/** How many rows readline believes to be above the cursor; the documentation does not name it. */
type Drawn = Interface & { prevRows?: number }
/** Asks the system how wide the terminal is, instead of waiting for the news; the documentation does not name it. */
type Sized = WriteStream & { _refreshSize?(): void }

export class Screen implements Face {
  readonly isPerson = true
  readonly #output: Sized
  readonly #input: ReadStream
  readonly #readline: Drawn
  readonly #paint: Paint
  #meter: Meter | undefined
  #timer: NodeJS.Timeout | undefined
  #state = ''
  #prompt = promptIn('#lobby')
  #isClosed = false

  constructor(input: ReadStream, output: WriteStream, paint: Paint, hands: Hands) {
    this.#input = input
    this.#output = output
    this.#paint = paint
    // Before readline hears of it: a terminal that wraps its lines anew has moved what readline is about to clear.
    output.on('resize', this.#measure)
    this.#readline = createInterface({
      input,
      output,
      terminal: true,
      prompt: this.#prompt,
      historySize: 1_000,
      removeHistoryDuplicates: true,
      completer: hands.complete,
    })
    input.prependListener('keypress', this.#beforeKey)
    this.#readline.on('line', line => {
      hands.typed(line)
      this.#draw()
    })
    this.#readline.on('SIGINT', hands.interrupted)
    this.#readline.on('close', () => {
      if (this.#isClosed) return
      this.close()
      hands.ended()
    })
    this.#readline.prompt()
  }

  hub(line: string, said: Said): void {
    // A transfer's own lines are told in words by its notes.
    if (said !== 'transfer') this.#above(this.#paint(visible(line), said))
  }

  note(sentence: string): void {
    this.#above(this.#paint(`-- ${visible(sentence)}`, 'note'))
  }

  wrong(sentence: string): void {
    this.#above(this.#paint(visible(sentence), 'wrong'))
  }

  watch(meter?: Meter): void {
    clearTimeout(this.#timer)
    this.#meter = meter
    if (meter === undefined) this.#setState('')
    else this.#timer = setTimeout(() => this.#tick(), firstDrawMs)
  }

  moved(room: string): void {
    const prompt = promptIn(visible(room))
    if (this.#isClosed || prompt === this.#prompt) return
    this.#clear()
    this.#prompt = prompt
    this.#draw()
  }

  async drained(): Promise<void> {}

  /** Gives the terminal back as it was. */
  close(): void {
    if (this.#isClosed) return
    this.#clear()
    this.#isClosed = true
    clearTimeout(this.#timer)
    this.#output.off('resize', this.#measure)
    this.#input.off('keypress', this.#beforeKey)
    this.#readline.close()
  }

  #above(text: string): void {
    if (this.#isClosed) {
      this.#output.write(`${text}\n`)
      return
    }
    this.#clear()
    this.#output.write(`${text}\n`)
    this.#draw()
  }

  #tick(): void {
    if (this.#meter === undefined) return
    this.#setState(cutToColumns(visible(this.#meter.line(performance.now(), this.#output.columns - 1)), this.#output.columns - 1))
    this.#timer = setTimeout(() => this.#tick(), redrawMs)
  }

  #setState(state: string): void {
    if (this.#isClosed || state === this.#state) return
    this.#clear()
    this.#state = state
    this.#draw()
  }

  /** Clears the state and the line being typed; the cursor is where they began. */
  #clear(): void {
    this.#output._refreshSize?.()
    const { rows } = this.#readline.getCursorPos()
    if (rows > 0) moveCursor(this.#output, 0, -rows)
    cursorTo(this.#output, 0)
    clearScreenDown(this.#output)
    this.#readline.prevRows = 0
  }

  #draw(): void {
    if (this.#isClosed) return
    this.#readline.setPrompt(this.#state === '' ? this.#prompt : `${this.#paint(this.#state, 'transfer')}\n${this.#prompt}`)
    this.#readline.prompt(true)
  }

  /** Readline loses count when a pasted text wraps, and when the width changes. The cursor's real place is known. */
  #measure = (): void => {
    this.#readline.prevRows = this.#readline.getCursorPos().rows
  }

  #beforeKey = (_text: string | undefined, key: { readonly name?: string } | undefined): void => {
    // The finished line stays on the screen, but not the state above it.
    if (key?.name === 'return' || key?.name === 'enter') this.#setState('')
    else this.#measure()
  }
}
