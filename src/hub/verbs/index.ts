// The table of contents of what a session can ask for. A verb that is missing here does not compile.
import type { Command } from '../../protocol/messages.ts'
import type { Hub } from '../hub.ts'
import type { Session } from '../session.ts'
import { exit } from './exit.ts'
import { get } from './get.ts'
import { help } from './help.ts'
import { history } from './history.ts'
import { limits } from './limits.ts'
import { list } from './list.ts'
import { name } from './name.ts'
import { put } from './put.ts'
import { resume } from './resume.ts'
import { since } from './since.ts'
import { status } from './status.ts'
import { token } from './token.ts'
import type { Outcome, Perform } from './verb.ts'
import { who } from './who.ts'

/** Everything but `say`: messages that come together are stored together, see `Hub.say`. */
export type Asked = Exclude<Command, { verb: 'say' }>

const verbs: { readonly [V in Asked['verb']]: Perform<V> } = {
  exit,
  get,
  help,
  history,
  limits,
  list,
  name,
  put,
  resume,
  since,
  status,
  token,
  who,
}

export async function perform(hub: Hub, session: Session, command: Asked): Promise<Outcome> {
  // TypeScript cannot see that the command is of its own verb's kind.
  const verb = verbs[command.verb] as Perform<Asked['verb']>
  void hub.register.open(session)
  return verb(hub, session, command)
}
