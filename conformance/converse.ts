// Plays a conversation: everybody in it on a carrier of their own, one step after the other. At the end nobody may have heard anything that the
// conversation does not tell of.
import { setMaxListeners } from 'node:events'
import type { Carrier, Casting } from './casting.ts'
import { TimedOut } from './connection.ts'
import type { Conversation, Report, Step } from './conversation.ts'
import { FrameGuest } from './doors/frame-guest.ts'
import { type Doors, LineGuest } from './doors/line-guest.ts'
import { type Answer, type Guest, isPassing, type Told } from './doors/vocabulary.ts'
import { Mismatch } from './listener.ts'
import { Scene } from './scene.ts'

export type ConversationTarget = {
  host: string
  port: number
  webPort: number
  timeoutMs: number
  /** Given when the runner can stop the hub and start it again on the same data. */
  restart?: (() => Promise<{ port: number; webPort: number }>) | undefined
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
  #ports: { port: number; webPort: number }

  constructor(conversation: Conversation, casting: Casting, target: ConversationTarget) {
    this.#conversation = conversation
    this.#casting = casting
    this.#target = target
    this.#ports = target
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
      case 'notice gap':
        return this.#of(who).ears.noticed(
          step.text,
          it => it.notice === 'gap' && it.place === this.#scene.place(step.place) && it.from === step.from && it.to === step.to,
        )
      case 'notice count':
        return this.#of(who).ears.noticed(
          step.text,
          it => it.notice === 'present' && it.place === this.#scene.place(step.place) && it.count === step.count,
        )
      case 'read':
        return this.#read(who, step)
      case 'search':
        return this.#search(who, step)
      case 'read topic': {
        const answer = await this.#of(who).ask({ ask: 'which topic', place: this.#scene.place(step.place) })
        return checkAnswer(answer, step.refused, () => expectSame(this.#scene.text(step.topic), answer.refused ?? answer.text))
      }
      case 'see people':
      case 'see members':
        return this.#seePeople(who, step)
      case 'see room':
        return this.#seeRoom(who, step)
      case 'unread':
        return this.#expectUnread(who, step)
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

  #doors(): Doors {
    const ports = (): { port: number; webPort: number } => this.#ports
    return {
      host: this.#target.host,
      get linePort() {
        return ports().port
      },
      get webPort() {
        return ports().webPort
      },
      signal: this.#signal,
      said: line => this.#said(line),
    }
  }

  async #restart(): Promise<void> {
    if (this.#target.restart === undefined) throw new Error('the runner cannot stop this hub')
    this.#ports = await this.#target.restart()
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
    await this.#compare(guest, place, expected, got)
    this.#scene.heard(place, got, report.deed)
  }

  /** Detail by detail, but for those that the carrier cannot say. */
  async #compare(guest: Guest, place: string, expected: Told, got: Told): Promise<void> {
    const mentions = await Promise.all((got.mentions ?? []).map(one => (typeof one === 'number' ? guest.nameOf(one, place) : one)))
    const plain = got.mentions === undefined ? got : { ...got, mentions: mentions.sort() }
    const compared = ({ seq: _, place: __, ...told }: Told): string =>
      JSON.stringify(
        Object.entries(told)
          .filter(([detail]) => !(guest.blind as ReadonlySet<string>).has(detail))
          .sort(),
      )
    expectSame(compared(expected), compared(plain))
  }

  async #notice(who: string, { notice, other, place, text }: Of<'notice'>): Promise<void> {
    const name = this.#scene.nameOf(other)
    const where = place === '' ? '' : this.#scene.place(place)
    await this.#of(who).ears.noticed(text, it => it.notice === notice && it.name === name && (!('place' in it) || it.place === where))
  }

  async #read(who: string, { place, page, rows, refused }: Of<'read'>): Promise<void> {
    const guest = this.#of(who)
    const of = page?.of === undefined ? {} : { seq: this.#scene.seqOf(place, page.of) }
    const answer = await guest.ask({
      ask: 'timeline',
      place: this.#scene.place(place),
      ...(page !== undefined && { page: { at: page.at, rows: page.rows, ...of } }),
    })
    checkAnswer(answer, refused, () => {})
    if (answer.refused === undefined) await this.#compareRows(guest, rows, answer.rows ?? [], place)
  }

  async #compareRows(guest: Guest, expected: readonly Report[], all: readonly Told[], place?: string): Promise<void> {
    const got = all.filter(row => row.place !== '#lobby' || this.#scene.isOurs(row.author))
    const shown = got.map(row => `\n          ${JSON.stringify(row)}`).join('')
    if (got.length !== expected.length) throw new Mismatch(`expected: ${expected.length} rows\ngot:      ${got.length}${shown}`)
    for (const [index, report] of expected.entries()) {
      const row = got[index]
      const where = report.deed.place ?? place ?? ''
      if (row === undefined) continue
      if (row.place !== undefined) expectSame(this.#scene.place(where), row.place)
      await this.#compare(guest, this.#scene.place(where), this.#scene.told(report, where), row)
      this.#scene.heard(this.#scene.place(where), row, report.deed)
    }
  }

  /** What was just said is found a moment later: it is asked again until the answer is right, or the time is up. */
  async #search(who: string, { words, rows }: Of<'search'>): Promise<void> {
    const guest = this.#of(who)
    for (;;) {
      const answer = await guest.ask({ ask: 'search', text: this.#scene.text(words) })
      const wrong = await this.#compareRows(guest, rows, answer.refused === undefined ? (answer.rows ?? []) : []).catch(
        (fault: Mismatch) => fault,
      )
      if (wrong === undefined) return
      if (this.#signal.aborted || !(wrong instanceof Mismatch)) throw wrong
    }
  }

  async #seePeople(who: string, { does, place, people, refused }: Of<'see people' | 'see members'>): Promise<void> {
    const answer = await this.#of(who).ask({ ask: does === 'see people' ? 'who' : 'members', place: this.#scene.place(place) })
    checkAnswer(answer, refused, () => {})
    if (answer.refused !== undefined) return
    expectSame(people.map(one => this.#scene.nameOf(one)).join(', '), (answer.names ?? []).join(', '))
  }

  async #seeRoom(who: string, { place, listed }: Of<'see room'>): Promise<void> {
    const answer = await this.#of(who).ask({ ask: 'rooms' })
    const found = answer.refused === undefined ? answer.rooms?.find(room => room.place === this.#scene.place(place)) : undefined
    const seen = found === undefined ? undefined : { kind: found.kind, state: found.state, here: found.here, topic: found.topic }
    const expected = listed === undefined ? undefined : { ...listed, topic: this.#scene.text(listed.topic) }
    expectSame(JSON.stringify(expected), JSON.stringify(seen))
  }

  async #expectUnread(who: string, { place, unread, mentions }: Of<'unread'>): Promise<void> {
    const found = this.#of(who).unreadIn(this.#scene.place(place))
    expectSame(`${unread} unread, ${mentions} mentions`, `${found?.unread} unread, ${found?.mentions} mentions`)
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
    if (this.#conversation.restPassedOver) await guest.settle()
    else await this.#expectNothing(guest)
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

function checkAnswer(answer: Answer, refused: string | undefined, check: () => void): void {
  if (answer.refused !== refused)
    throw new Mismatch(
      `expected: ${refused === undefined ? 'no refusal' : `refused ${refused}`}\ngot:      ${answer.refused ?? 'no refusal'}`,
    )
  if (answer.refused === undefined) check()
}

function expectSame(expected: string | undefined, got: string | undefined): void {
  if (expected !== got) throw new Mismatch(`expected: ${expected ?? 'nothing'}\ngot:      ${got ?? 'nothing'}`)
}
