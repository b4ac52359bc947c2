// The programs in examples/ do what they say, against a real hub.
import assert from 'node:assert/strict'
import { spawn } from 'node:child_process'
import { once } from 'node:events'
import { readdir, readFile } from 'node:fs/promises'
import { join } from 'node:path'
import { describe, it } from 'node:test'
import { fileURLToPath } from 'node:url'
import { connect, type Partyline } from '../../src/client/connect.ts'
import { startHub, temporaryFolder } from '../support/hub.ts'
import { until, within } from '../support/until.ts'

const folder = fileURLToPath(new URL('../../examples/', import.meta.url))

function run(example: string, ...args: readonly string[]) {
  const child = spawn(process.execPath, [join(folder, example), ...args], { stdio: 'pipe' })
  let output = ''
  for (const stream of [child.stdout, child.stderr]) stream.on('data', chunk => (output += chunk))
  const ended = once(child, 'close').then(([code, signal]) => code ?? signal)
  return {
    input: child.stdin,
    output: () => output,
    ended,
    stop: () => child.kill('SIGTERM'),
    [Symbol.asyncDispose]: async () => {
      child.kill('SIGKILL')
      await ended
    },
  }
}

const said = (client: Partyline) =>
  (client.state.rooms.get(1)?.timeline.rows ?? []).flatMap(row => (row.kind === 'message' ? [`${row.author}: ${row.text}`] : []))

describe('the examples', () => {
  it('are whole programs of at most 40 lines', async () => {
    for (const name of await readdir(folder)) {
      const lines = (await readFile(join(folder, name), 'utf8')).trimEnd().split('\n').length
      assert.ok(lines <= 40, `${name} has ${lines} lines`)
    }
  })

  it('echo-bot answers, and what it missed while it was not there', async () => {
    await using hub = await startHub()
    await using data = await temporaryFolder()
    const url = `ws://127.0.0.1:${hub.webPort}`
    await using eve = connect(url, { name: 'Eve' })
    await eve.ready()
    const args = [url, '#lobby', join(data.path, 'bot.json')]
    {
      await using bot = run('echo-bot.ts', ...args)
      await until('the bot listens', () => bot.output().includes('EchoBot listens in #lobby.'))
      await eve.room('#lobby').send('echo one')
      await until('it answers', () => said(eve).includes('EchoBot: one'))
      bot.stop()
      await within('its end', bot.ended)
    }
    await eve.room('#lobby').send('echo two')
    await using bot = run('echo-bot.ts', ...args)
    await until('it answers again', () => said(eve).includes('EchoBot: two'))
    assert.deepEqual(
      said(eve).filter(line => line.startsWith('EchoBot')),
      ['EchoBot: one', 'EchoBot: two'],
    )
    assert.ok(bot.output().includes('EchoBot listens'))
  })

  it('stdin-to-room says its input line by line, and prints what the others say', async () => {
    await using hub = await startHub()
    const url = `ws://127.0.0.1:${hub.webPort}`
    await using eve = connect(url, { name: 'Eve' })
    await eve.ready()
    await using bridge = run('stdin-to-room.ts', url, '#lobby', 'Logs')
    bridge.input.write('line 0\n')
    await until('the first line', () => said(eve).length === 1)
    await eve.room('#lobby').send('I see')
    await until('it is printed', () => bridge.output().includes('Eve: I see\n'))
    for (let count = 1; count < 300; count++) bridge.input.write(`line ${count}\n`)
    bridge.input.end()
    assert.equal(await within('its end', bridge.ended), 0)
    await until('all have come', () => said(eve).length === 301)
    assert.deepEqual(
      said(eve).filter(line => line.startsWith('Logs')),
      Array.from({ length: 300 }, (_, count) => `Logs: line ${count}`),
    )
  })

  it('alert says one thing and ends, with 1 when it could not', async () => {
    await using hub = await startHub()
    const url = `ws://127.0.0.1:${hub.webPort}`
    await using eve = connect(url, { name: 'Eve' })
    await eve.ready()
    await using alert = run('alert.ts', url, '#lobby', 'backup', 'done')
    assert.equal(await within('its end', alert.ended), 0, alert.output())
    assert.equal(alert.output(), 'Said in #lobby as number 1.\n')
    await until('it is there', () => said(eve).includes('Alert: backup done'))
    await using wrong = run('alert.ts', url, '#nowhere', 'x')
    assert.equal(await within('its end', wrong.ended), 1)
    assert.match(wrong.output(), /^There is no such room/)
    await using empty = run('alert.ts')
    assert.equal(await within('its end', empty.ended), 2)
  })
})
