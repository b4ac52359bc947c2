import assert from 'node:assert/strict'
import { randomBytes } from 'node:crypto'
import { readFile, stat, truncate, writeFile } from 'node:fs/promises'
import { join } from 'node:path'
import { describe, test } from 'node:test'
import { type RunningHub, startHub } from '../../support/hub.ts'
import { entry, type Home, newHome, RunningDial, runDial } from './running-dial.ts'
import { scriptedHub } from './scripted-hub.ts'
import { noTerminal, Terminal } from './terminal.ts'

const open = (home: Home, args: string, size: { columns?: number; rows?: number } = {}): Promise<Terminal> =>
  Terminal.open(`"${process.execPath}" "${entry}" dial ${args}`, {
    cwd: home.folder,
    env: { XDG_STATE_HOME: home.state, NO_COLOR: '1' },
    ...size,
  })

const joined = async (hub: { port: number }, home: Home, name: string, size = {}): Promise<Terminal> => {
  const terminal = await open(home, `127.0.0.1:${hub.port} --name ${name}`, size)
  await terminal.until(rows => rows.includes(`-- you are ${name}`) && rows.at(-1) === 'You:')
  return terminal
}

const restored = (rows: string[], code: number): boolean => rows.join('\n').endsWith(`ended ${code}\nicanon\necho`)

describe('dial on a terminal', { skip: noTerminal(), concurrency: 2 }, () => {
  test('there is a prompt; what is said appears above the line being typed, which is kept', async () => {
    await using hub = await startHub()
    await using home = await newHome()
    await using other = await newHome()
    await using terminal = await joined(hub, home, 'Ben')
    await terminal.say('hello')
    await terminal.until(rows => rows.slice(-3).join() === 'You: hello,hello ACK,You:')
    await terminal.type('half a 你好 line')
    await terminal.press('Left', 'Left', 'Left', 'Left', 'Left')
    await terminal.until(rows => rows.at(-1) === 'You: half a 你好 line')
    // Keys that move the cursor change no row: who looks too early sees it on its way.
    await terminal.untilCursor(({ column }) => column === 16)
    await runDial(other, [`127.0.0.1:${hub.port}`, '--name', 'Anna'], 'hi Ben\n')
    const rows = await terminal.until(rows => rows.includes('* Anna left'))
    assert.deepEqual(
      rows.slice(-6),
      ['* Client02 joined', '* Client02 is now Anna', '[#lobby] Anna: hi Ben', '* Anna left', 'You: half a 你好 line']
        .slice(-6)
        .toSpliced(0, 0, 'hello ACK'),
    )
    await terminal.untilCursor(({ column }) => column === 16)
    await terminal.type('!')
    await terminal.press('Enter')
    await terminal.until(rows => rows.slice(-2).join() === 'half a 你好! line ACK,You:')
    await terminal.press('Up')
    await terminal.until(rows => rows.at(-1) === 'You: half a 你好! line')
    await terminal.press('C-u')
    await terminal.say('exit')
    const last = await terminal.until(rows => restored(rows, 0))
    assert.ok(last.includes('Goodbye, Ben.'))
  })

  test('a long line of wide characters survives others talking, a narrow window and a wide one', async () => {
    await using hub = await startHub()
    await using home = await newHome()
    await using other = await newHome()
    await using terminal = await joined(hub, home, 'Ben', { columns: 60, rows: 30 })
    const long = '一二三四五六七八九十'.repeat(6)
    await terminal.type(long)
    const typed = (rows: string[]): string => rows.slice(rows.findLastIndex(row => row.startsWith('You: '))).join('')
    await terminal.until(rows => typed(rows) === `You: ${long}`)
    await using anna = new RunningDial(other, [`127.0.0.1:${hub.port}`, '--name', 'Anna'])
    for (const [columns, word] of [
      [60, 'one'],
      [31, 'two'],
      [100, 'three'],
      [24, 'four'],
      [80, 'five'],
    ] as const) {
      await terminal.resize(columns, 30)
      await terminal.until(rows => typed(rows) === `You: ${long}`)
      anna.say(word)
      const rows = await terminal.until(rows => rows.includes(`[#lobby] Anna: ${word}`) && typed(rows) === `You: ${long}`)
      assert.equal(rows.filter(row => row.startsWith('You: ')).length, 1, rows.join('\n'))
      assert.ok(rows.indexOf(`[#lobby] Anna: ${word}`) < rows.findLastIndex(row => row.startsWith('You: ')))
      assert.equal(
        rows.filter(row => row.includes('Anna:')).length,
        ['one', 'two', 'three', 'four', 'five'].indexOf(word) + 1,
        rows.join('\n'),
      )
    }
    await terminal.press('Enter')
    await terminal.until(rows => rows.join('').endsWith(`${long} ACKYou:`))
  })

  test('a text pasted over several rows is redrawn without leftovers', async () => {
    await using hub = await startHub()
    await using home = await newHome()
    await using terminal = await joined(hub, home, 'Ben', { columns: 40, rows: 24 })
    await terminal.type('word '.repeat(30))
    await terminal.press('BSpace', 'BSpace')
    await terminal.press('Home')
    await terminal.type('first ')
    const rows = await terminal.until(rows => rows.join('').includes('You: first word') && rows.at(-1)?.endsWith('wor') === true)
    assert.equal(rows.filter(row => row.includes('You:')).length, 1, rows.join('\n'))
    await terminal.press('C-c')
    await terminal.until(rows => restored(rows, 0))
  })

  test('a hostile hub puts no escapes on the screen, and colours are ours alone', async () => {
    await using home = await newHome()
    await using hub = await scriptedHub(async peer => {
      await peer.join()
      peer.send('[#lobby] Eve: \u001b[2J\u001b[31mred\u0007\u202egnorw', '[#lobby] Eve: done')
      await peer.gone()
    })
    await using terminal = await open(home, `127.0.0.1:${hub.port}`)
    const rows = await terminal.until(rows => rows.includes('[#lobby] Eve: done'))
    assert.ok(rows.includes('[#lobby] Eve: ␛[2J␛[31mred␇\\u{202e}gnorw'), rows.join('\n'))
    assert.match(rows[0] ?? '', /^Welcome to Partyline\. You are Client01\./)
    assert.doesNotMatch((await terminal.rows({ escapes: true })).join('\n'), /\u001b/)
    await using coloured = await Terminal.open(`env -u NO_COLOR "${process.execPath}" "${entry}" dial 127.0.0.1:${hub.port}`, {
      cwd: home.folder,
      env: { XDG_STATE_HOME: `${home.state}2` },
    })
    await coloured.until(rows => rows.includes('[#lobby] Eve: done'))
    assert.match((await coloured.rows({ escapes: true })).join('\n'), /\u001b\[36m\[#lobby\] Eve:/)
  })

  test('Ctrl-D leaves, and so does Ctrl-C, with the terminal as it was', async () => {
    await using hub = await startHub()
    for (const key of ['C-c', 'C-d']) {
      await using home = await newHome()
      await using terminal = await joined(hub, home, `Key-${key}`)
      await terminal.press(key)
      await terminal.until(rows => restored(rows, 0))
    }
  })

  test('nobody there is a sentence and exit code 1, with the terminal as it was', async () => {
    await using home = await newHome()
    await using terminal = await open(home, '127.0.0.1:1')
    const rows = await terminal.until(rows => restored(rows, 1))
    assert.match(rows[0] ?? '', /^Cannot connect to 127\.0\.0\.1:1: nobody listens there/)
  })

  test('a transfer shows its state below what is said; Ctrl-C stops it first, and leaves second', async () => {
    await using hub = await startHub()
    await using home = await newHome()
    const path = join(hub.files, 'big.bin')
    await writeFile(path, 'start')
    await truncate(path, 8_000_000_000)
    await using terminal = await joined(hub, home, 'Ben', { columns: 100 })
    await terminal.say('get big.bin')
    const during = await terminal.until(rows =>
      /^get big\.bin \[[#-]{24}\] +\d+% {2}\S+ \w+ of 8\.0 GB {2}\S+ \w+\/s {2}\S+ left$/.test(rows.at(-2) ?? ''),
    )
    assert.equal(during.at(-1), 'You:')
    assert.ok(during.includes('-- get big.bin: 8.0 GB'))
    await terminal.say('later')
    await terminal.until(rows => rows.includes('-- this will be sent after the transfer, which Ctrl-C stops'))
    await terminal.type('typing')
    await terminal.press('C-c')
    const after = await terminal.until(rows => rows.includes('later ACK'))
    assert.ok(
      after.some(row => /^-- stopped; the same `get big\.bin` goes on after \S+ [kMG]?B/.test(row)),
      after.join('\n'),
    )
    assert.equal(after.at(-1), 'You: typing')
    assert.ok(!after.some(row => row.includes('% ')), 'no state is left on the screen')
    assert.ok((await stat(join(home.folder, 'big.bin.part'))).size > 0)
    await terminal.press('C-c')
    await terminal.until(rows => restored(rows, 0))
  })

  test('a file goes out and comes back from a terminal, too', async () => {
    await using hub = await startHub()
    await using home = await newHome()
    const content = randomBytes(200_000)
    await writeFile(join(home.folder, 'my file.bin'), content)
    await using terminal = await joined(hub, home, 'Ben')
    await terminal.type('put my')
    await terminal.press('Tab')
    await terminal.until(rows => rows.at(-1) === 'You: put my file.bin')
    await terminal.press('Enter')
    await terminal.until(rows => rows.includes('-- put `my file.bin`, 200 kB, its SHA-256 is confirmed'))
    await terminal.say('get my file.bin')
    await terminal.until(rows => rows.includes('-- `my file.bin` is here already, the same file'))
    assert.deepEqual(await readFile(join(hub.files, 'my file.bin')), content)
    await terminal.say('put nothing')
    await terminal.until(rows => rows.includes('There is no file `nothing` here.'))
  })

  test('[L70] the prompt names the room that is not the lobby, and what is typed while the hub is away is for that room', async () => {
    const hub: RunningHub = await startHub()
    await using home = await newHome()
    await using terminal = await joined(hub, home, 'Ben')
    await terminal.say('/join #ops')
    await terminal.until(rows => rows.at(-1) === 'You in #ops:')
    await terminal.type('/leave #o')
    await terminal.press('Tab')
    await terminal.until(rows => rows.at(-1) === 'You in #ops: /leave #ops')
    await terminal.press('C-u')
    await terminal.say('/create den private')
    await terminal.until(rows => rows.at(-1) === 'You in #den:')
    await terminal.type('half a line')
    await hub.stop('SIGKILL')
    await terminal.until(rows => rows.some(row => row.startsWith('-- connection lost')) && rows.at(-1) === 'You in #den: half a line')
    await terminal.press('Enter')
    await using again = await startHub({ data: hub.data, args: ['--line-port', String(hub.port)] })
    await terminal.until(rows => rows.includes('-- connected again as Ben, in #den') && rows.includes('half a line ACK'))
    await terminal.say('/history 1')
    await terminal.until(rows => rows.some(row => /^2 .* Ben: half a line$/.test(row)))
    await terminal.say('/leave')
    await terminal.until(rows => rows.slice(-2).join() === 'LEAVE #den,You:')
    await terminal.press('C-d')
    await terminal.until(rows => restored(rows, 0))
    await using back = await open(home, `127.0.0.1:${again.port}`)
    const rows = await back.until(rows => rows.at(-1) === 'You:' && rows.length > 2)
    assert.equal(rows[1], '-- you are in #ops, too; /join #ops goes there')
    await hub[Symbol.asyncDispose]()
  })

  test('while the hub is away that is said once, what is typed waits, and the rest is seen afterwards', async () => {
    const hub: RunningHub = await startHub()
    await using home = await newHome()
    await using other = await newHome()
    await using terminal = await joined(hub, home, 'Ben')
    await terminal.say('before')
    await terminal.until(rows => rows.includes('before ACK'))
    await hub.stop('SIGKILL')
    await terminal.until(rows => rows.some(row => row.startsWith('-- connection lost, trying again ...')))
    await terminal.say('meanwhile')
    await terminal.until(rows => rows.includes('-- not connected; this will be sent as soon as the hub is there'))
    await using again = await startHub({ data: hub.data, args: ['--line-port', String(hub.port)] })
    const rows = await terminal.until(rows => rows.includes('meanwhile ACK'))
    assert.equal(rows.filter(row => row.startsWith('-- connection lost')).length, 1)
    assert.ok(rows.includes('-- connected again as Ben'))
    await terminal.press('C-d')
    await terminal.until(rows => restored(rows, 0))
    await runDial(other, [`127.0.0.1:${again.port}`, '--name', 'Anna'], 'you missed this one\n')
    await using back = await open(home, `127.0.0.1:${again.port}`)
    const seen = await back.until(rows => rows.at(-1) === 'You:' && rows.length > 2)
    assert.deepEqual(seen.slice(0, 3), [
      `-- connected to 127.0.0.1:${again.port} as Ben; \`help\` lists the commands`,
      '-- you missed this',
      '[#lobby] Anna: you missed this one',
    ])
    await hub[Symbol.asyncDispose]()
  })
})
