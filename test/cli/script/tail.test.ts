import assert from 'node:assert/strict'
import { describe, test } from 'node:test'
import { startHub, temporaryFolder } from '../../support/hub.ts'
import { cuttingProxy } from '../dial/cutting-proxy.ts'
import { Command, run, untimed } from './running-command.ts'

describe('partyline tail', { concurrency: 2 }, () => {
  test('prints the last ten, or all since a seq, and ends at the newest with --no-follow', async () => {
    await using hub = await startHub()
    await using state = await temporaryFolder()
    const place = { port: hub.webPort, state: state.path }
    const lines = Array.from({ length: 250 }, (_, index) => `line ${index + 1}`)
    await run(place, ['send', 'lobby', '--lines', '--name', 'Ben'], lines.join('\n'))
    const numbered = lines.map((line, index) => `${index + 1} Ben: ${line}`)
    assert.deepEqual(untimed((await run(place, ['tail', 'lobby', '--no-follow'])).lines), numbered.slice(-10))
    assert.deepEqual(untimed((await run(place, ['tail', 'lobby', '--since', '7', '--no-follow'])).lines), numbered.slice(7))
    assert.deepEqual((await run(place, ['tail', 'lobby', '--since', '250', '--no-follow'])).lines, [])
    const [json = ''] = (await run(place, ['tail', 'lobby', '--since', '249', '--no-follow', '--json'])).lines
    assert.deepEqual([JSON.parse(json).seq, JSON.parse(json).text, JSON.parse(json).kind], [250, 'line 250', 'message'])
  })

  test('goes on across a killed hub without loss or double', async () => {
    await using data = await temporaryFolder()
    await using state = await temporaryFolder()
    let hub = await startHub({ data: data.path })
    await using proxy = await cuttingProxy(hub.webPort, () => undefined)
    try {
      await using tail = new Command({ port: proxy.port, state: state.path }, ['tail', 'lobby', '--since', '0'])
      const say = (text: string) => run({ port: hub.webPort, state: state.path }, ['send', 'lobby', text, '--name', 'Ben'])
      await say('one')
      await tail.until(lines => lines.length === 1)
      await hub.stop('SIGKILL')
      hub = await startHub({ data: data.path })
      await say('two')
      proxy.target = hub.webPort
      await tail.until(lines => lines.length === 2)
      await say('three')
      await tail.until(lines => lines.length === 3)
      assert.deepEqual(untimed(tail.lines), ['1 Ben: one', '2 Ben: two', '3 Ben: three'])
      tail.child.kill('SIGINT')
      assert.equal(await tail.exited(), 0)
      assert.equal(tail.errors, '')
    } finally {
      await hub.stop('SIGKILL')
    }
  })

  test('ends quietly when its reader has enough', async () => {
    await using hub = await startHub()
    await using state = await temporaryFolder()
    const place = { port: hub.webPort, state: state.path }
    await using tail = new Command(place, ['tail', 'lobby', '--since', '0'])
    await run(place, ['send', 'lobby', 'one', '--name', 'Ben'])
    await tail.until(lines => lines.length === 1)
    tail.child.stdout.destroy()
    await run(place, ['send', 'lobby', 'two', '--name', 'Ben'])
    assert.equal(await tail.exited(), 0)
    assert.equal(tail.errors, '')
  })
})
