// `partyline logout`: ends the sign-in that `partyline login` began, at the hub and here.
import { dropLogin, loginAt } from '../logins.ts'
import { atHub } from './at-hub.ts'
import { hubUsage, readArgs } from './options.ts'
import { complain } from './output.ts'

const usage = `Usage: partyline logout [options]

Ends the sign-in at a hub, there and here.

${hubUsage}`

/** Answers the exit code. */
export async function main(args: readonly string[]): Promise<number> {
  const read = readArgs('logout', args)
  if (read === 'help') {
    process.stdout.write(`${usage}\n`)
    return 0
  }
  if ('wrong' in read) return complain(read.wrong, 2)
  const { url } = read.hub
  if ((await loginAt(url)) === undefined) return complain(`You are not signed in at ${url.host}.`, 1)
  const code = await atHub(read.hub, async ({ party, output }) => {
    await party.signOut()
    await output.write(`Signed out at ${url.host}.`, { signedOut: url.host })
    return 0
  })
  // Whatever the hub said: nothing of it stays here.
  await dropLogin(url)
  return code
}
