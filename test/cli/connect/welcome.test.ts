// What the operator says to who arrives, in a terminal: once, and again only when it says something else.
import assert from 'node:assert/strict'
import { describe, test } from 'node:test'
import { admin } from '../../support/admin.ts'
import { startHub } from '../../support/hub.ts'
import { newHome, runDial } from '../dial/running-dial.ts'
import { noTerminal } from '../dial/terminal.ts'
import { home, joined, main, openConnect, restored, times } from './running-connect.ts'

const args = ['--welcome', 'Be kind.\nSoup at noon.']

describe('the welcome text', { skip: noTerminal(), concurrency: 2 }, () => {
  test('lies over the screen on arriving; once read, it comes again only when it is another', async () => {
    await using hub = await startHub({ args })
    await using own = await home()
    for (const text of ['Be kind.', undefined, 'No soup today.'] as const) {
      if (text === 'No soup today.') await admin(hub, 'set', 'welcome', text)
      await using ben = await joined(hub.webPort, 'Ben', own.path)
      if (text === undefined) await ben.until(rows => main(rows)[0]?.startsWith('#lobby ') === true)
      else {
        await ben.until(rows => times(main(rows), text) === 1 && rows.join().includes('the operator welcomes you'))
        await ben.press('Escape')
        // With what is pressed at once it would be another key.
        await ben.until(rows => !rows.join().includes('welcomes you'))
      }
      await ben.say('read it')
      const rows = await ben.until(rows => rows.some(row => row.includes('read it')) && !rows.join().includes('welcomes you'))
      assert.ok(!rows.join().includes('Be kind.'))
      await ben.press('C-c')
      await ben.until(rows => restored(rows, 0))
    }
  })

  test('is read out line by line by the plain face, before one is told where one is', async () => {
    await using hub = await startHub({ args })
    await using own = await home()
    await using ben = await openConnect(hub.webPort, 'Ben', own.path, { more: '--screen-reader' })
    const rows = await ben.until(rows => rows.some(row => row.startsWith('Now in #lobby')))
    assert.match(rows.join('\n'), /Operator: Be kind\.\nOperator: Soup at noon\.\nNow in #lobby/)
  })

  test('reaches dial as a notice, and takes no reply away', async () => {
    await using hub = await startHub({ args })
    await using own = await newHome()
    const { code, lines } = await runDial(own, [`${hub.host}:${hub.port}`], 'hello\n')
    assert.equal(code, 0)
    assert.deepEqual(lines, ['* Operator: Be kind.', '* Operator: Soup at noon.', 'hello ACK'])
  })
})
