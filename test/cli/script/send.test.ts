import assert from 'node:assert/strict'
import { describe, test } from 'node:test'
import { startHub, temporaryFolder } from '../../support/hub.ts'
import { until } from '../../support/until.ts'
import { Command, run, untimed } from './running-command.ts'

describe('partyline send', { concurrency: 2 }, () => {
  test('a text, the whole input, or each line of it is a message; the exit code is 0 when all are stored', async () => {
    await using hub = await startHub()
    await using state = await temporaryFolder()
    const place = { port: hub.webPort, state: state.path }
    assert.deepEqual(await run(place, ['send', 'lobby', 'one', 'argument', 'or', 'several', '--name', 'Ben']), {
      code: 0,
      lines: [],
      errors: '',
    })
    assert.equal((await run(place, ['send', '#lobby', '--name', 'Ben'], 'two\r\nlines\n')).code, 0)
    const both = await run(place, ['send', '#lobby', 'text', '--lines'], 'a\nb\n')
    assert.equal(both.code, 2, 'a text and --lines do not go together')
    assert.match(both.errors, /--lines/)
    const many = await run(place, ['send', '#lobby', '-', '--lines', '--json', '--name', 'Ben'], 'a\n\nb\nc')
    assert.deepEqual(
      many.lines.map(line => JSON.parse(line).seq),
      [3, 4, 5],
    )
    assert.equal((await run(place, ['send', '#lobby', 'yes', '--reply', '1', '--name', 'Ben'])).code, 0)
    const history = await run(place, ['history', 'lobby'])
    assert.deepEqual(untimed(history.lines), [
      '1 Ben: one argument or several',
      '2 Ben: two ⏎ lines',
      '3 Ben: a',
      '4 Ben: b',
      '5 Ben: c',
      '6 Ben: yes',
    ])
  })

  test('an open room is joined, a person is talked to alone; what is refused is one sentence and exit code 1', async () => {
    await using hub = await startHub()
    await using state = await temporaryFolder()
    await using other = await temporaryFolder()
    const place = { port: hub.webPort, state: state.path }
    const wrong = await run(place, ['send', '#nowhere', 'hi'])
    assert.equal(wrong.code, 1)
    assert.match(wrong.errors, /^partyline: There is no such room.*\n$/)
    const reply = await run(place, ['send', 'lobby', 'hi', '--reply', '99'])
    assert.equal(reply.code, 1)
    assert.match(reply.errors, /^partyline: There is no such message.*\n$/)
    await using zoe = new Command({ ...place, state: other.path }, ['tail', 'lobby', '--name', 'Zoe'])
    await until('Zoe is here', async () => (await run(place, ['status', '0'])).lines.some(line => line.startsWith('Zoe ')))
    assert.equal((await run(place, ['send', '@Zoe', 'psst'])).code, 0)
    zoe.child.kill('SIGTERM')
    assert.equal(await zoe.exited(), 0)
    assert.match((await run({ ...place, state: other.path }, ['rooms', '--name', 'Zoe'])).lines.join(), /#lobby/)
    const nobody = await run(place, ['send', '@Nobody', 'psst'])
    assert.equal(nobody.code, 1)
    assert.match(nobody.errors, /^partyline: Nobody here .*\n$/)
  })

  test('many lines stay in order', async () => {
    await using hub = await startHub()
    await using state = await temporaryFolder()
    const place = { port: hub.webPort, state: state.path }
    const lines = Array.from({ length: 500 }, (_, index) => `line ${index + 1}`)
    assert.equal((await run(place, ['send', 'lobby', '--lines', '--name', 'Ben'], lines.join('\n'))).code, 0)
    const { lines: told } = await run(place, ['history', 'lobby', '500'])
    assert.deepEqual(
      untimed(told),
      lines.map((line, index) => `${index + 1} Ben: ${line}`),
    )
  })

  test('without a hub it gives up within --timeout, and what it gave up is not sent later', async () => {
    await using state = await temporaryFolder()
    await using data = await temporaryFolder()
    const first = await startHub({ data: data.path })
    const place = { port: first.webPort, state: state.path }
    assert.equal((await run(place, ['send', 'lobby', 'before', '--name', 'Ben'])).code, 0)
    await first.stop()
    const { code, errors } = await run(place, ['send', 'lobby', 'given up', '--timeout', '0.5', '--name', 'Ben'])
    assert.equal(code, 1)
    assert.match(errors, /^partyline: No hub answered at ws:\/\/127\.0\.0\.1:\d+\/ within 0\.5 s.*\n$/)
    await using _hub = await startHub({ data: data.path, args: ['--web-port', String(place.port)] })
    assert.equal((await run(place, ['send', 'lobby', 'after', '--name', 'Ben'])).code, 0)
    assert.deepEqual(untimed((await run(place, ['history', 'lobby'])).lines), ['1 Ben: before', '2 Ben: after'])
  })

  test('wrong usage is exit code 2 and one sentence, before any hub is asked', async () => {
    const nowhere = { port: 1, state: '/nonexistent' }
    for (const args of [
      ['send'],
      ['send', 'lobby'],
      ['send', 'lobby', 'x', '--reply', 'y'],
      ['send', '--wrong'],
      ['send', 'lobby', 'x', '--url', 'ftp://x'],
      ['send', 'lobby', 'x', '--timeout', '-1'],
    ]) {
      const { code, errors, lines } = await run(nowhere, args)
      assert.equal(code, 2, args.join(' '))
      assert.match(errors, /^partyline: [^\n]+\n$/)
      assert.deepEqual(lines, [])
    }
    for (const word of ['send', 'tail', 'rooms', 'status', 'history', 'search', 'connect']) {
      const { code, lines } = await run(nowhere, [word, '--help'])
      assert.equal(code, 0)
      assert.match(lines[0] ?? '', new RegExp(`^Usage: partyline ${word} `))
    }
  })
})
