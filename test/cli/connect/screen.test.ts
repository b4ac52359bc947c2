import assert from 'node:assert/strict'
import { describe, test } from 'node:test'
import { startHub } from '../../support/hub.ts'
import { until } from '../../support/until.ts'
import { noTerminal } from '../dial/terminal.ts'
import { run } from '../script/running-command.ts'
import { home, joined, main, openConnect, restored, sidebar, times } from './running-connect.ts'

describe('connect on a terminal', { skip: noTerminal(), concurrency: 2 }, () => {
  test('two people talk, in rooms and alone; unread messages and mentions are marked', async () => {
    await using hub = await startHub()
    await using own = await home()
    await using other = await home()
    await using ben = await joined(hub.webPort, 'Ben', own.path)
    await using eve = await joined(hub.webPort, 'Eve', other.path)
    await ben.say('hello Eve')
    await eve.until(rows => main(rows).some(row => /^ {2}hello Eve +1$/.test(row)) && main(rows).some(row => /^Ben \d\d:\d\d$/.test(row)))
    await ben.say('/join ops')
    await ben.until(rows => main(rows)[0]?.startsWith('#ops ') === true)
    await eve.say('/join #ops')
    await ben.until(rows => main(rows)[0]?.endsWith('2 here') === true)
    await ben.press('M-1')
    await ben.until(rows => main(rows)[0]?.startsWith('#lobby ') === true)
    await eve.say('just so')
    await ben.until(rows => sidebar(rows).some(row => /#ops +1$/.test(row)))
    await eve.say('@Ben look at this')
    await ben.until(rows => sidebar(rows).some(row => /#ops +@1 2$/.test(row)))
    await eve.say('/msg Ben psst')
    await ben.until(rows => sidebar(rows).some(row => /@Eve +@1$/.test(row)))
    await ben.press('M-2')
    const rows = await ben.until(rows => times(main(rows), '▌ @Ben look at this') === 1)
    assert.ok(
      main(rows).some(row => /^─+ new ─+$/.test(row)),
      rows.join('\n'),
    )
    await ben.until(rows => !sidebar(rows).some(row => /#ops.*\d$/.test(row)))
    await ben.press('C-t')
    await ben.type('ev')
    await ben.press('Enter')
    await ben.until(rows => main(rows)[0]?.startsWith('@Eve') === true && times(rows, 'psst') === 1)
  })

  test('a message of several lines is one; it is edited, answered, reacted to and taken back', async () => {
    await using hub = await startHub()
    await using own = await home()
    await using ben = await joined(hub.webPort, 'Ben', own.path)
    await ben.type('one\\')
    await ben.press('Enter')
    await ben.type('two')
    await ben.press('M-Enter')
    await ben.type('three')
    await ben.press('C-j')
    await ben.type('four')
    await ben.press('Enter')
    await ben.until(rows => /one +1\n {2}two\n {2}three\n {2}four\n/.test(main(rows).join('\n')))
    await ben.press('Up')
    await ben.until(rows => rows.join().includes('changing 1'))
    await ben.type(' and a half')
    await ben.press('Enter')
    await ben.until(rows => main(rows).includes('  four and a half (edited)'))
    await ben.say('/reply 1 well said')
    await ben.until(rows => times(main(rows), '↪ Ben: one two three') === 1)
    await ben.say('/react 3 👍')
    await ben.until(rows => times(rows, '[👍 1]') === 1)
    await ben.say('/unsay')
    await ben.until(rows => main(rows).some(row => /^ {2}\(deleted\) +3$/.test(row)) && times(rows, '[👍 1]') === 0)
    await ben.say('//who is not a command')
    await ben.until(rows => times(main(rows), '  /who is not a command') === 1)
    await ben.say('/wrng')
    await ben.until(rows => main(rows).join(' ').includes('There is no command /wrng') && rows.at(-1)?.endsWith('> /wrng') === true)
  })

  test('looking back loads older messages, keeps its place, and jumps', async () => {
    await using hub = await startHub()
    await using own = await home()
    await using other = await home()
    await using script = await home()
    await using eve = await joined(hub.webPort, 'Eve', other.path)
    await eve.say('/join ops')
    await eve.until(rows => main(rows)[0]?.startsWith('#ops') === true)
    const lines = Array.from({ length: 300 }, (_, index) => `line ${index + 1}\n`).join('')
    assert.equal((await run({ port: hub.webPort, state: script.path }, ['send', 'ops', '--lines'], lines)).code, 0)
    await using ben = await joined(hub.webPort, 'Ben', own.path)
    await ben.say('/join ops')
    await ben.until(rows => times(rows, '  line 300 ') === 1)
    await ben.press('PageUp')
    const before = await ben.until(rows => rows.join().includes('looking back'))
    await eve.say('breaking news')
    const after = await ben.until(rows => rows.join().includes('1 new below'))
    assert.deepEqual(main(after).slice(1, 22), main(before).slice(1, 22))
    await until('the first line is in sight', async () => {
      await ben.press('PageUp')
      return times(await ben.rows(), '  line 1 ') === 1
    })
    await ben.say('/goto 150')
    await ben.until(rows => main(rows).some(row => /^▸ line \d+ +150$/.test(row)))
    await ben.say('/search "line 77"')
    await ben.until(rows => rows.join().includes('1 found'))
    await ben.press('Enter')
    await ben.until(rows => main(rows).some(row => row.startsWith('▸ line 77 ')))
    await ben.press('End')
    await ben.until(rows => times(rows, 'breaking news') === 1 && !rows.join().includes('looking back'))
  })

  test('Tab completes, with a list that goes when it is not needed', async () => {
    await using hub = await startHub()
    await using own = await home()
    await using other = await home()
    await using eve = await joined(hub.webPort, 'Eve', other.path)
    await eve.say('here')
    await using ben = await joined(hub.webPort, 'Ben', own.path)
    await ben.until(rows => times(main(rows), '  here') === 1)
    await ben.type('hi @E')
    await ben.press('Tab')
    await ben.until(rows => rows.at(-1)?.endsWith('> hi @Eve') === true)
    await ben.press('C-u')
    await ben.type('/re')
    await ben.press('Tab')
    await ben.until(rows => times(rows, '▸ /reply') === 1 && times(rows, '  /react') === 1)
    await ben.press('Tab')
    await ben.until(rows => times(rows, '▸ /react') === 1 && rows.at(-1)?.endsWith('> /react') === true)
    await ben.press('Escape')
    await ben.until(rows => rows.at(-1)?.endsWith('> /re') === true && times(rows, '/reply') === 0)
  })

  test('any size will do, and the line being typed stays', async () => {
    await using hub = await startHub()
    await using own = await home()
    await using ben = await joined(hub.webPort, 'Ben', own.path)
    await ben.say('一二三四五六七八九十 '.repeat(6))
    await ben.type('half typed')
    for (const [columns, rows] of [
      [40, 12],
      [120, 40],
      [25, 8],
      [80, 24],
    ] as const) {
      await ben.resize(columns, rows)
      await ben.until(shown => shown.length <= rows && shown.at(-1)?.endsWith('> half typed') === true && shown.length >= rows - 1)
      await until('the cursor is in the input', async () => (await ben.cursor()).row === rows - 1)
    }
  })

  test('every way out gives the terminal back', async () => {
    await using hub = await startHub()
    await using own = await home()
    for (const leave of ['C-c', '/quit', 'C-d']) {
      await using ben = await joined(hub.webPort, 'Ben', own.path)
      if (leave.startsWith('/')) await ben.say(leave)
      else await ben.press(leave)
      const rows = await ben.until(rows => restored(rows, 0))
      assert.deepEqual(rows, ['ended 0', 'icanon', 'echo'], 'the screen is the one from before')
    }
  })

  test('a second window is another guest and says so', async () => {
    await using hub = await startHub()
    await using own = await home()
    await using first = await joined(hub.webPort, 'Ben', own.path)
    await using second = await openConnect(hub.webPort, 'Ben', own.path)
    await second.until(rows => main(rows).join(' ').includes('another guest (number 2)'))
    await second.until(rows => sidebar(rows)[0]?.startsWith(' Client') === true)
    await second.press('C-u')
    await second.say('from the second')
    await first.until(rows => times(rows, 'from the second') === 1)
  })
})
