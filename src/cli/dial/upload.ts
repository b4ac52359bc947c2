// `put`: a file of the user's onto the hub. It goes on with what the hub has already, over as many connections as it takes.
import { clientBounds } from '../../client/lines/bounds.ts'
import type { Answer } from '../../client/lines/replies.ts'
import { writeBytes } from '../amounts.ts'
import type { Face } from './face.ts'
import { Cancelled, Failed, Final } from './failures.ts'
import type { Transfer } from './jobs.ts'
import { LocalFile, putReadings } from './local-file.ts'
import { Meter } from './meter.ts'
import type { Wire } from './wire.ts'

export class Upload implements Transfer {
  readonly leavesEntry = true
  readonly title: string
  readonly #argument: string
  readonly #folder: string
  #file: LocalFile | undefined
  #isReadySaid = false
  #moved = 0

  /** `argument` is what stands after `put`. */
  constructor(argument: string, folder: string) {
    this.#argument = argument
    this.#folder = folder
    this.title = `put ${argument}`
  }

  get moved(): number {
    return this.#moved
  }

  stoppedNote(): string {
    return this.#moved > 0 ? `stopped; within a day the same \`${this.title}\` goes on where it stopped` : 'stopped'
  }

  async run(wire: Wire, face: Face, signal: AbortSignal): Promise<void> {
    this.#file ??= await LocalFile.find(putReadings(this.#argument), this.#folder)
    const file = this.#file
    const meter = new Meter(`reading ${file.name}`, file.bytes, 0, performance.now())
    face.watch(meter)
    const sha256 = await file.sha256(bytes => meter.moved(bytes), signal)
    face.watch()
    const answer = await this.#send(file, sha256, wire, face)
    face.watch()
    if (answer.answer === 'refused') {
      face.hub(answer.line, 'refused')
      throw new Failed(answer.line, { told: true })
    }
    if (answer.answer !== 'stored') throw new Final('The hub answered a put with something else.')
    face.hub(answer.line, 'transfer')
    if (answer.sha256 !== sha256) throw new Failed(`The hub says that it stored other bytes than \`${file.name}\` has. Put it again.`)
    face.note(`put \`${answer.name}\`, ${writeBytes(file.bytes)}, its SHA-256 is confirmed`)
  }

  async [Symbol.asyncDispose](): Promise<void> {
    await this.#file?.[Symbol.asyncDispose]()
    this.#file = undefined
  }

  async #send(file: LocalFile, sha256: string, wire: Wire, face: Face): Promise<Answer> {
    const ready = Promise.withResolvers<number>()
    const asked = wire.ask(`put "${file.name}" ${file.bytes}${file.rename ? ' rename' : ''} resume ${sha256}`, {
      ready: (offset, line) => {
        this.#sayReady(face, line, offset, file)
        ready.resolve(offset)
      },
    })
    const first = await Promise.race([ready.promise, asked])
    if (typeof first !== 'number') return first
    if (first > file.bytes) throw new Final('The hub has more of the file than there is.')
    try {
      if (await this.#stream(file, first, asked, wire, face)) {
        wire.allowSilence(clientBounds.sealSecondsMax)
        const answer = await asked
        wire.allowSilence(clientBounds.answerSecondsMax)
        return answer
      }
    } catch (error) {
      asked.catch(() => {})
      // The hub still waits for bytes that will not come.
      if (error instanceof Failed) wire.drop(new Cancelled())
      throw error
    }
    // Answered before the last byte: the hub might take the rest for lines, so this connection has had its day.
    wire.drop(new Cancelled())
    return asked
  }

  /** Sends the bytes from `offset` on; answers false if the hub did not wait for all of them. */
  async #stream(file: LocalFile, offset: number, asked: Promise<Answer>, wire: Wire, face: Face): Promise<boolean> {
    let isAnswered = false
    const answered = (): void => {
      isAnswered = true
    }
    asked.then(answered, answered)
    const meter = new Meter(this.title, file.bytes, offset, performance.now())
    face.watch(meter)
    for await (const piece of file.read(offset)) {
      if (isAnswered) return false
      await wire.write(piece)
      this.#moved += piece.length
      meter.moved(piece.length)
    }
    return true
  }

  #sayReady(face: Face, line: string, offset: number, { name, bytes }: LocalFile): void {
    if (this.#isReadySaid) return
    this.#isReadySaid = true
    face.hub(line, 'transfer')
    const whole = writeBytes(bytes)
    if (offset > 0 && offset === bytes) face.note(`put ${name}: the hub has all ${whole} already`)
    else face.note(`put ${name}: ${offset > 0 ? `going on after ${writeBytes(offset)} of ${whole}` : whole}`)
  }
}
