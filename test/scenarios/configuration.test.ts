// What a hub is told: flag before environment before file before default; and for whatever is wrong one sentence and exit code 2.
import assert from 'node:assert/strict'
import { access, mkdir, writeFile } from 'node:fs/promises'
import { join } from 'node:path'
import { describe, test } from 'node:test'
import { readConfig, WrongConfig } from '../../src/config.ts'
import { limitOf } from '../support/admin.ts'
import { type HubOptions, spawnHub, startHub, temporaryFolder } from '../support/hub.ts'
import { LineClient } from '../support/line-client.ts'
import { within } from '../support/until.ts'

async function run(options: HubOptions & { data: string }): Promise<{ code: number | string; output: string }> {
  const { process: child, output, exited } = spawnHub(options)
  try {
    return { code: await within('the end of the hub', exited), output: output() }
  } finally {
    child.kill('SIGKILL')
  }
}

/** What is said to somebody who starts a hub like this: one sentence on one line. */
function sentenceFor(args: readonly string[], env: Readonly<Record<string, string>> = {}): string {
  try {
    readConfig(args, env)
  } catch (thrown) {
    if (!(thrown instanceof WrongConfig)) throw thrown
    assert.match(thrown.message, /^\S[^\n]+[^.]\.$/)
    return thrown.message
  }
  assert.fail(`Nothing is wrong with ${args.join(' ')} ${JSON.stringify(env)}.`)
}

describe('configuration', { concurrency: 2 }, () => {
  test('a flag wins over the environment, that over the file, and the file over the default', async () => {
    await using folder = await temporaryFolder()
    const file = 'max_clients = 21\nmax_line_bytes = 221\nmax-file-bytes = 2221\nslow_seconds = "22"\n'
    await writeFile(join(folder.path, 'partyline.toml'), file)
    const env = { PARTYLINE_MAX_CLIENTS: '31', PARTYLINE_MAX_LINE_BYTES: '331' }
    await using hub = await startHub({ data: folder.path, env, args: ['--max-clients', '41'] })
    assert.equal(await limitOf(hub, 'max-clients'), '41 flag')
    assert.equal(await limitOf(hub, 'max-line-bytes'), '331 environment')
    assert.equal(await limitOf(hub, 'max-file-bytes'), '2221 file')
    assert.equal(await limitOf(hub, 'slow-seconds'), '22 file')
    assert.equal(await limitOf(hub, 'idle-seconds'), '60 default')
  })

  test('the same holds for what is fixed while a hub runs', async () => {
    const firstNames = async (options: HubOptions, file = ''): Promise<string> => {
      await using folder = await temporaryFolder()
      await writeFile(join(folder.path, 'partyline.toml'), file)
      await using hub = await startHub({ ...options, data: folder.path })
      const names: string[] = []
      for (let visit = 0; visit < 2; visit++) {
        using guest = await LineClient.join(hub)
        names.push(guest.firstName)
        assert.match(await guest.ask('exit'), /^Goodbye/)
      }
      return names.join(' ')
    }
    const [counting, lowest] = ['Client01 Client02', 'Client01 Client01']
    assert.equal(await firstNames({}), counting)
    assert.equal(await firstNames({}, 'guest_names = "lowest-free"\n'), lowest)
    assert.equal(await firstNames({ env: { PARTYLINE_GUEST_NAMES: 'counting' } }, 'guest_names = "lowest-free"\n'), counting)
    assert.equal(await firstNames({ env: { PARTYLINE_GUEST_NAMES: 'counting' }, args: ['--guest-names', 'lowest-free'] }), lowest)
  })

  test('the file is --config, else PARTYLINE_CONFIG, else ./partyline.toml', async () => {
    await using folder = await temporaryFolder()
    for (const [name, clients] of [
      ['partyline.toml', 11],
      ['a.toml', 12],
      ['b.toml', 13],
    ] as const) {
      await writeFile(join(folder.path, name), `max_clients = ${clients}\n`)
    }
    const clients = async (options: HubOptions): Promise<string> => {
      await using hub = await startHub({ ...options, data: folder.path })
      return await limitOf(hub, 'max-clients')
    }
    assert.equal(await clients({}), '11 file')
    assert.equal(await clients({ env: { PARTYLINE_CONFIG: 'a.toml' } }), '12 file')
    assert.equal(await clients({ env: { PARTYLINE_CONFIG: 'a.toml' }, args: ['--config', 'b.toml'] }), '13 file')
  })

  test('--help names every option and limit, and ends with 0', async () => {
    await using folder = await temporaryFolder()
    const { code, output } = await run({ data: folder.path, args: ['--help'] })
    assert.equal(code, 0)
    const options = ['line-port', 'web-port', 'host', 'data', 'files', 'rates', 'guest-names', 'config']
    const limits = ['max-clients', 'max-clients-per-address', 'max-line-bytes', 'max-file-bytes', 'idle-seconds', 'slow-seconds']
    for (const key of [...options, ...limits]) assert.match(output, new RegExp(`^  --${key} +\\S`, 'm'), key)
  })

  test('a wrong flag is refused with the flag, the value and what would do', () => {
    for (const [args, expected] of [
      [['--line-port', '65536'], /line-port.*`65536`.*from 0 to 65535/],
      [['--line-port', '-1'], /line-port/],
      [['--line-port', ''], /line-port/],
      [['--max-clients', '0'], /max-clients.*from 1 to 100000.*`0`/],
      [['--max-clients', '1e3'], /max-clients.*whole number.*`1e3`/],
      [['--max-clients', '3 '], /max-clients.*whole number/],
      [['--idle-seconds', '1'], /idle-seconds.*from 2 to/],
      [['--rates', 'maybe'], /rates.*`maybe`.*`on` or `off`/],
      [['--guest-names', 'random'], /guest-names.*`random`.*`counting` or `lowest-free`/],
      [['--host', ''], /host/],
      [['--files', ''], /files/],
      [['--host', '--rates', 'off'], /host/],
      [['--max-clients'], /max-clients/],
      [['--max-cats', '3'], /--max-cats.*--help/],
      [['party'], /party.*--help/],
      [['--config', 'nowhere.toml'], /nowhere\.toml/],
      [['--config', '.'], /cannot be read/],
    ] as const) {
      assert.match(sentenceFor(args), expected)
    }
  })

  test('a wrong environment is refused, and says that it is the environment', () => {
    assert.match(sentenceFor([], { PARTYLINE_MAX_CLIENTS: 'many' }), /environment.*max-clients.*`many`/)
    assert.match(sentenceFor([], { PARTYLINE_MAX_CLIENTS: '' }), /environment.*max-clients/)
    assert.match(sentenceFor([], { PARTYLINE_FILES: '' }), /files/)
    assert.match(sentenceFor([], { PARTYLINE_DATA: '' }), /data/)
  })

  test('a wrong file is refused with the file, the key and what would do', async () => {
    for (const [file, expected] of [
      ['max_clients = 0\n', /partyline\.toml.*max-clients.*from 1 to 100000/],
      ['max_clients = 2.5\n', /max-clients.*`2\.5`/],
      ['max_clients = [3]\n', /`max_clients`/],
      ['max_cats = 3\n', /`max_cats`/],
      ['[hub]\nmax_clients = 3\n', /`hub`/],
      ['guest_names = "door"\n', /guest-names.*`door`/],
      ['config = "other.toml"\n', /`config`/],
      ['max_clients = \n', /partyline\.toml/],
    ] as const) {
      await using folder = await temporaryFolder()
      const path = join(folder.path, 'partyline.toml')
      await writeFile(path, file)
      assert.match(sentenceFor(['--config', path]), expected)
    }
  })

  test('whatever is wrong, the hub ends with 2, has said that sentence and nothing else, and has made no folder', async () => {
    await using folder = await temporaryFolder()
    const data = join(folder.path, 'data')
    await writeFile(join(folder.path, 'wrong.toml'), 'max_clients = 0\n')
    for (const options of [
      { args: ['--max-clients', 'many'] },
      { env: { PARTYLINE_MAX_CLIENTS: 'many' } },
      { args: ['--config', 'wrong.toml'] },
    ]) {
      const { code, output } = await run({ cwd: folder.path, ...options, data })
      assert.equal(code, 2)
      assert.match(output, /^In [^\n]*max-clients is a whole number [^\n]+\.\n$/)
    }
    await assert.rejects(access(data), { code: 'ENOENT' })
  })

  test('a files folder that would show the database to everybody is refused', async () => {
    await using folder = await temporaryFolder()
    const data = join(folder.path, 'deep', 'data')
    await mkdir(data, { recursive: true })
    for (const files of [folder.path, join(folder.path, 'deep'), data]) {
      const { code, output } = await run({ data, args: ['--files', files] })
      assert.equal(code, 2, output)
      assert.match(output, /^[^\n]*--files[^\n]+\.\n$/)
    }
    await using hub = await startHub({ data, args: ['--files', join(data, 'shelf')] })
    using ben = await LineClient.join(hub)
    assert.deepEqual(await ben.rows('list'), [])
  })
})

test('the log is JSON on stderr and the banner is on stdout, when nobody looks', async () => {
  await using folder = await temporaryFolder()
  const { process: child, exited, output } = spawnHub({ data: folder.path })
  const [out, err] = [child.stdout, child.stderr].map(stream => {
    const pieces: string[] = []
    stream?.setEncoding('utf8').on('data', text => pieces.push(text))
    return pieces
  })
  child.stdout?.on('data', () => output().includes('Stop it with') && child.kill('SIGTERM'))
  assert.equal(await within('the end of the hub', exited), 0)
  assert.match(out?.join('') ?? '', /^Partyline is open\.\n[^{]*$/)
  const lines = err?.join('').trimEnd().split('\n') ?? []
  const logged = lines.map(line => JSON.parse(line))
  const stopping = logged.find(line => line.msg === 'The hub is stopping.')
  assert.equal(stopping?.by, 'SIGTERM')
  for (const { time, level } of logged) {
    assert.match(time, /^\d{4}-\d\d-\d\dT\d\d:\d\d:\d\d\.\d{3}Z$/)
    assert.equal(level, 30)
  }
})
