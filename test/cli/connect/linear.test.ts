import assert from 'node:assert/strict'
import { describe, test } from 'node:test'
import { startHub } from '../../support/hub.ts'
import { noTerminal } from '../dial/terminal.ts'
import { home, joined, openConnect, restored, times } from './running-connect.ts'

describe('connect for screen readers', { skip: noTerminal() }, () => {
  test('what is new is written as a plain line, once, above what is being typed; there are no boxes', async () => {
    await using hub = await startHub()
    await using own = await home()
    await using other = await home()
    await using eve = await joined(hub.webPort, 'Eve', other.path)
    await using ben = await openConnect(hub.webPort, 'Ben', own.path, { more: '--screen-reader' })
    await ben.until(rows => rows.includes('Connected.') && rows.some(row => row.startsWith('Now in #lobby, 2 here')))
    await ben.type('half')
    await ben.until(rows => rows.at(-1) === 'half')
    await eve.say('hello Ben')
    await ben.until(rows => /^\d+ \d\d:\d\d Eve: hello Ben$/.test(rows.at(-2) ?? '') && rows.at(-1) === 'half')
    await ben.say(' a line')
    await eve.until(rows => times(rows, 'half a line') === 1)
    await ben.say('/who')
    const rows = await ben.until(rows => rows.includes('2 here in #lobby.'))
    assert.equal(times(rows, 'hello Ben'), 1)
    assert.doesNotMatch(rows.join(''), /[─│▸]/)
    await ben.say('/wrng')
    await ben.until(rows => rows.join('').includes('There is no command /wrng'))
    await ben.press('C-c')
    await ben.until(rows => restored(rows, 0))
  })

  test('INK_SCREEN_READER asks for it, too', async () => {
    await using hub = await startHub()
    await using own = await home()
    await using ben = await openConnect(hub.webPort, 'Ben', own.path, { env: { INK_SCREEN_READER: 'true' } })
    await ben.until(rows => rows.includes('Connected.'))
  })
})
