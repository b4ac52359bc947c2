// Accounts over both doors: the owner's code, invitations, signing in on several devices, and what ends a sign-in.
import assert from 'node:assert/strict'
import { readFileSync } from 'node:fs'
import { join } from 'node:path'
import { after, describe, it } from 'node:test'
import { runAdmin } from '../support/admin.ts'
import { FrameClient } from '../support/frame-client.ts'
import { type RunningHub, startHub } from '../support/hub.ts'
import { LineClient } from '../support/line-client.ts'
import { codeOf, noOathtool } from '../support/oathtool.ts'
import { until } from '../support/until.ts'

const password = 'quaint otter lamp 47'
const another = 'seven brass kettles hum'
const codeIn = (text: string): string => /([0-9A-Z]{5}-){3}[0-9A-Z]{5}/.exec(text)?.[0] ?? ''
const admin = async (hub: RunningHub, ...command: string[]): Promise<string> => {
  const { out, err } = await runAdmin(['--data', hub.data, ...command])
  return `${out}${err}`
}

describe('a hub that lets in whom it knows', () => {
  let hub: RunningHub
  let owner = ''
  after(() => hub?.[Symbol.asyncDispose]())

  it('[A2] [A3] [F39] prints a code for its owner at the first start, which makes that account once', async () => {
    hub = await startHub({ args: ['--mode', 'invite'] })
    owner = codeIn(hub.output())
    assert.notEqual(owner, '')
    using ben = await FrameClient.open(hub)
    const typed = owner.toLowerCase().replaceAll('-', ' ')
    const { account, token } = await ben.want('signed-in', { verb: 'register', login: 'Ben', password, invitation: typed })
    assert.deepEqual([account.login, account.name, account.role], ['Ben', 'Ben', 'owner'])
    const hello = await ben.hello({ token })
    assert.deepEqual([hello.name, hello.guest, hello.account?.role, hello.mode], ['Ben', account.guest, 'owner', 'invite'])
    using eve = await FrameClient.open(hub)
    assert.equal(await eve.refused({ verb: 'register', login: 'Eve', password, invitation: owner }), 'bad-invitation')
    assert.match(await admin(hub, 'setup'), /owner already/)
  })

  it('[A1] [L17] lets in nobody else by any door', async () => {
    using frames = await FrameClient.open(hub)
    assert.equal(await frames.refused({ verb: 'hello', version: 1 }), 'sign-in-needed')
    using line = await LineClient.join(hub)
    assert.match(line.greeting, /^Welcome to Partyline\. Only people with an account/)
    for (const typed of ['hello', 'status', 'list', 'get a', '/who', '/history', '/token', '/join #a', 'put a 5'])
      assert.match(await line.ask(typed), /^ERROR sign-in-needed /, typed)
    assert.match(await line.ask('/ping'), /^ERROR unknown-command/)
    const http = `http://${hub.host}:${hub.webPort}`
    for (const path of ['/files/lobby/', '/files/lobby/a.txt']) assert.equal((await fetch(http + path)).status, 401, path)
    assert.equal((await fetch(`${http}/files/lobby/a.txt`, { method: 'PUT', body: 'x' })).status, 401)
    assert.equal(
      (await fetch(`${http}/uploads/lobby`, { method: 'POST', headers: { 'tus-resumable': '1.0.0', 'upload-length': '1' } })).status,
      401,
    )
    assert.equal((await fetch(`${http}/healthz`)).status, 200)
  })

  it('[L17] cuts off who takes a place at the line door and does not sign in', async () => {
    await admin(hub, 'set', 'sign-in-seconds', '1')
    using line = await LineClient.join(hub)
    assert.match(await line.reply(), /^ERROR timeout /)
    await line.gone
    await admin(hub, 'unset', 'sign-in-seconds')
  })

  it('[A3] makes an account of an invitation, once for each use of it, however many come at once', async () => {
    const code = codeIn(await admin(hub, 'invite', 'member', '1', '2'))
    const all = await Promise.all(Array.from({ length: 6 }, () => FrameClient.open(hub)))
    const answers = await Promise.all(
      all.map((client, index) => client.ask({ verb: 'register', login: `guest-${'abcdef'[index]}`, password, invitation: code })),
    )
    for (const client of all) client[Symbol.dispose]()
    assert.equal(answers.filter(({ event }) => event === 'signed-in').length, 2)
    assert.equal(answers.filter(answer => answer.event === 'refused' && answer.code === 'bad-invitation').length, 4)
    assert.match(await admin(hub, 'people'), /^Ben +owner/m)
  })

  it('[A2] [A4] refuses weak passwords with advice, and names that are taken or look alike', async () => {
    const code = codeIn(await admin(hub, 'invite'))
    using eve = await FrameClient.open(hub)
    const weak = await eve.want('refused', { verb: 'register', login: 'Eve', password: 'password123', invitation: code })
    assert.equal(weak.code, 'weak-password')
    assert.match(weak.sentence, /everybody uses|many use/)
    assert.equal(await eve.refused({ verb: 'register', login: 'Eve', password: 'x7#qQ!z', invitation: code }), 'weak-password')
    assert.equal(await eve.refused({ verb: 'register', login: 'Eve', password }), 'invitation-needed')
    for (const login of ['ben', 'BEN', 'Веn'])
      assert.equal(await eve.refused({ verb: 'register', login, password, invitation: code }), 'name-taken')
    assert.equal(await eve.refused({ verb: 'register', login: 'hub', password, invitation: code }), 'name-reserved')
    // None of that has used the invitation up.
    await eve.want('signed-in', { verb: 'register', login: 'Eve', password, invitation: code })
  })

  it('[A5] [A7] signs in on several devices, which are all here, and are told the same', async () => {
    using first = await FrameClient.open(hub)
    using second = await FrameClient.open(hub, 'line')
    for (const [client, device] of [
      [first, 'laptop'],
      [second, 'phone'],
    ] as const) {
      const { token } = await client.want('signed-in', { verb: 'login', login: 'ben', password, device })
      await client.hello({ token })
      client.token = token
    }
    assert.equal(first.guest, second.guest)
    const seq = await first.say('#lobby', 'hello from the laptop')
    await second.entry(1, seq)
    const room = await first.join('#kitchen')
    assert.equal((await second.next('room', ({ room: { name } }) => name === '#kitchen')).entered, true)
    await second.entry(room.id, await first.say('#kitchen', 'here, too'))
    assert.equal((await first.want('people', { verb: 'who', room: 1 })).rows.filter(({ name }) => name === 'Ben').length, 1)
    const { rows } = await first.want('account', { verb: 'account' })
    assert.deepEqual(
      rows.filter(({ own }) => own).map(({ device }) => device),
      ['laptop'],
    )
    await first.want('named', { verb: 'name', name: 'Benjamin' })
    assert.equal((await second.want('named', { verb: 'name', name: 'Ben' })).name, 'Ben')
    const phone = rows.find(({ device }) => device === 'phone')?.id ?? ''
    await first.want('signed-out', { verb: 'signout', which: phone })
    await second.next('refused', ({ code }) => code === 'signed-out')
    await second.closed()
    using late = await FrameClient.open(hub)
    assert.equal(await late.refused({ verb: 'hello', version: 1, token: second.token }), 'bad-token')
    await first.settled()
  })

  it('[L15] [L16] signs in by lines, the password in a line of its own that nobody is told', async () => {
    using eve = await FrameClient.open(hub)
    const { token } = await eve.want('signed-in', { verb: 'login', login: 'Eve', password })
    await eve.hello({ token })
    using ben = await LineClient.join(hub)
    assert.match(await ben.ask('/login ben'), /^PASSWORD .*not encrypted/)
    assert.match(await ben.ask('wrong wrong wrong'), /^ERROR bad-sign-in /)
    assert.match(await ben.ask('/login ben'), /^PASSWORD /)
    assert.equal(await ben.ask(password), 'SIGNED-IN Ben owner')
    assert.equal(await ben.ask('hello by nc'), 'hello by nc ACK')
    const [own = ''] = await ben.rows('/account')
    assert.match(own, /^Ben owner /)
    await until('it is read', () => eve.entries(1).some(entry => entry.kind === 'message' && entry.text === 'hello by nc'))
    assert.ok(!JSON.stringify([...eve.given]).includes(password))
    assert.ok(!hub.output().includes(password))
  })

  it('[A7] ends every other sign-in when the password is changed', async () => {
    const devices = await Promise.all(Array.from({ length: 2 }, () => FrameClient.open(hub)))
    for (const device of devices) {
      const { token } = await device.want('signed-in', { verb: 'login', login: 'Eve', password })
      await device.hello({ token })
    }
    const [one, other] = devices as [FrameClient, FrameClient]
    assert.equal(await one.refused({ verb: 'password', old: another, new: another }), 'bad-sign-in')
    await one.want('signed-out', { verb: 'password', old: password, new: another })
    await other.closed()
    await one.settled()
    using late = await FrameClient.open(hub)
    assert.equal(await late.refused({ verb: 'login', login: 'Eve', password }), 'bad-sign-in')
    await late.want('signed-in', { verb: 'login', login: 'Eve', password: another })
    await admin(hub, 'signout', 'eve')
    await one.closed()
    for (const device of devices) device[Symbol.dispose]()
  })

  it('[A1] [A3] lets guests in, who may keep what they are, where the mode is open; and sends them away when it is not any more', async () => {
    using line = await LineClient.join(hub)
    assert.match(await admin(hub, 'set', 'mode', 'open'), /^mode is open from now on/)
    assert.match(await line.reply(), /^Welcome to Partyline\. You are Client/)
    assert.equal(await line.ask('hello'), 'hello ACK')
    using guest = await FrameClient.join(hub, { name: 'Ben' })
    assert.notEqual(guest.name, 'Ben')
    assert.equal(await guest.refused({ verb: 'name', name: 'Bеn' }), 'name-taken')
    const { guest: number } = guest
    assert.equal(await guest.refused({ verb: 'account' }), 'no-account')
    const { account } = await guest.want('signed-in', { verb: 'register', login: 'Zoe', password })
    assert.deepEqual([account.guest, account.role], [number, 'member'])
    await guest.want('receipt', { verb: 'say', room: 1, text: 'I am still who I was' })
    using stranger = await FrameClient.join(hub)
    await admin(hub, 'set', 'mode', 'members')
    await stranger.closed()
    await guest.settled()
    assert.match(await line.reply(), /^ERROR sign-in-needed /)
    await line.gone
  })

  it('[A6] tells who guesses to wait, and lets in whom it knows from there all the same', async () => {
    const tries = Array.from({ length: 30 }, () => FrameClient.open(hub))
    const clients = await Promise.all(tries)
    const codes = await Promise.all(clients.map(client => client.refused({ verb: 'login', login: 'nobody-here', password })))
    for (const client of clients) client[Symbol.dispose]()
    assert.ok(codes.includes('bad-sign-in') && codes.includes('too-many-tries'), codes.join())
    assert.ok(codes.filter(code => code === 'bad-sign-in').length <= 11)
    using ben = await FrameClient.open(hub)
    await ben.want('signed-in', { verb: 'login', login: 'Ben', password })
  })

  it('[A8] [L19] asks for a code after the password, where somebody wants that; each is good once', { skip: noOathtool }, async () => {
    using ben = await FrameClient.open(hub)
    const { token } = await ben.want('signed-in', { verb: 'login', login: 'Ben', password })
    await ben.hello({ token })
    const { secret, uri } = await ben.want('totp', { verb: 'twosteps', act: 'begin' })
    assert.match(uri, /^otpauth:\/\/totp\/Partyline:Ben\?/)
    assert.equal(await ben.refused({ verb: 'twosteps', act: 'confirm', code: '000000' }), 'bad-code')
    const [first, next] = await Promise.all([0, 30].map(seconds => codeOf(secret, seconds)))
    const { codes } = await ben.want('recovery-codes', { verb: 'twosteps', act: 'confirm', code: first ?? '' })
    assert.equal(codes.length, 10)
    assert.equal((await ben.want('account', { verb: 'account' })).account.twoSteps, true)

    using other = await FrameClient.open(hub)
    const sign = (code?: string) => other.ask({ verb: 'login', login: 'Ben', password, ...(code !== undefined && { code }) })
    const codeOfRefusal = async (code?: string): Promise<string> => {
      const answer = await sign(code)
      return answer.event === 'refused' ? answer.code : answer.event
    }
    assert.equal(await other.refused({ verb: 'login', login: 'Ben', password: 'not this one', code: next ?? '' }), 'bad-sign-in')
    assert.equal(await codeOfRefusal(), 'code-needed')
    assert.equal(await codeOfRefusal(first), 'bad-code', 'it was used to confirm')
    const [recovery = ''] = codes
    const many = await Promise.all(Array.from({ length: 3 }, () => codeOfRefusal(recovery)))
    assert.deepEqual(many.sort(), ['bad-code', 'bad-code', 'signed-in'])
    using line = await LineClient.join(hub)
    await line.ask('/login Ben')
    assert.match(await line.ask(password), /^CODE /)
    assert.equal(await line.ask(next ?? ''), 'SIGNED-IN Ben owner')
    assert.equal(await codeOfRefusal(next), 'bad-code', 'it was used by the line door')

    // Neither the hub's words nor its database tell the secret.
    const bytes = Buffer.concat(['', '-wal'].map(ending => readFileSync(join(hub.data, `partyline.sqlite${ending}`))))
    for (const told of [secret, recovery, password]) {
      assert.ok(!bytes.includes(told), 'in the database')
      assert.ok(!hub.output().includes(told), 'in the log')
    }
    await ben.want('done', { verb: 'twosteps', act: 'end', password })
    assert.equal(await codeOfRefusal(), 'signed-in')
    const [, given = ''] = /by the password (\S+) now/.exec(await admin(hub, 'recover', 'ben')) ?? []
    await ben.closed()
    assert.equal(await other.refused({ verb: 'login', login: 'Ben', password }), 'bad-sign-in')
    await other.want('signed-in', { verb: 'login', login: 'Ben', password: given })
  })
})
