import assert from 'node:assert/strict'
import { spawn } from 'node:child_process'
import { randomBytes } from 'node:crypto'
import { once } from 'node:events'
import { mkdir, readdir, readFile, rm, stat, writeFile } from 'node:fs/promises'
import { join } from 'node:path'
import { after, before, describe, test } from 'node:test'
import { type RunningHub, startHub } from '../../support/hub.ts'
import { newHome, RunningDial, runDial } from './running-dial.ts'

describe('dial as a filter in a script', () => {
  let hub: RunningHub
  let address: string
  before(async () => {
    hub = await startHub({ args: ['--rates', 'off'] })
    address = `127.0.0.1:${hub.port}`
  })
  after(async () => hub[Symbol.asyncDispose]())

  test('each line is sent, each answer is written in order, and nothing else', async () => {
    await using home = await newHome()
    const { code, lines, errors } = await runDial(
      home,
      [address],
      'hi\r\n\n \t\nERROR x\n  spaces stay  \n/say list\nlast without an ending',
    )
    assert.deepEqual(lines, ['hi ACK', 'ERROR x ACK', '  spaces stay   ACK', 'list ACK', 'last without an ending ACK'])
    assert.equal(errors, '')
    assert.equal(code, 0)
  })

  test('replies of many rows come whole', async () => {
    await using home = await newHome()
    const { code, lines } = await runDial(home, [address, '--name', 'Rows'], 'status\n/who\n')
    assert.equal(code, 0)
    const who = lines.slice(lines.indexOf('END') + 1)
    assert.match(lines[0] ?? '', /^STATUS \d+$/)
    assert.match(who.join(), /^WHO (\d+),(.*,)?Rows,(.*,)?END$/)
  })

  test('a refused line makes the exit code 1, and the rest is answered all the same', async () => {
    await using home = await newHome()
    const { code, lines } = await runDial(home, [address], 'one\nget nothing-like-it\n/nonsense\ntwo\n')
    assert.equal(code, 1)
    assert.deepEqual(
      lines.map(line => line.split(' ').slice(0, 2).join(' ')),
      ['one ACK', 'ERROR no-such-file', 'ERROR unknown-command', 'two ACK'],
    )
  })

  test('a line that is no text is answered as the hub answers it', async () => {
    await using home = await newHome()
    const { code, lines } = await runDial(home, [address], Buffer.from([0x61, 0xc3, 0x28, 0x0a, 0x62, 0x0a]))
    assert.equal(code, 1)
    assert.match(lines[0] ?? '', /^ERROR bad-utf8 /)
    assert.equal(lines[1], 'b ACK')
  })

  test('a byte order mark at the start of the input is dropped, and an endless line is not sent', async () => {
    await using home = await newHome()
    const { code, lines, errors } = await runDial(home, [address], `\ufeffstart\n${'x'.repeat(300_000)}\n${'y'.repeat(9_000)}\nend\n`)
    assert.equal(code, 1)
    assert.match(errors, /Line 2 is longer than 65536 bytes and was not sent\./)
    assert.deepEqual(
      lines.map(line => line.slice(0, 20)),
      ['start ACK', 'ERROR line-too-long ', 'end ACK'],
    )
  })

  test('what others say stands between the answers', async () => {
    await using home = await newHome()
    await using other = await newHome()
    await using listener = new RunningDial(home, [address, '--name', 'Listener'])
    listener.say('here')
    await listener.until(dial => dial.lines.includes('here ACK'))
    await runDial(other, [address, '--name', 'Speaker'], 'hello\n')
    await listener.until(dial => dial.lines.includes('[#lobby] Speaker: hello'))
    listener.say('heard')
    assert.equal(await listener.end(), 0)
    assert.equal(listener.lines.at(-1), 'heard ACK')
  })

  test('`exit` is answered and ends it, whatever else is in the input', async () => {
    await using home = await newHome()
    await using dial = new RunningDial(home, [address, '--name', 'Leaver'])
    dial.say('hi', 'exit')
    assert.equal(await dial.exited(), 0)
    assert.deepEqual(dial.lines, ['hi ACK', 'Goodbye, Leaver.'])
  })

  test('many lines at once are all answered', async () => {
    await using home = await newHome()
    const sent = Array.from({ length: 5_000 }, (_, index) => `line ${index}`)
    const { code, lines } = await runDial(home, [address], `${sent.join('\n')}\n`)
    assert.equal(code, 0)
    assert.deepEqual(
      lines,
      sent.map(line => `${line} ACK`),
    )
  })

  test('a file goes out and comes back the same, under every kind of name', async () => {
    await using home = await newHome()
    await using other = await newHome()
    for (const [name, bytes] of [
      ['empty', 0],
      ['one', 1],
      ['two words 7.bin', 1_000_003],
      ['ünï "quoted".bin', 70_000],
    ] as const) {
      const content = randomBytes(bytes)
      await writeFile(join(home.folder, name), content)
      const put = await runDial(home, [address], `put ${name}\n`)
      assert.equal(put.code, 0, put.errors)
      assert.match(put.lines.join('\n'), /^READY 0\n.+ ACK [0-9a-f]{64}$/)
      const got = await runDial(other, [address], `get "${name}"\nget ${name}\n`)
      assert.equal(got.code, 0, got.errors)
      assert.deepEqual(await readFile(join(other.folder, name)), content)
      assert.match(got.errors, /is here already, the same file/)
    }
    assert.deepEqual((await readdir(other.folder)).sort(), ['empty', 'one', 'two words 7.bin', 'ünï "quoted".bin'].sort())
  })

  test('put takes a path, in quotes or not, with what the wire form has behind it, and brings its name to NFC', async () => {
    await using home = await newHome()
    await writeFile(join(home.folder, 'Cafe\u0301 1.txt'), 'drink')
    const path = join(home.folder, 'Cafe\u0301 1.txt')
    for (const typed of [
      path,
      `"${path}"`,
      `'${path}'`,
      `${path} 5`,
      `"${path}" 5 now`,
      path.replaceAll(' ', '\\ '),
      `${path} 5 resume ${'0'.repeat(64)}`,
    ]) {
      const { code, lines, errors } = await runDial(home, [address], `put ${typed}\n`)
      assert.equal(code, 0, `${typed}\n${errors}`)
      assert.match(lines.at(-1) ?? '', /^Caf\u00e9 1\.txt ACK /)
    }
  })

  test('put passes rename on, and says which name was given', async () => {
    await using home = await newHome()
    const path = join(home.folder, 'twice.txt')
    await writeFile(path, 'first')
    assert.equal((await runDial(home, [address], `put ${path}\n`)).code, 0)
    await writeFile(path, 'second')
    const refused = await runDial(home, [address], `put ${path}\n`)
    assert.equal(refused.code, 1)
    assert.match(refused.lines.join(), /^ERROR exists /)
    const renamed = await runDial(home, [address], `put ${path} rename\n`)
    assert.equal(renamed.code, 0)
    assert.match(renamed.lines.at(-1) ?? '', /^twice \(2\)\.txt ACK /)
  })

  test('what cannot be put is told in a sentence, in its turn', async () => {
    await using home = await newHome()
    await writeFile(join(home.folder, 'bad\u0007name'), 'x')
    const { code, lines, errors } = await runDial(home, [address], 'a\nput missing.txt\nput .\nput bad\u0007name\nput /dev/null\nput\nb\n')
    assert.equal(code, 1)
    assert.match(errors, /There is no file `missing\.txt` here\./)
    assert.match(errors, /`\.` is a folder/)
    assert.match(errors, /`bad␇name` has characters in its name/)
    assert.match(errors, /`\/dev\/null` is no ordinary file/)
    assert.deepEqual(
      lines.map(line => line.split(' ')[0]),
      ['a', 'put', 'b'],
    )
  })

  test('a file in a folder is saved under its own name, and other content does not replace what is here', async () => {
    await using home = await newHome()
    await mkdir(join(hub.files, 'sub'), { recursive: true })
    await writeFile(join(hub.files, 'sub', 'note.txt'), 'from the hub')
    await writeFile(join(home.folder, 'note.txt'), 'mine')
    const { code, errors } = await runDial(home, [address], 'get sub/note.txt\nGET "sub/note.txt"\nfile:sub/note.txt\n')
    assert.equal(code, 0, errors)
    assert.match(errors, /saved `note \(2\)\.txt`, 12 bytes/)
    assert.match(errors, /`note \(2\)\.txt` is here already/)
    assert.deepEqual((await readdir(home.folder)).sort(), ['note (2).txt', 'note.txt'])
    assert.equal(await readFile(join(home.folder, 'note.txt'), 'utf8'), 'mine')
  })

  test('a part of an earlier run is gone on with, and a wrong one is thrown away, with a word about it', async () => {
    await using home = await newHome()
    const content = randomBytes(500_000)
    await writeFile(join(hub.files, 'parted.bin'), content)
    await writeFile(join(home.folder, 'parted.bin.part'), content.subarray(0, 300_000))
    const resumed = await runDial(home, [address], 'get parted.bin\n')
    assert.equal(resumed.code, 0)
    assert.equal(resumed.lines[0], 'START 200000 parted.bin')
    assert.deepEqual(await readFile(join(home.folder, 'parted.bin')), content)
    for (const length of [300_000, 500_000, 600_000]) {
      await writeFile(join(hub.files, `changed${length}.bin`), content)
      await writeFile(join(home.folder, `changed${length}.bin.part`), randomBytes(length))
      const { code, errors } = await runDial(home, [address], `get changed${length}.bin\n`)
      assert.equal(code, 0, errors)
      assert.match(errors, /starting again from its beginning/)
      assert.deepEqual(await readFile(join(home.folder, `changed${length}.bin`)), content)
    }
    assert.equal((await readdir(home.folder)).filter(name => name.endsWith('.part')).length, 0)
  })

  test('what cannot be saved is told in a sentence, and the conversation goes on', async () => {
    await using home = await newHome()
    await writeFile(join(hub.files, 'unsaved.bin'), 'x')
    await using dial = new RunningDial(home, [address])
    dial.say('in')
    await dial.until(({ lines }) => lines.includes('in ACK'))
    await rm(home.folder, { recursive: true })
    dial.say('get unsaved.bin', 'out')
    assert.equal(await dial.end(), 1)
    assert.match(dial.errors, /`unsaved\.bin\.part` cannot be written: it does not exist\./)
    assert.equal(dial.lines.at(-1), 'out ACK')
  })

  test('an offset goes on after that byte of the part, and is refused in a sentence where there is no such byte', async () => {
    await using home = await newHome()
    const content = randomBytes(1_000)
    await writeFile(join(hub.files, 'offset.bin'), content)
    await writeFile(join(home.folder, 'offset.bin.part'), content.subarray(0, 900))
    const { lines } = await runDial(home, [address], 'get offset.bin 100\n')
    assert.equal(lines[0], 'START 900 offset.bin')
    assert.deepEqual(await readFile(join(home.folder, 'offset.bin')), content)
    const refused = await runDial(home, [address], 'get "offset.bin" 100\n')
    assert.equal(refused.code, 1)
    assert.match(refused.errors, /Only 0 bytes of `offset\.bin` are here/)
  })

  test('nobody at the address is a sentence and exit code 1; a wrong option is exit code 2; help is 0', async () => {
    await using home = await newHome()
    const nobody = await runDial(home, ['127.0.0.1:1'], 'hi\n')
    assert.equal(nobody.code, 1)
    assert.match(nobody.errors, /^partyline: Cannot connect to 127\.0\.0\.1:1: nobody listens there/)
    for (const args of [['--nonsense'], ['a', 'b', 'c'], ['host:99999'], ['--name', 'two words'], ['host:']]) {
      const { code, errors } = await runDial(home, args, '')
      assert.equal(code, 2, args.join(' '))
      assert.match(errors, /^partyline: /)
    }
    const help = await runDial(home, ['--help'], '')
    assert.equal(help.code, 0)
    assert.match(help.lines.join('\n'), /Usage: partyline dial/)
  })

  test('a reader that has had enough ends it', async () => {
    await using home = await newHome()
    const script = `yes talk | "${process.execPath}" "${join(import.meta.dirname, '../../../bin/partyline.mjs')}" dial ${address} | head -n 3`
    const child = spawn('bash', ['-c', script], { cwd: home.folder, env: { ...process.env, XDG_STATE_HOME: home.state } })
    let output = ''
    child.stdout.on('data', chunk => (output += chunk))
    await once(child, 'close')
    assert.equal(output, 'talk ACK\ntalk ACK\ntalk ACK\n')
  })

  test('what outlives a run is readable by its owner only', async () => {
    await using home = await newHome()
    await runDial(home, [address], 'hi\n')
    const folder = join(home.state, 'partyline', 'seats')
    const names = await readdir(folder)
    assert.deepEqual(names, [`127.0.0.1_${hub.port}.1`])
    assert.equal((await stat(join(folder, names[0] ?? ''))).mode & 0o777, 0o600)
    assert.equal((await stat(folder)).mode & 0o777, 0o700)
  })
})

test('a full hub is told as the hub tells it, with exit code 1', async () => {
  await using hub = await startHub({ args: ['--max-clients', '1'] })
  await using home = await newHome()
  await using other = await newHome()
  await using first = new RunningDial(home, [`127.0.0.1:${hub.port}`])
  first.say('in')
  await first.until(dial => dial.lines.includes('in ACK'))
  const { code, errors } = await runDial(other, [`127.0.0.1:${hub.port}`], 'hi\n')
  assert.equal(code, 1)
  assert.match(errors, /ERROR server-full Server full, try later/)
})
