// Acts a transcript out against a hub: opens its connections, sends its bytes whole or cut, and has every answer compared. Strict: what
// nobody asked for is a fault, except the comings and goings of other people.
import { setMaxListeners } from 'node:events'
import { Connection, TimedOut } from './connection.ts'
import { type Cutter, cutAt, onePacketPerByte, Pacer, whole } from './cuts.ts'
import { Listener, Mismatch } from './listener.ts'
import { layOnShelf } from './shelf.ts'
import { abridged } from './show.ts'
import { bytesMade, bytesOf, Scope } from './template.ts'
import type { Step, Transcript } from './transcript.ts'

export type Target = {
  host: string
  port: number
  /** How long one play of a transcript may take. */
  timeoutMs: number
  /** Other people are talking on this hub: their chat is passed over. */
  isBusy: boolean
  /** The hub's folder of files, when the runner can write in it. */
  shelfFolder?: string | undefined
  /** Given when the runner can stop the hub and start it again on the same data. */
  hub?: { stop: () => Promise<void>; start: () => Promise<{ port: number }> } | undefined
}

const dialogueLinesKept = 12
const greeting =
  'Welcome to Partyline. You are <name:given>. Type a message, or: status, list, get \\<file>, put \\<file> \\<bytes>, help, exit.'

/** Plays a transcript in all its variations (`each:`, `cuts:`) and throws a `Mismatch` at the first thing that is not as written. */
export async function play(transcript: Transcript, target: Target): Promise<void> {
  for (const value of transcript.each?.values ?? ['']) {
    const longest = await new Play(transcript, target, value, whole).run()
    if (transcript.cuts.includes('one-byte packets')) await new Play(transcript, target, value, onePacketPerByte).run()
    if (!transcript.cuts.includes('at every byte')) continue
    for (let at = 1; at < longest; at += 1) await new Play(transcript, target, value, cutAt(at)).run()
  }
}

class Play {
  readonly #transcript: Transcript
  readonly #target: Target
  readonly #variation: string
  readonly #cutter: Cutter
  readonly #scope = new Scope()
  readonly #signal: AbortSignal
  readonly #connections = new Map<string, { connection: Connection; listener: Listener }>()
  readonly #dialogue: string[] = []
  readonly #given: string[] = []
  #pacer: Pacer | undefined
  #stopping: Promise<void> = Promise.resolve()
  #port: number
  #longest = 0

  constructor(transcript: Transcript, target: Target, value: string, cutter: Cutter) {
    this.#transcript = transcript
    this.#target = target
    this.#port = target.port
    this.#cutter = cutter
    this.#variation = `${value === '' ? '' : `, with ${transcript.each?.label} = ${value}`}${cutter.name}`
    this.#signal = AbortSignal.timeout(target.timeoutMs)
    setMaxListeners(0, this.#signal)
    for (const { label, content } of transcript.lets) this.#scope.set(label, bytesMade(content, this.#scope))
    if (transcript.each !== undefined) this.#scope.set(transcript.each.label, bytesOf(value, this.#scope))
  }

  /** Returns the length of the longest piece that was sent at once. */
  async run(): Promise<number> {
    let step: Step | undefined
    try {
      for (const entry of this.#transcript.shelf) await layOnShelf(this.#target.shelfFolder, entry, this.#scope)
      if (this.#cutter !== whole) this.#pacer = await Pacer.open(this.#target.host, this.#port, this.#signal)
      for (step of this.#transcript.steps) await this.#act(step)
      for (const { connection, listener } of this.#connections.values()) await this.#expectSilence(connection, listener)
      for (const { connection, listener } of this.#connections.values()) await this.#leave(connection, listener)
    } catch (fault) {
      throw this.#report(fault, step)
    } finally {
      for (const { connection } of this.#connections.values()) connection.destroy()
      this.#pacer?.close()
    }
    return this.#longest
  }

  async #act(step: Step): Promise<void> {
    switch (step.does) {
      case 'open':
        return this.#open(step.who, step.as)
      case 'dial':
        return void (await this.#dial(step.who))
      case 'send':
        return this.#send(this.#of(step.who).connection, bytesOf(step.bytes, this.#scope))
      case 'expect line':
        for (let time = 0; time < step.times; time += 1) await this.#of(step.who).listener.expectLine(step.pattern)
        return
      case 'expect table':
        return this.#of(step.who).listener.expectTable(step.pattern)
      case 'has row':
      case 'has no row':
      case 'every row':
        return this.#of(step.who).listener.checkRows(step.does, step.pattern)
      case 'expect bytes':
        return this.#of(step.who).listener.expectBytes(bytesOf(step.bytes, this.#scope))
      case 'skip':
        return this.#of(step.who).listener.skip(step.count)
      case 'fin':
        return this.#of(step.who).connection.fin()
      case 'reset':
        return this.#of(step.who).connection.reset()
      case 'closed':
        return step.before === undefined
          ? this.#of(step.who).listener.expectClosed()
          : this.#of(step.who).listener.expectClosedBefore(step.before)
      case 'write file':
        return layOnShelf(this.#target.shelfFolder, step.entry, this.#scope)
      case 'stop hub':
        return this.#stopHub()
      case 'start hub':
        return this.#startHub()
      default:
        return step satisfies never
    }
  }

  async #open(who: string, as: string): Promise<void> {
    const { connection, listener } = await this.#dial(who)
    const given = (await listener.expectLine(greeting)).get('given') ?? ''
    this.#scope.set(`${who}.name`, given)
    this.#given.push(given)
    if (as === '') return
    connection.send(Buffer.concat([Buffer.from('/name '), bytesOf(as, this.#scope), Buffer.from('\n')]))
    await listener.expectLine(`NAME ${as}`)
  }

  async #dial(who: string): Promise<{ connection: Connection; listener: Listener }> {
    const before = this.#connections.get(who)
    if (before !== undefined && !before.connection.isDone) throw new Mismatch(`${who} is connected already`)
    const connection = await Connection.open(who, this.#target.host, this.#port, this.#signal)
    const stage = {
      scope: this.#scope,
      isPassedOver: (line: string) => this.#isPassedOver(line),
      heard: (what: string) => this.#heard(what),
    }
    const both = { connection, listener: new Listener(connection, stage) }
    this.#connections.set(who, both)
    this.#scope.set(`${who}.port`, String(connection.localPort))
    return both
  }

  async #send(connection: Connection, bytes: Buffer): Promise<void> {
    this.#longest = Math.max(this.#longest, bytes.length)
    this.#heard(`${connection.who}> ${abridged(bytes)}`)
    const [first, ...others] = this.#cutter.cut(bytes)
    if (first !== undefined) connection.send(first)
    for (const piece of others) {
      await this.#pacer?.untilHubHasRead()
      connection.send(piece)
    }
  }

  async #stopHub(): Promise<void> {
    if (this.#target.hub === undefined) throw new Error('the runner cannot stop this hub')
    this.#stopping = this.#target.hub.stop()
  }

  async #startHub(): Promise<void> {
    await this.#stopping
    this.#port = (await this.#target.hub?.start())?.port ?? this.#port
  }

  /** After the last step a connection must still live and nothing may have come that the transcript does not expect. */
  async #expectSilence(connection: Connection, listener: Listener): Promise<void> {
    if (connection.isDone || connection.isMidway) return
    if (connection.isFinSent) return listener.expectClosed()
    this.#heard(`(over; ${connection.who} asks for /limits, to see that nothing else came)`)
    connection.send(Buffer.from('/limits\n'))
    await listener.expectTable('LIMITS <rows>')
  }

  /** So that whoever is on the hub next is not told of people who left before. */
  async #leave(connection: Connection, listener: Listener): Promise<void> {
    if (connection.isDone || connection.isMidway) return
    connection.fin()
    await listener.awaitClosed()
  }

  #isPassedOver(line: string): boolean {
    const isOurs = line.includes(this.#scope.suffix) || this.#given.some(name => line.includes(` ${name} `))
    if (/^\* (\S+ joined|\S+ left|\S+ is now \S+)$/.test(line)) return !(this.#transcript.noticesExpected && isOurs)
    const [, doer, speaker] = /^\[#\S+\] (?:\* (\S+) |(\S+): )/.exec(line) ?? []
    const author = doer ?? speaker
    if (author === undefined) return false
    if (this.#transcript.chatPassedOver) return true
    return this.#target.isBusy && !isOurs && !this.#given.includes(author)
  }

  #of(who: string): { connection: Connection; listener: Listener } {
    const found = this.#connections.get(who)
    if (found === undefined) throw new Mismatch(`${who} has not connected`)
    return found
  }

  #heard(line: string): void {
    this.#dialogue.push(line)
    if (this.#dialogue.length > dialogueLinesKept) this.#dialogue.shift()
  }

  #report(fault: unknown, step: Step | undefined): Mismatch {
    const where =
      step === undefined ? `${this.#transcript.file}:${this.#transcript.at}` : `${this.#transcript.file}:${step.at}: ${step.text}`
    const isLate = fault instanceof TimedOut || this.#signal.aborted
    const what = isLate ? `nothing more came within ${this.#target.timeoutMs} ms` : fault instanceof Error ? fault.message : String(fault)
    const talk = this.#dialogue.map(line => `  | ${line}`)
    return new Mismatch([`${where}${this.#variation}`, what, 'what was said last:', ...talk].join('\n'), { cause: fault })
  }
}
