// Looking after a hub by one's role, over both doors: every command of the operator's tool, for every role.
import assert from 'node:assert/strict'
import { after, before, describe, it } from 'node:test'
import { leastFor } from '../../src/hub/duties.ts'
import { type Role, roles } from '../../src/protocol/accounts.ts'
import type { HubFrame } from '../../src/protocol/json.ts'
import type { OperatorCommand } from '../../src/protocol/operator-commands.ts'
import { runAdmin } from '../support/admin.ts'
import { FrameClient } from '../support/frame-client.ts'
import { type RunningHub, startHub } from '../support/hub.ts'
import { LineClient } from '../support/line-client.ts'

const password = 'quaint otter lamp 47'

/** One command of each kind that does no harm to the others; those of `stop` and `setup` are only asked by those who may not. */
const samples: Readonly<Record<OperatorCommand['verb'], string>> = {
  limits: 'limits',
  sessions: 'sessions',
  people: 'people',
  bans: 'bans',
  invitations: 'invitations',
  kick: 'kick nobody-of-that-name',
  ban: 'ban my-member2 1 spam',
  unban: 'unban 0123456789abcdef',
  calm: 'calm 0',
  say: 'say hello',
  invite: 'invite member 1 1',
  uninvite: 'uninvite 0123456789abcdef',
  role: 'role my-member2 member',
  signout: 'signout my-member2',
  set: 'set max-rooms 20',
  unset: 'unset max-rooms',
  recover: 'recover my-member2',
  setup: 'setup',
  stop: 'stop',
}

describe('looking after a hub', () => {
  let hub: RunningHub
  const people = new Map<Role, FrameClient>()
  after(async () => {
    for (const client of people.values()) client[Symbol.dispose]()
    await hub?.[Symbol.asyncDispose]()
  })

  before(async () => {
    hub = await startHub()
    for (const login of [...roles, 'member2']) {
      const client = await FrameClient.join(hub, { name: `my-${login}` })
      await client.want('signed-in', { verb: 'register', login: `my-${login}`, password })
      if (login !== 'member' && login !== 'member2') await runAdmin(['--data', hub.data, 'role', `my-${login}`, login])
      if (login !== 'member2') people.set(login as Role, client)
      else client[Symbol.dispose]()
    }
  })

  for (const role of roles)
    it(`as ${role} every command is allowed or forbidden as the table says`, async () => {
      const client = people.get(role)
      assert.ok(client !== undefined)
      for (const [verb, line] of Object.entries(samples) as [OperatorCommand['verb'], string][]) {
        const may = roles.indexOf(role) <= roles.indexOf(leastFor[verb])
        if (may && (verb === 'stop' || verb === 'setup')) continue
        const answer: HubFrame = await client.ask({ verb: 'admin', line })
        const isForbidden: boolean = answer.event === 'refused' && answer.code === 'forbidden'
        assert.equal(isForbidden, !may, `${verb}: ${JSON.stringify(answer).slice(0, 200)}`)
      }
    })

  it('[A10] [F40] reaches only those below, and the owner not at all', async () => {
    const [owner, admin, moderator, member] = roles.map(role => people.get(role)) as [FrameClient, FrameClient, FrameClient, FrameClient]
    for (const line of ['kick my-owner', 'kick my-admin', 'ban my-admin', 'ban my-owner', 'kick my-moderator', 'ban 203.0.113.7'])
      assert.equal(await moderator.refused({ verb: 'admin', line }), 'forbidden', line)
    for (const line of [
      'role my-owner member',
      'role my-admin owner',
      'role my-member admin',
      'invite admin',
      'signout my-owner',
      'ban my-owner',
      'ban 127.0.0.0/8',
    ])
      assert.equal(await admin.refused({ verb: 'admin', line }), 'forbidden', line)
    for (const line of ['role my-owner member', 'ban my-owner'])
      assert.equal(await owner.refused({ verb: 'admin', line }), 'forbidden', line)
    const { answer } = await moderator.want('administered', { verb: 'admin', line: 'kick my-member too loud' })
    assert.equal(answer.answer, 'done')
    assert.match((await member.next('refused')).sentence, /removed by my-moderator: too loud/)
    await member.closed()
    await owner.want('administered', { verb: 'admin', line: 'role my-moderator member' })
    assert.equal(await moderator.refused({ verb: 'admin', line: 'people' }), 'forbidden', 'from the next command on')
  })

  it('[L27] goes by lines as well, and is for nobody without an account', async () => {
    using line = await LineClient.join(hub)
    assert.match(await line.ask('/admin people'), /^ERROR no-account /)
    await line.ask('/login my-owner')
    assert.equal(await line.ask(password), 'SIGNED-IN my-owner owner')
    assert.ok((await line.rows('/admin people')).some(row => /^my-admin +admin /.test(row)))
    assert.match(await line.ask('/admin invite member 1 1'), /^OK The invitation, once and for 1 hours: http/)
    assert.match(await line.ask('/admin fly'), /^ERROR unknown-command /)
  })
})
