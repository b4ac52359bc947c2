// An authenticator app that is not ours: oathtool.
import { execFile } from 'node:child_process'
import { promisify } from 'node:util'
import { skipUnless, works } from './needs.ts'

export const noOathtool = skipUnless(works('oathtool', '--version'), 'Needs oathtool: apt install oathtool.')

const run = promisify(execFile)

/** What an app shows that has this secret, so many seconds from now. */
export async function codeOf(secret: string, seconds: number): Promise<string> {
  const now = new Date(Date.now() + seconds * 1_000).toISOString().replace('T', ' ').replace(/\..*/, ' UTC')
  return (await run('oathtool', ['--totp', '--base32', '--now', now, secret])).stdout.trim()
}
