// `partyline login` and `logout`, as typed: the other commands are the account in between.
import assert from 'node:assert/strict'
import { spawn } from 'node:child_process'
import { once } from 'node:events'
import { readdir, stat } from 'node:fs/promises'
import { join } from 'node:path'
import { after, test } from 'node:test'
import { fileURLToPath } from 'node:url'
import { connect, register, signIn } from '../../src/client/connect.ts'
import { startHub, temporaryFolder } from '../support/hub.ts'
import { until } from '../support/until.ts'

const entry = fileURLToPath(new URL('../../bin/partyline.mjs', import.meta.url))
const password = 'quaint otter lamp 47'
const hub = await startHub({ args: ['--mode', 'invite'] })
after(() => hub[Symbol.asyncDispose]())
const home = await temporaryFolder()
after(() => home[Symbol.asyncDispose]())
const url = `ws://${hub.host}:${hub.webPort}`
const setup = /([0-9A-Z]{5}-){3}[0-9A-Z]{5}/.exec(hub.output())?.[0] ?? ''

async function partyline(args: readonly string[], input = ''): Promise<{ code: number; out: string; err: string }> {
  const env = { ...process.env, XDG_STATE_HOME: home.path, PARTYLINE_URL: url }
  const child = spawn(process.execPath, [entry, ...args], { env, stdio: ['pipe', 'pipe', 'pipe'] })
  let [out, err] = ['', '']
  child.stdout.setEncoding('utf8').on('data', text => (out += text))
  child.stderr.setEncoding('utf8').on('data', text => (err += text))
  child.stdin.end(input)
  const [code] = (await once(child, 'close')) as [number]
  return { code, out, err }
}

test('makes the account, is it in every command, and is nobody after logout', async () => {
  const before = await partyline(['send', '#lobby', 'hello'])
  assert.deepEqual([before.code, before.err], [1, 'partyline: Only people with an account come in here. Sign in first.\n'])
  const made = await partyline(['login', 'ben', '--invitation', setup], `${password}\n`)
  assert.deepEqual([made.code, made.out], [0, `Signed in at ${hub.host}:${hub.webPort} as ben (owner).\n`], made.err)
  assert.equal((await partyline(['send', '#lobby', 'hello'])).code, 0)
  assert.match((await partyline(['history', '#lobby'])).out, / ben: hello$/m)
  const [file = ''] = await readdir(join(home.path, 'partyline', 'logins'))
  assert.equal((await stat(join(home.path, 'partyline', 'logins', file))).mode & 0o777, 0o600)
  const wrong = await partyline(['login', 'ben'], 'not this one at all\n')
  assert.deepEqual([wrong.code, wrong.err], [1, 'partyline: There is no account with this login and this password.\n'])
  assert.equal((await partyline(['logout'])).code, 0)
  assert.equal((await partyline(['send', '#lobby', 'hello'])).code, 1)
  assert.equal((await partyline(['logout'])).code, 1)
})

test('the SDK signs in, is told its account, and does not go on as a guest when it is signed out', async () => {
  await assert.rejects(register(url, { login: 'eve', password }), { code: 'invitation-needed' })
  const { token, account } = await signIn(url, { login: 'ben', password, device: 'a test' })
  await using one = connect(url, { token, signedIn: true })
  await using other = connect(url, { token, signedIn: true })
  await Promise.all([one.ready(), other.ready()])
  assert.deepEqual(one.state.account, account)
  const { signIns } = await one.account()
  assert.ok(signIns.some(({ device, own }) => own && device === 'a test'))
  const seen = other.room('#lobby')
  await one.room('#lobby').send('from one to the other')
  await until('the other has it', () =>
    seen.state?.timeline.rows.some(row => row.kind === 'message' && row.text === 'from one to the other'),
  )
  await one.signOut()
  for (const party of [one, other]) await until('it is closed', () => party.state.connection.at === 'closed')
  assert.ok(other.state.connection.at === 'closed' && other.state.connection.why.code === 'signed-out')
  await using late = connect(url, { token, signedIn: true })
  await assert.rejects(late.ready(), { code: 'signed-out' })
})
