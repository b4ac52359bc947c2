// What an operator does to a running hub. The doors for it are trusted: who reaches them may do all of this.
import type { SessionRow } from '../protocol/messages.ts'
import type { OperatorCommand } from '../protocol/operator-commands.ts'
import { Refusal } from '../protocol/refusals.ts'
import { aboutSetting, settingKeys, writeSetting } from '../protocol/settings.ts'
import type { Hub } from './hub.ts'
import type { Settings } from './settings.ts'

export type LimitRow = {
  readonly key: string
  readonly value: number
  readonly origin: string
  readonly unit: string
  readonly about: string
}
export type OperatorAnswer =
  | { readonly answer: 'limits'; readonly rows: readonly LimitRow[] }
  | { readonly answer: 'sessions'; readonly rows: readonly SessionRow[] }
  | { readonly answer: 'done'; readonly sentence: string }

export class Operator {
  readonly #hub: Hub
  readonly #settings: Settings
  readonly #changed: () => void
  readonly #stop: () => void

  /** `changed` is told of limits that count anew; `stop` begins to stop the hub. */
  constructor(hub: Hub, settings: Settings, changed: () => void, stop: () => void) {
    this.#hub = hub
    this.#settings = settings
    this.#changed = changed
    this.#stop = stop
  }

  async perform(command: OperatorCommand): Promise<OperatorAnswer> {
    const answer = await this.#carryOut(command)
    // What is said to people is not for the log.
    const { verb, ...told } = command.verb === 'say' ? { verb: command.verb } : command
    if (answer.answer === 'done') this.#hub.log.info({ operator: verb, ...told }, `The operator's \`${verb}\` was carried out.`)
    return answer
  }

  async #carryOut(command: OperatorCommand): Promise<OperatorAnswer> {
    switch (command.verb) {
      case 'limits':
        return { answer: 'limits', rows: this.#limits() }
      case 'sessions':
        return { answer: 'sessions', rows: [...this.#hub.presence.sessions].map(session => session.row()) }
      case 'set':
        await this.#hub.store.saveSetting(command.key, String(command.value))
        this.#settings.set(command.key, command.value)
        this.#changed()
        return done(`${command.key} is ${writeSetting(command.value)} from now on, whatever the file says, until \`unset ${command.key}\`.`)
      case 'unset':
        await this.#hub.store.dropSetting(command.key)
        this.#settings.unset(command.key)
        this.#changed()
        return done(`${command.key} is ${writeSetting(this.#settings.values[command.key])} again (${this.#settings.origin(command.key)}).`)
      case 'kick':
        return this.#kick(command.name, command.reason)
      case 'say':
        this.#hub.announce(command.text)
        return done(`${this.#hub.presence.count} were told.`)
      case 'stop':
        this.#stop()
        return done('The hub is stopping.')
    }
  }

  #limits(): LimitRow[] {
    return settingKeys.map(key => {
      const { unit, about } = aboutSetting(key)
      const value = this.#settings.values[key]
      const row = { key, origin: this.#settings.origin(key), unit }
      // Of a text its length is the number among numbers; what it says follows.
      if (typeof value === 'number') return { ...row, value, about }
      return { ...row, value: [...value].length, about: value === '' ? about : `${about}: ${writeSetting(value)}` }
    })
  }

  #kick(name: string, reason: string): OperatorAnswer {
    const session = this.#hub.presence.named(name)
    if (session === undefined) throw new Refusal('bad-name', `Nobody called ${name} is connected.`)
    const sentence = reason === '' ? undefined : `You were removed by the operator: ${reason}. The connection closes.`
    this.#hub.dismiss(session, 'kicked', { event: 'refused', refusal: new Refusal('kicked', sentence, { closes: true }) })
    return done(`${session.name} is gone.`)
  }
}

const done = (sentence: string): OperatorAnswer => ({ answer: 'done', sentence })
