import assert from 'node:assert/strict'
import { writeFile } from 'node:fs/promises'
import { join } from 'node:path'
import { describe, test } from 'node:test'
import { columnsOf } from '../../../src/cli/connect/columns.ts'
import { barLine, sumLine } from '../../../src/cli/files/bars.ts'
import { startHub, temporaryFolder } from '../../support/hub.ts'
import { Random } from '../../support/random.ts'
import { entry } from '../connect/running-connect.ts'
import { noTerminal, Terminal } from '../dial/terminal.ts'
import { holdingProxy } from './holding-proxy.ts'

const plain = { colours: false, unicode: true }

describe('bars', () => {
  test('fill just the columns there are, whatever the name, and say what they can', () => {
    const names = [
      'a',
      'photos/holiday 日本 with a very long name that goes on and on.jpeg',
      '日本語のとても長い名前のファイルです.bin',
      '\u001b[2J\u202e',
    ]
    for (const name of names)
      for (let columns = 10; columns < 130; columns++) {
        const line = barLine({ name, bytes: 12_300_000, total: 23_000_000, perSecond: 4_200_000 }, columns, plain)
        assert.equal(columnsOf(line), columns, line)
        assert.doesNotMatch(line, /[\u0000-\u001f\u202e]/)
        assert.match(line, / 53%/)
      }
    assert.equal(
      barLine({ name: 'photos/a.jpg', bytes: 12_300_000, total: 23_000_000, perSecond: 4_200_000 }, 79, plain),
      'photos/a.jpg                  ━━━━━──────  53%    12.3 MB     4.2 MB/s     0:03',
    )
    assert.equal(barLine({ name: 'photos/a.jpg', bytes: 1, total: 2, perSecond: 0 }, 39, plain), 'photos/a.jpg      ━━━────  50%         ')
    assert.equal(barLine({ name: 'dump.sql', bytes: 5_000_000, total: undefined, perSecond: 100 }, 24, plain), 'dump.sql                ')
    assert.match(
      barLine({ name: 'x', bytes: 0, total: 0, perSecond: 0, note: 'checking' }, 79, { colours: false, unicode: false }),
      /#.* 99% .*checking/,
    )
  })

  test('the sum says as much as there is place for', () => {
    const sum = { files: 3, filesTotal: 12, failed: 1, bytes: 45_100_000, total: 120_000_000, perSecond: 12_300_000 }
    assert.equal(sumLine(sum, 79), '3 of 12 files  1 failed  45.1 MB of 120 MB  12.3 MB/s  0:07 left')
    assert.equal(sumLine(sum, 51), '3/12  1 failed  45.1 MB of 120 MB  12.3 MB/s  0:07')
    assert.equal(sumLine({ ...sum, failed: 0 }, 39), '3/12  45.1 MB  12.3 MB/s  0:07')
    assert.equal(sumLine(sum, 3), '3/1')
  })
})

describe('put on a terminal', { skip: noTerminal() }, () => {
  for (const columns of [80, 40])
    test(`shows a bar for each file and a sum at ${columns} columns, and takes them away at the end`, async () => {
      await using hub = await startHub()
      await using proxy = await holdingProxy(hub.webPort)
      await using folder = await temporaryFolder()
      for (const name of ['one.bin', 'two.bin']) await writeFile(join(folder.path, name), new Random(9).bytes(40_000_000))
      proxy.holdAfter('up', 30_000_000)
      const env = {
        XDG_STATE_HOME: join(folder.path, 'state'),
        PARTYLINE_URL: `ws://127.0.0.1:${proxy.port}`,
        NO_COLOR: '1',
        LANG: 'C.UTF-8',
      }
      await using terminal = await Terminal.open(`"${process.execPath}" "${entry}" put one.bin two.bin`, {
        cwd: folder.path,
        env,
        columns,
        rows: 10,
      })
      const rows = await terminal.until(shown => proxy.up >= 30_000_000 && shown.length === 3 && /[1-9]\d%/.test(shown[0] ?? ''))
      assert.match(rows[0] ?? '', /^one\.bin +━+─+ +\d+%/)
      assert.match(rows[1] ?? '', /^two\.bin +━*─+ +\d+%/)
      assert.match(rows[2] ?? '', columns === 80 ? /^0 of 2 files {2}\d.* MB of 80\.0 MB/ : /^0\/2 {2}\d.* MB/)
      await terminal.resize(60, 6)
      await terminal.until(shown => shown.length === 3 && shown.every(row => row.length < 60) && shown[0]?.startsWith('one.bin') === true)
      proxy.release()
      const end = await terminal.until(shown => shown.some(row => row.startsWith('ended ')))
      assert.match(end.join('\n'), /^2 files put, \d.* MB in \d+:\d\d\.\nended 0(\n|$)/)
    })
})
