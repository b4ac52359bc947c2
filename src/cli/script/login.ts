// `partyline login`: signs in at a hub, or makes an account there; the other commands are that account from then on.
import { hostname, userInfo } from 'node:os'
import { PartylineError } from '../../client/error.ts'
import { type Credentials, register, type SignedIn, signIn } from '../../client/signing-in.ts'
import { keepLogin } from '../logins.ts'
import { PasswordPrompt } from '../password-prompt.ts'
import { trustHubOf, Untrusted } from '../trust.ts'
import { hubUsage, readArgs } from './options.ts'
import { complain } from './output.ts'

const usage = `Usage: partyline login <login> [--invitation <code>] [options]

Signs in at a hub. The password is asked for, or read as a line of the input.
With an invitation, or with --new where guests may come in, it makes the account
first. The other commands are that account from then on, until \`partyline logout\`;
what they need for it is kept in $XDG_STATE_HOME/partyline or
~/.local/state/partyline, where nobody else may read it.

  --invitation <code>  make an account of this invitation
  --new                make an account without one

${hubUsage}`

/** Answers the exit code. */
export async function main(args: readonly string[]): Promise<number> {
  const read = readArgs('login', args, { invitation: { type: 'string' }, new: { type: 'boolean' } })
  if (read === 'help') {
    process.stdout.write(`${usage}\n`)
    return 0
  }
  if ('wrong' in read) return complain(read.wrong, 2)
  const [login, ...more] = read.positionals
  if (login === undefined || more.length > 0) return complain('`partyline login` takes one login; --help tells what there is.', 2)
  const { url } = read.hub
  if (url.protocol !== 'wss:' && url.protocol !== 'https:' && !/^(localhost|127\.|\[::1\])/.test(url.hostname))
    process.stderr.write('partyline: This connection is not encrypted: whoever is on the way can read the password.\n')
  const invitation = read.text('invitation')
  const isNew = invitation !== undefined || read.flag('new')
  try {
    await trustHubOf(url, sentence => process.stderr.write(`partyline: ${sentence}\n`))
    using prompt = new PasswordPrompt()
    const password = await prompt.ask(isNew ? `A password for ${login} (10 characters or more): ` : `Password of ${login}: `)
    if (password === undefined) return complain('No password was given; nothing was done.', 1)
    const device = `${userInfo().username}@${hostname()}`.slice(0, 80)
    const signedIn = isNew
      ? await register(url.href, { login, password, device, ...(invitation !== undefined && { invitation }) })
      : await bySteps(url.href, { login, password, device }, prompt)
    await keepLogin(url, { login: signedIn.account.login, token: signedIn.token })
    process.stdout.write(`${told(signedIn, url)}\n`)
    return 0
  } catch (thrown) {
    if (thrown instanceof PartylineError || thrown instanceof Untrusted) return complain(thrown.message, 1)
    throw thrown
  }
}

/** The code is asked for where the account wants one. */
async function bySteps(url: string, credentials: Credentials, prompt: PasswordPrompt): Promise<SignedIn> {
  try {
    return await signIn(url, credentials)
  } catch (thrown) {
    if (!(thrown instanceof PartylineError) || thrown.code !== 'code-needed') throw thrown
    const code = await prompt.ask('Code of your app, or a recovery code: ')
    if (code === undefined) throw thrown
    return signIn(url, { ...credentials, code })
  }
}

const told = ({ account }: SignedIn, url: URL): string =>
  `Signed in at ${url.host} as ${account.login}${account.role === 'member' ? '' : ` (${account.role})`}.`
