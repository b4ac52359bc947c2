// How the operator's tool finds the hub, and the sentence it has for each way in which it cannot.
import assert from 'node:assert/strict'
import { chmod, mkdir, writeFile } from 'node:fs/promises'
import { createServer } from 'node:net'
import { join } from 'node:path'
import { after, before, describe, test } from 'node:test'
import { noTerminal, Terminal } from '../cli/dial/terminal.ts'
import { runAdmin, type Said } from '../support/admin.ts'
import { type RunningHub, startHub, temporaryFolder } from '../support/hub.ts'
import { LineClient } from '../support/line-client.ts'
import { isRoot, skipUnless, works } from '../support/needs.ts'

const nobody = ['setpriv', '--reuid=65534', '--regid=65534', '--clear-groups']
const entry = join(import.meta.dirname, '..', '..', 'bin', 'partyline.mjs')

/** It failed with one sentence that a person can act on. */
function assertSentence({ code, out, err }: Said, expected: RegExp): void {
  assert.deepEqual({ code, out }, { code: 1, out: '' }, err)
  assert.match(err, /^[A-Z/][^\n]+\.\n$/)
  assert.match(err, expected)
}

/** Something that listens on the operator's socket of a folder, and is no hub. */
async function impostor(folder: string, answer: string): Promise<AsyncDisposable> {
  const server = createServer(socket => socket.on('error', () => undefined).once('data', () => socket.end(answer)))
  await new Promise<void>(resolve => server.listen(join(folder, 'admin.sock'), resolve))
  return { [Symbol.asyncDispose]: async () => void server.close() }
}

describe('the way to a hub', () => {
  let hub: RunningHub
  before(async () => {
    hub = await startHub()
  })
  after(() => hub[Symbol.asyncDispose]())

  test('the data folder is --data, else PARTYLINE_DATA, else ./data', async () => {
    await using folder = await temporaryFolder()
    const data = join(folder.path, 'data')
    await mkdir(data)
    await using own = await startHub({ data, args: ['--max-clients', '7'] })
    const rows = async (args: readonly string[], env: Record<string, string> = {}) => (await runAdmin(args, { cwd: folder.path, env })).out
    const unset = { PARTYLINE_DATA: own.data }
    assert.match(await rows(['limits', '--data', hub.data], unset), /^max-clients +1000 /)
    assert.match(await rows(['--data', 'data', 'limits'], { PARTYLINE_DATA: hub.data }), /^max-clients +7 /)
    assert.match(await rows(['limits'], { PARTYLINE_DATA: hub.data }), /^max-clients +1000 /)
    assert.match(await rows(['limits']), /^max-clients +7 /)
    assert.equal((await runAdmin(['limits'], { env: { PARTYLINE_DATA: '' } })).code, 2)
  })

  test('where no hub has run, and where there is no folder, it says so', async () => {
    await using folder = await temporaryFolder()
    const expected = /^No hub runs on the data folder .*--data/
    assertSentence(await runAdmin(['--data', folder.path, 'limits']), expected)
    assertSentence(await runAdmin(['--data', join(folder.path, 'nowhere'), 'limits']), expected)
    await writeFile(join(folder.path, 'file'), '')
    assertSentence(await runAdmin(['--data', join(folder.path, 'file'), 'limits']), expected)
  })

  test('a socket that a killed hub left behind is told from a hub', async () => {
    await using folder = await temporaryFolder()
    await using own = await startHub({ data: folder.path })
    await own.stop('SIGKILL')
    assertSentence(await runAdmin(['--data', folder.path, 'limits']), /does not run any more/)
  })

  test('a file in place of the socket is no hub', async () => {
    await using folder = await temporaryFolder()
    await writeFile(join(folder.path, 'admin.sock'), 'hello')
    assertSentence(await runAdmin(['--data', folder.path, 'limits']), /--data|partyline serve/)
  })

  const cannotBecomeNobody = isRoot && skipUnless(works(...nobodyRuns()), 'Another user cannot run this Node.')
  test('another user is told that only the hub’s own user may', { skip: cannotBecomeNobody }, async () => {
    await using folder = await temporaryFolder()
    await chmod(folder.path, 0o755)
    await using own = await startHub({ data: folder.path })
    if (!isRoot) await chmod(join(own.data, 'admin.sock'), 0)
    const said = await runAdmin(['--data', folder.path, 'limits'], { cwd: '/', ...(isRoot ? { under: nobody } : {}) })
    assertSentence(said, /^You may not open .*user who runs the hub/)
  })

  test('a path that is too long for a socket is told, and works from inside the folder', async () => {
    await using folder = await temporaryFolder()
    const data = join(folder.path, 'a-long-name-'.repeat(8), 'and-more')
    await mkdir(data, { recursive: true })
    await using own = await startHub({ data, cwd: data })
    assertSentence(await runAdmin(['--data', data, 'limits'], { cwd: '/' }), /longer than the 103 bytes .*--data \./)
    assert.equal((await runAdmin(['--data', '.', 'limits'], { cwd: data })).code, 0)
    assert.equal((await runAdmin(['--data', own.data, 'limits'], { cwd: join(data, 'files') })).code, 0)
  })

  test('what comes from the hub cannot move the cursor nor turn the text of a terminal', async () => {
    await using folder = await temporaryFolder()
    await using _impostor = await impostor(folder.path, 'SESSIONS 2\nBen\x1b[2J\x07\x9b31m 1\nA\u202enn 2\nEND\n')
    const { code, out } = await runAdmin(['--data', folder.path, 'sessions'])
    assert.equal(code, 0)
    assert.doesNotMatch(out, /[\x00-\x09\x0b-\x1f\x7f-\x9f\u202a-\u202e]/)
    assert.equal(out.split('\n').length, 3)
  })

  test('an answer that is none, one that ends early and none at all are told', async () => {
    for (const [answer, expected] of [
      ['HTTP/1.1 400 Bad Request\r\n\r\n', /no hub/],
      ['LIMITS 5\nmax-clients 3\n', /closed the connection/],
      ['', /closed the connection/],
      ['ERROR server-full \x1b[2JServer full, try later.\n', /^[^\x1b]*Server full/],
    ] as const) {
      await using folder = await temporaryFolder()
      await using _impostor = await impostor(folder.path, answer)
      const { code, err } = await runAdmin(['--data', folder.path, 'limits'])
      assert.equal(code, 1)
      assert.match(err, expected)
    }
  })

  test('at a terminal it asks at a prompt, completes what is typed, and ends with exit', { skip: noTerminal() }, async () => {
    using ben = await LineClient.join(hub)
    const command = `'${process.execPath}' '${entry}' admin`
    await using terminal = await Terminal.open(command, { cwd: hub.data, env: { PARTYLINE_DATA: hub.data }, columns: 140 })
    await terminal.until(rows => rows.at(-1) === 'admin>')
    await terminal.say('say hello from the desk')
    assert.equal(await ben.hear(line => line.startsWith('* Operator')), '* Operator: hello from the desk')
    await terminal.until(rows => rows.some(row => /^\d+ were told\.$/.test(row)) && rows.at(-1) === 'admin>')
    await terminal.type('set max-f')
    await terminal.press('Tab')
    await terminal.until(rows => rows.at(-1) === 'admin> set max-file-bytes')
    await terminal.say('12')
    await terminal.until(rows => rows.some(row => row.startsWith('max-file-bytes is 12 ')))
    await terminal.say('help')
    await terminal.until(rows => rows.some(row => row.includes('unset <key>')))
    await terminal.say('exit')
    await terminal.until(rows => rows.includes('ended 0'))
  })
})

function nobodyRuns(): [string, ...string[]] {
  const [command = '', ...options] = nobody
  return [command, ...options, process.execPath, entry, 'help']
}
