// The operator's tool on a running hub: what each command does to the people who are connected.
import assert from 'node:assert/strict'
import { after, before, describe, test } from 'node:test'
import { admin, runAdmin } from '../support/admin.ts'
import { type RunningHub, startHub } from '../support/hub.ts'
import { LineClient } from '../support/line-client.ts'
import { until } from '../support/until.ts'

let hub: RunningHub
before(async () => {
  hub = await startHub()
})
after(() => hub[Symbol.asyncDispose]())

async function named(name: string): Promise<LineClient> {
  const client = await LineClient.join(hub)
  assert.equal(await client.ask(`/name ${name}`), `NAME ${name}`)
  return client
}

describe('partyline admin', () => {
  test('shows every limit with its value, where it comes from and what it means', async () => {
    using ben = await LineClient.join(hub)
    const rows = (await admin(hub, 'limits')).trimEnd().split('\n')
    const shown = rows.map(row => row.split(/\s+/).slice(0, 2).join(' '))
    // The welcome is told on arriving and the mode by what is refused; they are no limits.
    assert.deepEqual(shown, [...(await ben.rows('/limits')), 'welcome 0', 'mode open'])
    for (const row of rows) assert.match(row, /^\S+ +(\d+|open) +default +[\w, ]+: \S.*$/)
  })

  test('shows who is connected, from where and since when', async () => {
    using ben = await named('Ben')
    const row = (await admin(hub, 'sessions')).split('\n').find(line => line.startsWith('Ben '))
    assert.match(
      row ?? '',
      new RegExp(`^Ben +127\\.0\\.0\\.1:${ben.socket.localPort} +\\d{4}-\\d\\d-\\d\\d \\d\\d:\\d\\d:\\d\\d[+-]\\d\\d:\\d\\d$`),
    )
  })

  test('[L62] kick tells the session why, closes it, and frees its name at once', async () => {
    using watcher = await LineClient.join(hub)
    using rude = await named('Rude')
    assert.equal(await admin(hub, 'kick', 'Rude', 'mind', 'your', 'words'), 'Rude is gone.\n')
    assert.match(await rude.reply(), /^ERROR kicked .*mind your words/)
    assert.equal(await rude.line(), undefined)
    assert.equal(await watcher.ask('/name Rude'), 'NAME Rude')
    const rows = await watcher.rows('status 1000')
    assert.match(rows.find(row => row.startsWith('Rude ') && !row.endsWith('still connected')) ?? '', / kicked$/)
  })

  test('[L62] kick without a reason tells that it was the operator', async () => {
    using rude = await named('Rowdy')
    await admin(hub, 'kick', 'Rowdy')
    assert.match(await rude.reply(), /^ERROR kicked .*operator/)
    assert.equal(await rude.line(), undefined)
  })

  test('kick finds a name however it is written, and says so when nobody has it', async () => {
    using zoe = await named('Zoë')
    const { code, out, err } = await runAdmin(['--data', hub.data, 'kick', 'Nobody'])
    assert.deepEqual({ code, out }, { code: 1, out: '' })
    assert.match(err, /^Nobody called Nobody .*\.\n$/)
    assert.equal(await admin(hub, 'kick', 'zoë'), 'Zoë is gone.\n')
    assert.match(await zoe.reply(), /^ERROR kicked /)
  })

  test('[L24] say tells everybody, word for word, and says how many they were', async () => {
    using ben = await LineClient.join(hub)
    using ann = await LineClient.join(hub)
    const told = await admin(hub, 'say', 'Cake at four,', '"in the kitchen" 🍰')
    assert.match(told, /^[2-9]\d* were told\.\n$/)
    for (const client of [ben, ann]) {
      assert.equal(await client.hear(line => line.startsWith('* Operator')), '* Operator: Cake at four, "in the kitchen" 🍰')
    }
  })

  test('commands come line by line from the input, each is answered in turn, and the worst of them is the exit code', async () => {
    using ben = await LineClient.join(hub)
    const script = 'say one\n\n  say two  \nkick Nobody\nsay three'
    const { code, out, err } = await runAdmin(['--data', hub.data], { input: script })
    assert.equal(code, 1)
    assert.match(out, /^(\d+ were told\.\n){3}$/)
    assert.match(err, /^Nobody called Nobody .*\n$/)
    for (const word of ['one', 'two', 'three']) {
      assert.equal(await ben.hear(line => line.startsWith('* Operator')), `* Operator: ${word}`)
    }
    assert.equal((await runAdmin(['--data', hub.data], { input: 'kick Nobody\nfrobnicate\nlimits\n' })).code, 2)
    assert.equal((await runAdmin(['--data', hub.data], { input: '' })).code, 0)
  })

  test('what cannot be read is one sentence and exit code 2, and the hub hears nothing of it', async () => {
    const wrong = ['frobnicate', 'set', 'set max-clients', 'set max-clients many', 'set max-clients 0', 'set max-cats 3', 'unset max-cats']
    for (const command of [...wrong, 'kick', 'say', 'stop now', 'limits all', '--frobnicate', '--data']) {
      const { code, out, err } = await runAdmin(command.split(' '), { cwd: hub.data, env: { PARTYLINE_DATA: hub.data } })
      assert.deepEqual({ code, out }, { code: 2, out: '' }, command)
      assert.match(err, /^[^\n]+[.`]\n$/, command)
    }
  })

  test('one argument is never two commands', async () => {
    using ben = await LineClient.join(hub)
    assert.equal((await runAdmin(['--data', hub.data, 'say', 'hello\nstop'])).code, 2)
    assert.equal((await runAdmin(['--data', hub.data, 'say', 'hello\rstop'])).code, 2)
    assert.equal(await ben.ask('still here'), 'still here ACK')
  })

  test('--help tells what there is, without a hub', async () => {
    const { code, out } = await runAdmin(['--data', '/nowhere', '--help'])
    assert.equal(code, 0)
    for (const word of ['limits', 'set <key> <value>', 'unset', 'sessions', 'kick', 'say', 'stop', '--data'])
      assert.ok(out.includes(word), word)
  })

  test('[L63] stop tells everybody, ends the sessions as `hub stopped`, and the hub ends well', async () => {
    await using own = await startHub()
    using ben = await LineClient.join(own)
    assert.match(await admin(own, 'stop'), /^The hub is stopping\.\n$/)
    assert.equal(await ben.hear(line => line.startsWith('* The hub')), '* The hub is stopping.')
    assert.equal(await ben.line(), undefined)
    assert.equal(await own.exited, 0)
    await until('the log says who stopped it', () => own.output().includes('"by":"the operator"'))
    await using again = await startHub({ data: own.data })
    using ann = await LineClient.join(again)
    assert.match((await ann.rows('status')).at(-1) ?? '', / hub stopped$/)
  })
})
