import assert from 'node:assert/strict'
import { mkdir, readFile, writeFile } from 'node:fs/promises'
import { join } from 'node:path'
import { describe, test } from 'node:test'
import { sha256Of } from '../../support/files.ts'
import { startHub } from '../../support/hub.ts'
import { Random } from '../../support/random.ts'
import { noTerminal } from '../dial/terminal.ts'
import { holdingProxy } from '../script/holding-proxy.ts'
import { run } from '../script/running-command.ts'
import { home, joined, main, openConnect, restored, times } from './running-connect.ts'

describe('files in connect', { skip: noTerminal() }, () => {
  test('are put, listed, fetched, renamed and deleted, with names and paths completed; the room hears of it', async () => {
    await using hub = await startHub()
    await using own = await home()
    await using other = await home()
    await mkdir(join(own.path, 'stuff'))
    await writeFile(join(own.path, 'stuff/my notes.txt'), 'one two three')
    await writeFile(join(own.path, 'stuff/other.txt'), 'x'.repeat(2_000_000))
    await using ben = await joined(hub.webPort, 'Ben', own.path)
    await using eve = await joined(hub.webPort, 'Eve', other.path)
    await ben.type('/put st')
    await ben.press('Tab')
    await ben.until(rows => rows.at(-1)?.endsWith('> /put stuff/') === true)
    await ben.type('m')
    await ben.press('Tab')
    await ben.until(rows => rows.at(-1)?.endsWith('> /put stuff/my notes.txt') === true)
    await ben.press('Enter')
    await ben.until(rows => main(rows).join(' ').includes('my notes.txt is in #lobby now (13 bytes)'))
    await eve.until(rows => main(rows).some(row => /^ {2}\* Ben put my notes\.txt \(13 bytes\) \d\d:\d\d$/.test(row)))
    await ben.say('/put stuff')
    await ben.until(rows => main(rows).join(' ').includes('2 files (2.0 MB) of stuff are in #lobby now.'))
    await eve.say('/files')
    await eve.until(rows => main(rows)[1]?.includes('#lobby: 3 files') === true && times(rows, '2.0 MB') >= 1)
    await eve.press('Escape')
    await eve.until(rows => times(rows, '#lobby: 3 files') === 0)
    await eve.type('/get my')
    await eve.press('Tab')
    await eve.until(rows => rows.at(-1)?.endsWith('> /get my notes.txt') === true)
    await eve.type('to/')
    await eve.press('Enter')
    await eve.until(rows => main(rows).join(' ').includes('my notes.txt is here (13 bytes)'))
    assert.equal(await readFile(join(other.path, 'to/my notes.txt'), 'utf8'), 'one two three')
    await eve.say('/get stuff/')
    await eve.until(rows => main(rows).join(' ').includes('2 files (2.0 MB) of stuff/ are in'))
    await eve.say('/rm my notes.txt')
    await eve.until(rows => main(rows).join(' ').includes('Only who put a file there can do that'))
    await ben.say('/mv my notes.txt to our notes.txt')
    await eve.until(rows => main(rows).some(row => row.startsWith('  * Ben renamed the file my notes.txt to our')))
    await ben.say('/delete-file our notes.txt')
    await eve.until(rows => main(rows).some(row => row.startsWith('  * Ben deleted the file our notes.txt')))
    await ben.say('/get our notes.txt')
    await ben.until(rows => main(rows).join(' ').includes('There is no such file in this room.'))
  })

  test('what is under way shows how far it is, can be paused, and is asked about before one leaves; it goes on next time', async () => {
    await using hub = await startHub()
    await using proxy = await holdingProxy(hub.webPort)
    await using own = await home()
    const bytes = new Random(11).bytes(64_000_000)
    await writeFile(join(own.path, 'big.bin'), bytes)
    {
      await using ben = await joined(proxy.port, 'Ben', own.path, { columns: 40, rows: 12 })
      proxy.holdAfter('up', 40_000_000)
      await ben.say('/put big.bin')
      const under = (rows: readonly string[]) => rows.find(row => row.startsWith('↑1 big.bin')) ?? ''
      await ben.until(rows => proxy.up >= 40_000_000 && / [4-9]\d%/.test(under(rows)) && rows.length === 12)
      await ben.type('half a line')
      await ben.until(rows => rows.at(-1) === '> half a line' && under(rows) !== '')
      await ben.press('C-u')
      await ben.say('/pause')
      await ben.until(rows => under(rows).includes('paused'))
      await ben.type('half a line')
      await ben.press('C-c')
      await ben.until(rows => rows.join(' ').includes('Leave again to quit') && rows.at(-1) === '> half a line')
      await ben.press('C-c')
      await ben.until(rows => restored(rows, 0))
    }
    proxy.release()
    proxy.count()
    await using ben = await openConnect(proxy.port, 'Ben', own.path)
    await ben.until(rows => rows.at(-1)?.endsWith('> half a line') === true && main(rows)[0]?.startsWith('#lobby') === true)
    await ben.press('C-u')
    await ben.say('/put big.bin')
    await ben.until(rows => main(rows).join(' ').includes('big.bin is in #lobby now (64.0 MB)') && times(rows, '↑1') === 0)
    assert.ok(proxy.up < 48_000_000, `${proxy.up} bytes went up in the second run`)
    const place = { port: hub.webPort, state: join(own.path, 'other') }
    assert.match((await run(place, ['ls', '--json'])).lines[0] ?? '', new RegExp(sha256Of(bytes)))
    await ben.say('/cancel 7')
    await ben.until(rows => main(rows).join(' ').includes('There is no transfer 7.'))
    proxy.holdAfter('down', 30_000_000)
    await ben.say('/get big.bin to.bin')
    await ben.until(rows => main(rows).some(row => /^↓2 big\.bin .*[1-9]\d%/.test(row)))
    await ben.say('/cancel 2')
    await ben.until(rows => main(rows).join(' ').includes('big.bin is cancelled') && times(rows, '↓2') === 0)
  })

  test('for screen readers each tenth is a line, and there are no bars', async () => {
    await using hub = await startHub()
    await using own = await home()
    await writeFile(join(own.path, 'big.bin'), new Random(12).bytes(20_000_000))
    await using ben = await openConnect(hub.webPort, 'Ben', own.path, { more: '--screen-reader' })
    await ben.until(rows => rows.includes('Connected.') && rows.some(row => row.startsWith('Now in #lobby')))
    await ben.say('/put big.bin')
    const rows = await ben.until(shown => shown.includes('big.bin is in #lobby now (20.0 MB).'))
    assert.ok(
      rows.some(row => /^1 big\.bin: (begins, 20\.0 MB|\d0 %, .*)\.$/.test(row)),
      rows.join('\n'),
    )
    assert.doesNotMatch(rows.join(''), /[─━│▸]/)
    await ben.say('/files')
    await ben.until(
      shown =>
        shown.includes('#lobby: 1 file.') && shown.some(row => /^ +20\.0 MB big\.bin {2}Ben {2}\d{4}-\d\d-\d\d \d\d:\d\d$/.test(row)),
    )
    await ben.press('C-c')
    await ben.until(shown => restored(shown, 0))
  })
})
