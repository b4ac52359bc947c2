import assert from 'node:assert/strict'
import { describe, test } from 'node:test'
import { startHub, temporaryFolder } from '../../support/hub.ts'
import { until } from '../../support/until.ts'
import { run, untimed } from './running-command.ts'

describe('partyline rooms, status, history and search', () => {
  test('tell what the hub knows, as lines or as JSON', async () => {
    await using hub = await startHub()
    await using state = await temporaryFolder()
    const place = { port: hub.webPort, state: state.path }
    await run(place, ['send', 'lobby', '--lines', '--name', 'Ben'], 'the deploy failed\nthe deploy is green\nlunch\n')
    assert.deepEqual((await run(place, ['rooms'])).lines, ['#lobby 1 open member'])
    assert.equal(JSON.parse((await run(place, ['rooms', '--json'])).lines[0] ?? '').name, '#lobby')
    const status = await run(place, ['status', '1'])
    assert.equal(status.lines.length, 2)
    assert.match(status.lines[0] ?? '', /^Client\d+ +127\.0\.0\.1:\d+ +web +\S+ \S+ +still connected$/)
    assert.match(status.lines[1] ?? '', / exit$/)
    assert.deepEqual(untimed((await run(place, ['history', '#lobby', '2'])).lines), ['2 Ben: the deploy is green', '3 Ben: lunch'])
    assert.deepEqual(untimed((await run(place, ['history', 'lobby', '5', '--before', '3'])).lines), [
      '1 Ben: the deploy failed',
      '2 Ben: the deploy is green',
    ])
    // What was just said is found a moment later.
    const found = await until('the search finds both', async () => {
      const { lines } = await run(place, ['search', 'deploy'])
      return lines.length === 2 && lines
    })
    assert.deepEqual(untimed(found), ['#lobby 2 Ben: the deploy is green', '#lobby 1 Ben: the deploy failed'])
    assert.equal((await run(place, ['search', 'deploy', '1', '--room', 'lobby', '--json'])).lines.length, 1)
    assert.equal((await run(place, ['search', 'two', 'words'])).code, 2)
    assert.equal((await run(place, ['history', 'lobby', 'many'])).code, 2)
  })
})
