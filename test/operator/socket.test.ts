// The operator's socket itself: who may open it, what becomes of an old one, and what it makes of strange bytes.
import assert from 'node:assert/strict'
import { once } from 'node:events'
import { lstat, mkdir, writeFile } from 'node:fs/promises'
import { connect } from 'node:net'
import { dirname, join } from 'node:path'
import { describe, test } from 'node:test'
import { settingKeys } from '../../src/protocol/settings.ts'
import { limitOf, runAdmin } from '../support/admin.ts'
import { startHub, temporaryFolder } from '../support/hub.ts'
import { LineClient } from '../support/line-client.ts'

/** What the rows of `limits` begin with. */
const limitsHead = `LIMITS ${settingKeys.length}`

/** Sends bytes and the FIN, and answers all that comes back. */
async function converse(path: string, bytes: string | Uint8Array): Promise<string> {
  const socket = connect({ path })
  socket.on('error', () => undefined)
  let heard = ''
  socket.setEncoding('utf8').on('data', text => (heard += text))
  socket.end(bytes)
  await once(socket, 'close')
  return heard
}

describe('the operator’s socket', { concurrency: 2 }, () => {
  test('is open to the hub’s own user alone, in a folder that a new hub makes for that user alone', async () => {
    await using folder = await temporaryFolder()
    const data = join(folder.path, 'new')
    await using _hub = await startHub({ data, cwd: folder.path })
    const socket = await lstat(join(data, 'admin.sock'))
    assert.ok(socket.isSocket())
    assert.equal(socket.mode & 0o777, 0o600)
    assert.equal((await lstat(data)).mode & 0o777, 0o700)
  })

  test('goes when the hub stops, and one that a killed hub left is replaced', async () => {
    await using folder = await temporaryFolder()
    const path = join(folder.path, 'admin.sock')
    await using first = await startHub({ data: folder.path })
    await first.stop('SIGKILL')
    assert.ok((await lstat(path)).isSocket())
    await using second = await startHub({ data: folder.path, args: ['--max-clients', '9'] })
    assert.equal(await limitOf(second, 'max-clients'), '9 flag')
    assert.equal((await lstat(path)).mode & 0o777, 0o600)
    assert.equal(await second.stop(), 0)
    await assert.rejects(lstat(path), { code: 'ENOENT' })
  })

  test('a file in its place is replaced as well', async () => {
    await using folder = await temporaryFolder()
    await writeFile(join(folder.path, 'admin.sock'), 'left by a copy')
    await using hub = await startHub({ data: folder.path })
    assert.equal(await limitOf(hub, 'max-clients'), '1000 default')
  })

  for (const [what, prepare] of [
    ['a path too long for a socket', async (folder: string) => join(folder, 'a-long-name-'.repeat(8), 'and-more')],
    ['a folder in its place', async (folder: string) => dirname((await mkdir(join(folder, 'admin.sock', 'x'), { recursive: true })) ?? '')],
  ] as const) {
    test(`${what} costs the hub its operator’s door and nothing else, and the log says so`, async () => {
      await using folder = await temporaryFolder()
      const data = await prepare(folder.path)
      await using hub = await startHub({ data, cwd: '/' })
      {
        using ben = await LineClient.join(hub)
        assert.equal(await ben.ask('all well?'), 'all well? ACK')
      }
      const warnings = hub
        .output()
        .split('\n')
        .filter(line => line.startsWith('{"level":40'))
      assert.equal(warnings.length, 1)
      assert.match(JSON.parse(warnings[0] ?? '').msg, /admin.*admin\.sock.*\.$/)
      assert.equal((await runAdmin(['--data', data, 'limits'], { cwd: '/' })).code, 1)
      assert.equal(await hub.stop(), 0)
    })
  }

  test('takes commands from anything that can write lines, the last one without its ending too', async () => {
    await using hub = await startHub()
    const path = join(hub.data, 'admin.sock')
    assert.match(await converse(path, 'say one\r\nset max-clients 5\n'), /^OK 0 were told\.\nOK max-clients is 5 [^\n]*\n$/)
    const rows = (await converse(path, 'limits\n')).split('\n')
    assert.match(rows[1] ?? '', /^max-clients +5 +set /)
    assert.deepEqual([rows[0], ...rows.slice(1 + settingKeys.length)], [limitsHead, 'END', ''])
    assert.match(await converse(path, 'say two'), /^OK 0 were told\.\n$/)
  })

  test('refuses what it cannot read and lives on', async () => {
    await using hub = await startHub()
    const path = join(hub.data, 'admin.sock')
    const heard = await converse(path, Buffer.from('frobnicate\nset max-clients 0\nsay a\x1b[2J\nsay \xc3(\nlimits\n', 'latin1'))
    const refused = ['unknown-command', 'bad-command', 'bad-character', 'bad-utf8'].map(code => `ERROR ${code} [^\\n]+\\n`)
    assert.match(heard, new RegExp(`^${refused.join('')}${limitsHead}\\n`))
    assert.match(await converse(path, `say ${'x'.repeat(5_000)}\nsay hi\n`), /^ERROR line-too-long [^\n]+\nOK 0 were told\.\n$/)
    assert.match(await converse(path, '\n\n'), /^(ERROR [^\n]+\n)*$/)
  })

  test('is for a few at a time: those beyond are told, and the others stay served', async () => {
    await using hub = await startHub()
    const path = join(hub.data, 'admin.sock')
    const sockets = Array.from({ length: 16 }, () => connect({ path }))
    await Promise.all(sockets.map(socket => once(socket, 'connect')))
    assert.match(await converse(path, ''), /^ERROR server-full /)
    for (const socket of sockets) {
      socket.write('limits\n')
      assert.ok(String((await once(socket, 'data'))[0]).startsWith(`${limitsHead}\n`))
      socket.destroy()
    }
  })
})
