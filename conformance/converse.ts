// Plays a conversation: everybody in it on a carrier of their own, one step after the other. At the end nobody may have heard anything that the
// conversation does not tell of.
import { setMaxListeners } from 'node:events'
import type { Carrier, Casting } from './casting.ts'
import { TimedOut } from './connection.ts'
import type { Conversation, Report, Step } from './conversation.ts'
import { FrameGuest } from './doors/frame-guest.ts'
import { LineGuest } from './doors/line-guest.ts'
import { type Guest, isPassing } from './doors/vocabulary.ts'
import type { Address, Doors } from './doors/wires.ts'
import { Mismatch } from './listener.ts'
import { checkAnswer, compareTold, expectSame, question } from './questions.ts'
import { Scene } from './scene.ts'

export type ConversationTarget = {
  line: Address
  web: Address | undefined
  timeoutMs: number
  /** Given when the runner can stop the hub and start it again on the same data. */
  restart?: (() => Promise<{ line: Address; web: Address | undefined }>) | undefined
}

type Of<D extends Step['does']> = Extract<Step, { does: D }>

const dialogueLinesKept = 14
const lineCharactersShown = 240

/** Throws a `Mismatch` at the first thing that is not as written. */
export async function converse(conversation: Conversation, casting: Casting, target: ConversationTarget): Promise<void> {
  await new Converse(conversation, casting, target).run()
}

class Converse {
  readonly #conversation: Conversation
  readonly #casting: Casting
  readonly #target: ConversationTarget
  readonly #scene: Scene
  readonly #signal: AbortSignal
  readonly #guests = new Map<string, Guest>()
  readonly #dialogue: string[] = []
  #hub: { line: Address; web: Address | undefined }

  constructor(conversation: Conversation, casting: Casting, target: ConversationTarget) {
    this.#conversation = conversation
    this.#casting = casting
    this.#target = target
    this.#hub = target
    this.#scene = new Scene(new Set(casting.carriers.keys()))
    this.#signal = AbortSignal.timeout(target.timeoutMs)
    setMaxListeners(0, this.#signal)
  }

  async run(): Promise<void> {
    let step: Step | undefined
    try {
      for (step of this.#conversation.steps) await this.#play(step)
      for (const guest of this.#guests.values()) await this.#expectSilence(guest)
    } catch (fault) {
      throw this.#report(fault, step)
    } finally {
      for (const guest of this.#guests.values()) guest.cut()
    }
  }

  async #play(step: Step): Promise<void> {
    if (step.does === 'restart') return this.#restart()
    for (const who of step.who) await this.#playFor(who, step)
  }

  async #playFor(who: string, step: Step): Promise<void> {
    switch (step.does) {
      case 'restart':
        return
      case 'arrive':
        return this.#cast(who).arrive(this.#scene.nameOf(who))
      case 'keep token':
        return this.#of(who).keepToken()
      case 'cut':
        return this.#of(who).cut()
      case 'come back':
        return this.#comeBack(who, step)
      case 'act':
        return this.#act(who, step)
      case 'hear':
        return this.#hear(this.#of(who), step.report)
      case 'hear nothing':
        return this.#expectNothing(this.#of(who))
      case 'notice':
        return this.#notice(who, step)
      case 'notice count':
        return this.#of(who).ears.noticed(
          step.text,
          it => it.notice === 'present' && it.place === this.#scene.place(step.place) && it.count === step.count,
        )
      case 'read':
      case 'read log':
      case 'search':
      case 'read topic':
      case 'see people':
      case 'see members':
      case 'see room':
      case 'unread':
        return question(this.#of(who), step, this.#scene, this.#signal)
      default:
        return step satisfies never
    }
  }

  #cast(who: string): Guest {
    if (this.#guests.has(who)) throw new Error(`${who} has arrived already`)
    const guest = guestOn(this.#casting.carriers.get(who) ?? 'lines', who, this.#doors())
    this.#guests.set(who, guest)
    return guest
  }

  /** A hub that was started again may be found elsewhere. */
  #doors(): Doors {
    const hub = (): { line: Address; web: Address | undefined } => this.#hub
    return {
      get line() {
        return hub().line
      },
      get web() {
        return hub().web
      },
      signal: this.#signal,
      said: line => this.#said(line),
    }
  }

  async #restart(): Promise<void> {
    if (this.#target.restart === undefined) throw new Error('the runner cannot stop this hub')
    this.#hub = await this.#target.restart()
  }

  async #comeBack(who: string, { seen }: Of<'come back'>): Promise<void> {
    const name = await this.#of(who).comeBack(
      seen === undefined ? undefined : { place: this.#scene.place(seen.place), seq: this.#scene.seqOf(seen.place, seen.of) },
    )
    expectSame(this.#scene.nameOf(who), name)
  }

  async #act(who: string, { deed, id, isAgain, isCut, refused }: Of<'act'>): Promise<void> {
    const own = id === undefined ? {} : { id }
    const asked = { ...this.#scene.asked(deed), ...own, ...(isAgain === true && { again: true }) }
    const guest = this.#of(who)
    if (isCut) return guest.askAndBreak(asked)
    const answer = await guest.ask(asked)
    checkAnswer(answer, refused, () => {})
    if (answer.refused !== undefined) return
    const place =
      deed.deed === 'tell' ? this.#scene.place(`@${[who, ...(deed.people ?? [])].join(',')}`) : 'place' in asked ? asked.place : ''
    const key = id === undefined ? [deed.deed, place, deed.of, deed.emoji, who].join(' ') : `${who} ${id}`
    if (deed.deed === 'make') this.#scene.made(place)
    if (answer.place !== undefined) this.#scene.entered(answer.place, answer.last)
    if (isAgain === true) {
      if (answer.again === false) throw new Mismatch('expected: stored before\ngot:      stored now')
      this.#scene.expectSame(key, answer.seq)
    } else if (isAgain === 'perhaps' && answer.again === true)
      this.#scene.heard(
        place,
        { kind: 'message', author: this.#scene.nameOf(who), ...(answer.seq !== undefined && { seq: answer.seq }) },
        deed,
      )
    else if (grows.has(deed.deed)) {
      if (answer.again === true) throw new Mismatch('expected: stored now\ngot:      stored before')
      this.#scene.grown(place, answer.seq, deed, key)
    }
  }

  async #hear(guest: Guest, report: Report): Promise<void> {
    const place = this.#scene.place(report.deed.place ?? '')
    const expected = this.#scene.told(report)
    const got = await guest.ears.next(
      place,
      `${JSON.stringify(expected)} in ${place}`,
      told => place !== '#lobby' || this.#scene.isOurs(told.author),
    )
    await compareTold(guest, place, expected, got)
    this.#scene.heard(place, got, report.deed)
  }

  async #notice(who: string, { notice, other, place, text }: Of<'notice'>): Promise<void> {
    if (notice === 'go' && !this.#conversation.needs.includes('quiet hub')) return this.#expectGone(who, other)
    const name = this.#scene.nameOf(other)
    const where = place === '' ? '' : this.#scene.place(place)
    await this.#of(who).ears.noticed(text, it => it.notice === notice && it.name === name && (!('place' in it) || it.place === where))
  }

  /** In a crowd nobody is told who goes, so it is looked up until it is so. */
  async #expectGone(who: string, other: string): Promise<void> {
    for (;;) {
      const answer = await this.#of(who).ask({ ask: 'who', place: '#lobby' })
      if (answer.refused === undefined && !answer.names?.includes(this.#scene.nameOf(other))) return
      if (this.#signal.aborted) throw new TimedOut(`expected: ${other} has gone`)
    }
  }

  async #expectNothing(guest: Guest): Promise<void> {
    await guest.settle()
    const { told, notices } = guest.ears.unheard(one => this.#scene.isOurs(one.author))
    const odd = [...told, ...notices.filter(notice => !isPassing(notice))]
    if (odd.length > 0)
      throw new Mismatch(
        `expected: ${guest.who} has heard nothing more\ngot:      ${odd.map(one => JSON.stringify(one)).join('\n          ')}`,
      )
  }

  async #expectSilence(guest: Guest): Promise<void> {
    if (guest.ears.ended) return
    this.#said(`(over: is there anything that ${guest.who} has heard and nobody has told of?)`)
    await this.#expectNothing(guest)
  }

  #of(who: string): Guest {
    const guest = this.#guests.get(who)
    if (guest === undefined) throw new Error(`${who} has not arrived`)
    return guest
  }

  #said(line: string): void {
    this.#dialogue.push(line.length > lineCharactersShown ? `${line.slice(0, lineCharactersShown)}...` : line)
    if (this.#dialogue.length > dialogueLinesKept) this.#dialogue.shift()
  }

  #report(fault: unknown, step: Step | undefined): Mismatch {
    const { file, at } = this.#conversation
    const where = step === undefined ? `${file}:${at}` : `${file}:${step.at}: ${step.text}`
    const isLate = fault instanceof TimedOut || this.#signal.aborted
    const said = fault instanceof Error ? fault.message : String(fault)
    const what = isLate ? `${said}\nnothing more came within ${this.#target.timeoutMs} ms` : said
    const talk = this.#dialogue.map(line => `  | ${line}`)
    return new Mismatch([`${where} (${this.#casting.name})`, what, 'what was said last:', ...talk].join('\n'), { cause: fault })
  }
}

/** Deeds that make an entry; `make` and `join` tell where the log ends by themselves. */
const grows: ReadonlySet<string> = new Set([
  'leave',
  'invite',
  'topic',
  'rename',
  'archive',
  'open',
  'say',
  'tell',
  'answer',
  'edit',
  'delete',
  'react',
  'take back',
])

const guestOn = (carrier: Carrier, who: string, doors: Doors): Guest =>
  carrier === 'lines' ? new LineGuest(who, doors) : new FrameGuest(who, doors, carrier)
