// The table of contents of what a session can ask for. A verb that is missing here does not compile.
import type { Command, Verb } from '../../protocol/messages.ts'
import { Refusal } from '../../protocol/refusals.ts'
import type { Hub } from '../hub.ts'
import { answerAgain } from '../repeating.ts'
import type { Session } from '../session.ts'
import { account, password, signout } from './account.ts'
import { admin } from './admin.ts'
import { archive } from './archive.ts'
import { cancel } from './cancel.ts'
import { create } from './create.ts'
import { remove as unsay } from './delete.ts'
import { direct } from './direct.ts'
import { edit } from './edit.ts'
import { exit } from './exit.ts'
import { follow } from './follow.ts'
import { forget } from './forget.ts'
import { get } from './get.ts'
import { help } from './help.ts'
import { history } from './history.ts'
import { invite } from './invite.ts'
import { join } from './join.ts'
import { json } from './json.ts'
import { keep } from './keep.ts'
import { leave } from './leave.ts'
import { limits } from './limits.ts'
import { list } from './list.ts'
import { log } from './log.ts'
import { login, register } from './login.ts'
import { members } from './members.ts'
import { move } from './move.ts'
import { msg } from './msg.ts'
import { name } from './name.ts'
import { page } from './page.ts'
import { ping } from './ping.ts'
import { put } from './put.ts'
import { react } from './react.ts'
import { read } from './read.ts'
import { remove } from './remove.ts'
import { rename } from './rename.ts'
import { resume } from './resume.ts'
import { rooms } from './rooms.ts'
import { say } from './say.ts'
import { search } from './search.ts'
import { share } from './share.ts'
import { shares } from './shares.ts'
import { since } from './since.ts'
import { status } from './status.ts'
import { token } from './token.ts'
import { topic } from './topic.ts'
import { transfers } from './transfers.ts'
import { twosteps } from './two-steps.ts'
import { typing } from './typing.ts'
import { unshare } from './unshare.ts'
import type { Outcome, Perform } from './verb.ts'
import { who } from './who.ts'

const verbs: { readonly [V in Verb]: Perform<V> } = {
  account,
  admin,
  archive,
  create,
  delete: unsay,
  direct,
  edit,
  exit,
  forget,
  get,
  help,
  history,
  invite,
  join,
  json,
  leave,
  limits,
  list,
  log,
  login,
  members,
  msg,
  name,
  page,
  password,
  ping,
  put,
  react,
  read,
  register,
  rename,
  resume,
  rooms,
  say,
  search,
  signout,
  since,
  status,
  token,
  topic,
  twosteps,
  typing,
  cancel,
  follow,
  keep,
  move,
  remove,
  share,
  shares,
  transfers,
  unshare,
  who,
}

/** What somebody may ask for who is not let in yet. */
const beforeSignIn: ReadonlySet<Verb> = new Set(['login', 'register', 'resume', 'json', 'help', 'exit', 'ping'])

export async function perform(hub: Hub, session: Session, command: Command): Promise<Outcome> {
  // TypeScript cannot see that the command is of its own verb's kind.
  const verb = verbs[command.verb] as Perform<Verb>
  void hub.register.open(session)
  if (!hub.letsIn(session.guest) && !beforeSignIn.has(command.verb)) throw new Refusal('sign-in-needed')
  try {
    return await verb(hub, session, command)
  } catch (thrown) {
    return answerAgain(hub, session, command, thrown)
  }
}
