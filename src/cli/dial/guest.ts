// Who this client is at the hub: a name, and a token that makes it the same guest again in the next connection.
import type { Answer } from '../../client/lines/replies.ts'
import type { Seat } from '../seat.ts'
import type { Face } from './face.ts'
import { Final } from './failures.ts'
import type { Wire } from './wire.ts'

/** `seq` is where the guest was when it was last connected; undefined for a new guest. */
export type Entered = { readonly welcome: string; readonly seq: number | undefined; readonly refused: boolean }

export class Guest {
  name = ''
  /** Every name borne so far: the log shows the one of its time. */
  readonly names = new Set<string>()
  readonly #seat: Seat
  #wanted: string | undefined

  constructor(seat: Seat, wanted: string | undefined) {
    this.#seat = seat
    this.#wanted = wanted?.normalize('NFC')
  }

  /** From the hub's first words until it is the guest that it wants to be. */
  async enter(wire: Wire, face: Face): Promise<Entered> {
    const welcome = await wire.welcome()
    if (welcome.answer !== 'line') throw new Final(welcome.answer === 'refused' ? welcome.line : 'This is no Partyline hub.')
    this.#call(/^Welcome to Partyline\. You are (\S+)\.(?: |$)/.exec(welcome.line)?.[1])
    const seq = await this.#resume(wire)
    if (seq === undefined) this.heard('/token', await wire.ask('/token'))
    let refused = false
    if (this.#wanted !== undefined && this.#wanted !== this.name) {
      const answer = await wire.ask(`/name ${this.#wanted}`)
      this.heard(`/name ${this.#wanted}`, answer)
      refused = answer.answer === 'refused'
      if (answer.answer === 'refused') face.hub(answer.line, 'refused')
    }
    return { welcome: welcome.line, seq, refused }
  }

  /** Takes note of an answer that changes who this is. */
  heard(typed: string, answer: Answer): void {
    if (answer.answer !== 'line') return
    const [word, first] = answer.line.split(' ')
    if (word === 'FORGET') this.#seat.forget().catch(() => {})
    if (word === 'TOKEN' && first !== undefined) this.#keep(first)
    if (word === 'NAME') this.#wanted = first
    if (word === 'NAME' || word === 'RESUMED') this.#call(first)
    const token = word === 'RESUMED' ? /^\/resume\s+(\S+)/i.exec(typed)?.[1] : undefined
    if (token !== undefined) this.#keep(token)
  }

  async #resume(wire: Wire): Promise<number | undefined> {
    const { token } = this.#seat
    if (token === undefined) return undefined
    const answer = await wire.ask(`/resume ${token}`)
    const [, name, seq] = answer.answer === 'line' ? (/^RESUMED (\S+) (\d{1,15})$/.exec(answer.line) ?? []) : []
    if (name === undefined) return undefined
    this.#call(name)
    return Number(seq)
  }

  #call(name: string | undefined): void {
    if (name === undefined) return
    this.name = name
    this.names.add(name)
  }

  #keep(token: string): void {
    // Without a place to keep it the guest lasts as long as this run.
    this.#seat.keep(token).catch(() => {})
  }
}
