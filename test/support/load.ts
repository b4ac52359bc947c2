// Somebody who talks without end, and how long the others wait meanwhile.
import { Closed, type LineClient } from './line-client.ts'

/** Says `text` with a number before it, again and again with a bounded number in flight, until it is told to stop. */
export class Flood {
  /** Messages that were acknowledged. */
  said = 0
  readonly #client: LineClient
  readonly #text: string
  readonly #running: Promise<void>
  #over = false

  constructor(client: LineClient, text: string, together = 100) {
    this.#client = client
    this.#text = text
    this.#running = this.#run(together)
  }

  async stop(): Promise<void> {
    this.#over = true
    await this.#running
  }

  async #run(together: number): Promise<void> {
    while (!this.#over) {
      const lines = Array.from({ length: together }, (_, index) => `${this.said + index} ${this.#text}\n`)
      this.#client.send(lines.join(''))
      for (const line of lines) {
        const answer = await this.#client.reply()
        if (answer !== `${line.trimEnd()} ACK`) throw new Error(`In place of a receipt came ${answer.slice(0, 100)}`)
        this.#client.unasked.length = 0
      }
      this.said += together
    }
  }
}

/** Milliseconds from saying something to its acknowledgement: the median of so many times. */
export async function medianAnswerMs(client: LineClient, times = 31, line = 'ping'): Promise<number> {
  const spans: number[] = []
  for (let turn = 0; turn < times; turn++) {
    const begin = performance.now()
    const answer = await client.ask(line)
    if (answer !== `${line} ACK`) throw new Closed(answer)
    spans.push(performance.now() - begin)
    client.unasked.length = 0
  }
  return spans.sort((one, other) => one - other)[times >> 1] ?? 0
}
