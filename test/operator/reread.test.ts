// SIGHUP: the configuration file is read again. What changed counts at once, what a stronger word pins does not, and the log says which.
import assert from 'node:assert/strict'
import { rm, writeFile } from 'node:fs/promises'
import { join } from 'node:path'
import { describe, test } from 'node:test'
import { admin, limitOf } from '../support/admin.ts'
import { type HubOptions, type RunningHub, startHub, temporaryFolder } from '../support/hub.ts'
import { LineClient } from '../support/line-client.ts'
import { until } from '../support/until.ts'

type Logged = { readonly level: number; readonly msg: string; readonly [field: string]: unknown }
type Configured = AsyncDisposable & { readonly hub: RunningHub; reread(file: string | undefined): Promise<Logged[]> }

/** A hub with this configuration file; `reread` writes another, sends SIGHUP and answers what the log then says. */
async function configured(file: string | undefined, options: HubOptions = {}): Promise<Configured> {
  const folder = await temporaryFolder()
  const path = join(folder.path, 'partyline.toml')
  const write = (text: string | undefined) => (text === undefined ? rm(path, { force: true }) : writeFile(path, text))
  await write(file)
  const hub = await startHub({ ...options, data: folder.path })
  const logged = () =>
    hub
      .output()
      .split('\n')
      .flatMap(line => (line.startsWith('{') ? [JSON.parse(line) as Logged] : []))
  return {
    hub,
    reread: async text => {
      await write(text)
      const before = logged().length
      process.kill(hub.pid, 'SIGHUP')
      await until('the log tells of the file', () => logged().length > before)
      // All that one reading has to say is said in one turn; whoever answers after it has said it.
      await limitOf(hub, 'max-clients')
      return logged().slice(before)
    },
    [Symbol.asyncDispose]: async () => {
      await hub[Symbol.asyncDispose]()
      await folder[Symbol.asyncDispose]()
    },
  }
}

const said = (logged: readonly Logged[]): string[] => logged.map(line => line.msg)

describe('SIGHUP', { concurrency: 2 }, () => {
  test('what changed in the file counts at once, and the log says from what to what', async () => {
    await using one = await configured('max_clients = 5\nmax_line_bytes = 100\n')
    using ben = await LineClient.join(one.hub)
    const logged = await one.reread('max_clients = 6\nmax_file_bytes = 10\n')
    assert.deepEqual(
      logged.map(({ key, from, to }) => [key, from, to]),
      [
        ['max-clients', 5, 6],
        ['max-line-bytes', 100, 8_192],
        ['max-file-bytes', 64 * 1_024 ** 3, 10],
      ],
    )
    for (const { msg, key, to } of logged) assert.ok(msg.startsWith(`${key} is ${to} now`), msg)
    const limits = await ben.rows('/limits')
    for (const row of ['max-clients 6', 'max-line-bytes 8192', 'max-file-bytes 10']) assert.ok(limits.includes(row), row)
    assert.equal(await limitOf(one.hub, 'max-clients'), '6 file')
  })

  test('what a flag, the environment or the operator pins stays, and the log says by what', async () => {
    await using one = await configured('', { args: ['--max-clients', '7'], env: { PARTYLINE_MAX_LINE_BYTES: '700' } })
    await admin(one.hub, 'set', 'idle-seconds', '70')
    const logged = await one.reread('max_clients = 8\nmax_line_bytes = 800\nidle_seconds = 80\nslow_seconds = 8\n')
    assert.deepEqual(
      logged.filter(line => 'by' in line).map(({ key, file, value, by }) => [key, file, value, by]),
      [
        ['max-clients', 8, 7, 'flag'],
        ['max-line-bytes', 800, 700, 'environment'],
        ['idle-seconds', 80, 70, 'set'],
      ],
    )
    assert.ok(said(logged).some(line => /^max-clients stays 7: .*the flag; the file says 8\.$/.test(line)))
    assert.ok(said(logged).some(line => /^idle-seconds stays 70: .*admin set.*; the file says 80\.$/.test(line)))
    assert.ok(said(logged).some(line => line.startsWith('slow-seconds is 8 now')))
    assert.equal(await limitOf(one.hub, 'max-clients'), '7 flag')
    assert.match(await admin(one.hub, 'unset', 'idle-seconds'), /idle-seconds is 80 again \(file\)/)
  })

  test('a wrong value, a wrong key, a broken file and a missing one change nothing, and the log says what is wrong', async () => {
    await using one = await configured('max_clients = 5\n')
    for (const [file, expected] of [
      ['max_line_bytes = 100\nmax_clients = 0\n', /^Nothing was changed\. .*max-clients .* from 1 to 100000, not `0`\.$/],
      ['max_line_bytes = 100\nmax_cats = 3\n', /^Nothing was changed\. .*no key `max_cats`\./],
      ['max_line_bytes = 100\nmax_clients = [\n', /^Nothing was changed\. .*partyline\.toml/],
      ['max_line_bytes = 100\nmax_clients = [1]\n', /^Nothing was changed\. .*`max_clients` wants a plain value\.$/],
      [undefined, /^Nothing was changed\. .*partyline\.toml/],
    ] as const) {
      const [line, ...more] = await one.reread(file)
      assert.match(line?.msg ?? '', expected)
      assert.equal(line?.level, 50)
      assert.deepEqual(more, [])
      assert.equal(await limitOf(one.hub, 'max-clients'), '5 file')
      assert.equal(await limitOf(one.hub, 'max-line-bytes'), '8192 default')
    }
    assert.match(said(await one.reread('max_clients = 9\n')).join(), /^max-clients is 9 now/)
  })

  test('what is fixed while a hub runs waits for a restart, and the log says so; a wrong value of it changes nothing', async () => {
    await using one = await configured('guest_names = "counting"\nmax_clients = 5\n')
    const lines = said(await one.reread('guest_names = "lowest-free"\nmax_clients = 6\n'))
    assert.match(lines.join('\n'), /^guest-names .*restart\.$/m)
    assert.match(lines.join('\n'), /^max-clients is 6 now/m)
    assert.match(
      said(await one.reread('guest_names = "random"\nmax_clients = 7\n')).join(),
      /^Nothing was changed\. .*guest-names.*`random`/,
    )
    assert.equal(await limitOf(one.hub, 'max-clients'), '6 file')
  })

  test('a file that says what it said is told, and so is that there is none', async () => {
    await using one = await configured('max_clients = 5\n')
    assert.deepEqual(said(await one.reread('# a remark\nmax-clients = 5\n')), ['The file was read again; nothing has changed.'])
    await using none = await configured(undefined)
    assert.match(said(await none.reread(undefined)).join(), /^There is no configuration file/)
  })

  test('nobody who is connected notices it', async () => {
    await using one = await configured('max_clients = 5\n')
    using ben = await LineClient.join(one.hub)
    await one.reread('max_clients = 1\n')
    assert.equal(await ben.ask('still here'), 'still here ACK')
    assert.deepEqual(ben.unasked, [])
  })
})
