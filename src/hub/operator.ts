// What an operator does to a running hub. The doors for it are trusted: who reaches them may do all of this.
import type { Role } from '../protocol/accounts.ts'
import { limits } from '../protocol/limits.ts'
import type { LimitRow, OperatorAnswer } from '../protocol/operator-answers.ts'
import type { OperatorCommand } from '../protocol/operator-commands.ts'
import { Refusal } from '../protocol/refusals.ts'
import { aboutSetting, type SettingKey, settingKeys, writeSetting } from '../protocol/settings.ts'
import { ban, unban } from './banning.ts'
import type { Hub } from './hub.ts'
import { invitationTo, invite, inviteOwner } from './invitations.ts'
import type { AccountRow, Operating } from './ports.ts'
import type { Settings } from './settings.ts'
import { signOut, viewOfAccount } from './signing-in.ts'
import { dropTwoSteps } from './two-steps.ts'

export class Operator implements Operating {
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

  async perform(command: OperatorCommand, by = 'operator'): Promise<OperatorAnswer> {
    const answer = await this.#carryOut(command, by)
    // What is said to people is not for the log.
    const { verb, ...told } = command.verb === 'say' ? { verb: command.verb } : command
    if (answer.answer === 'done') this.#hub.log.info({ operator: verb, by, ...told }, `The operator's \`${verb}\` was carried out.`)
    return answer
  }

  async #carryOut(command: OperatorCommand, by: string): Promise<OperatorAnswer> {
    switch (command.verb) {
      case 'limits':
        return { answer: 'limits', rows: this.#limits() }
      case 'sessions':
        return { answer: 'sessions', rows: [...this.#hub.presence.sessions].map(session => session.row()) }
      case 'set':
        await this.#hub.store.saveSetting(command.key, String(command.value))
        this.#settings.set(command.key, command.value)
        this.#hub.modeChanged()
        this.#changed()
        if (this.#settings.isCalmed(command.key)) return done(this.#heldLower(command.key, writeSetting(command.value)))
        return done(`${command.key} is ${writeSetting(command.value)} from now on, whatever the file says, until \`unset ${command.key}\`.`)
      case 'unset':
        await this.#hub.store.dropSetting(command.key)
        this.#settings.unset(command.key)
        this.#hub.modeChanged()
        this.#changed()
        if (this.#settings.isCalmed(command.key)) return done(this.#heldLower(command.key, writeSetting(this.#settings.own(command.key))))
        return done(`${command.key} is ${writeSetting(this.#settings.values[command.key])} again (${this.#settings.origin(command.key)}).`)
      case 'calm':
        await this.#hub.store.saveSetting('calm', String(command.level))
        this.#settings.set('calm', command.level)
        this.#changed()
        return done(this.#howCalm(command.level))
      case 'kick':
        return this.#kick(command.name, command.reason, by)
      case 'say':
        this.#hub.announce(command.text)
        return done(`${this.#hub.presence.count} were told.`)
      case 'setup':
        return this.#setUp()
      case 'invite':
        return this.#invite(command, by)
      case 'invitations':
        return { answer: 'invitations', rows: await this.#hub.store.invitations(this.#hub.clock.now()) }
      case 'uninvite':
        if (!(await this.#hub.store.dropInvitation(command.invitation))) throw new Refusal('bad-command', 'There is no such invitation.')
        return done('Nobody can take it up any more.')
      case 'people':
        return { answer: 'people', rows: [...this.#hub.accounts.all].map(viewOfAccount) }
      case 'role':
        return this.#giveRole(command.login, command.role)
      case 'signout':
        return done(`${await signOut(this.#hub, this.#account(command.login).guest, { except: null })} sign-ins have ended.`)
      case 'ban':
        return this.#ban(command, by)
      case 'unban':
        await unban(this.#hub, command.ban, by)
        return done('Whoever that was may come in again.')
      case 'bans':
        return {
          answer: 'bans',
          rows: this.#hub.bans.all.map(({ guest, range, ...row }) => ({ ...row, whom: this.#hub.accounts.of(guest)?.login ?? range })),
        }
      case 'recover':
        return this.#recover(command.login)
      case 'stop':
        this.#stop()
        return done('The hub is stopping.')
    }
  }

  #limits(): LimitRow[] {
    return settingKeys.map(key => {
      const { unit, about } = aboutSetting(key)
      const value = this.#settings.values[key]
      const origin = this.#settings.isCalmed(key) ? 'calm' : this.#settings.origin(key)
      const row = { key, origin, unit }
      if (key === 'mode') return { ...row, value, about }
      // Of a text its length is the number among numbers; what it says follows.
      if (typeof value === 'number') return { ...row, value, about }
      return { ...row, value: [...value].length, about: value === '' ? about : `${about}: ${writeSetting(value)}` }
    })
  }

  async #setUp(): Promise<OperatorAnswer> {
    const code = await inviteOwner(this.#hub)
    if (code === undefined) throw new Refusal('forbidden', 'There is an owner already. `people` shows who.')
    return done(
      `This makes the account of the owner, once and within ${limits.setupHours} hours: ${invitationTo(code, this.#hub.webAddress)}`,
    )
  }

  async #invite({ role, hours, uses }: Extract<OperatorCommand, { verb: 'invite' }>, by: string): Promise<OperatorAnswer> {
    const { code, row } = await invite(this.#hub, { role, hours, uses, by })
    const how = `${uses === 1 ? 'once' : `${uses} times`} and for ${hours} hours`
    return done(`The invitation, ${how}: ${invitationTo(code, this.#hub.webAddress)} (\`uninvite ${row.id}\` revokes it.)`)
  }

  async #giveRole(login: string, role: Role): Promise<OperatorAnswer> {
    const account = this.#account(login)
    await this.#hub.store.saveRole(account.guest, role)
    this.#hub.accounts.put({ ...account, role })
    return done(`${account.login} is ${role} from now on.`)
  }

  async #ban(command: Extract<OperatorCommand, { verb: 'ban' }>, by: string): Promise<OperatorAnswer> {
    const { row, cut } = await ban(this.#hub, { ...command, by })
    return done(
      `${command.whom} is kept out ${command.hours === undefined ? 'for good' : `for ${command.hours} hours`}, and ${cut} connections were cut; \`unban ${row.id}\` lifts it.`,
    )
  }

  /** Whoever comes to the operator has proved who that is. */
  async #recover(login: string): Promise<OperatorAnswer> {
    const account = this.#account(login)
    const { code } = this.#hub.secrets.newCode()
    await this.#hub.store.savePassword(account.guest, await this.#hub.secrets.hashPassword(code))
    if (account.twoSteps) await dropTwoSteps(this.#hub, account)
    await signOut(this.#hub, account.guest, { except: null })
    return done(
      `${account.login} signs in by the password ${code} now, and should change it. All sign-ins have ended, and so has the second step.`,
    )
  }

  #account(login: string): AccountRow {
    const account = this.#hub.accounts.withLogin(login)
    if (account === undefined) throw new Refusal('bad-name', `There is no account ${login}. \`people\` shows all.`)
    return account
  }

  #heldLower(key: SettingKey, value: string): string {
    const { values } = this.#settings
    return `${key} will be ${value}; until \`calm 0\` it is ${writeSetting(values[key])}, since calm is ${values.calm}.`
  }

  #howCalm(level: number): string {
    if (level === 0) return 'calm is 0 from now on: every limit is as it was set.'
    const held = this.#settings.calmedKeys.map(key => `${key} ${writeSetting(this.#settings.values[key])}`)
    const told = held.length === 0 ? 'no limit was higher' : held.join(', ')
    return `calm is ${level} from now on: ${told}. \`calm 0\` gives everything back.`
  }

  #kick(name: string, reason: string, by: string): OperatorAnswer {
    const session = this.#hub.presence.named(name)
    if (session === undefined) throw new Refusal('bad-name', `Nobody called ${name} is connected.`)
    const sentence =
      reason === '' ? undefined : `You were removed by ${by === 'operator' ? 'the operator' : by}: ${reason}. The connection closes.`
    const refusal = new Refusal('kicked', sentence, { closes: true })
    for (const device of this.#hub.presence.ofGuest(session.guest)) this.#hub.dismiss(device, 'kicked', { event: 'refused', refusal })
    return done(`${session.name} is gone.`)
  }
}

const done = (sentence: string): OperatorAnswer => ({ answer: 'done', sentence })
