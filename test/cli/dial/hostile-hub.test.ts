import assert from 'node:assert/strict'
import { createHash } from 'node:crypto'
import { mkdir, readdir, readFile, symlink, writeFile } from 'node:fs/promises'
import { join } from 'node:path'
import { describe, test } from 'node:test'
import { temporaryFolder } from '../../support/hub.ts'
import { newHome, RunningDial, runDial } from './running-dial.ts'
import { type Peer, scriptedHub } from './scripted-hub.ts'

const sha256 = (text: string): string => createHash('sha256').update(text).digest('hex')

/** Joins, then gives each line its answer: lines, or what else to do. */
const answering =
  (...answers: readonly (string | ((peer: Peer) => void | Promise<void>))[]) =>
  async (peer: Peer): Promise<void> => {
    await peer.join()
    for (const answer of answers) {
      if ((await peer.line()) === undefined) return
      if (typeof answer === 'string') peer.send(answer)
      else await answer(peer)
    }
    await peer.gone()
  }

const file = (content: string, name: string, hash = sha256(content)): string =>
  `START ${Buffer.byteLength(content)} ${name}\n${content}\nEND ${hash}`

describe('a hostile hub', { concurrency: 4 }, () => {
  test('puts no terminal escapes on the screen', async () => {
    await using home = await newHome()
    await using hub = await scriptedHub(async peer => {
      await peer.join()
      await peer.line()
      peer.send('[#lobby] Eve: \u001b[2J\u009b31m\u0007\u202e\u2028\u007f\ttab', 'ERROR storage-full \u001b]0;title\u0007')
    })
    const { lines } = await runDial(home, [`127.0.0.1:${hub.port}`], 'hi\n')
    assert.deepEqual(lines, ['[#lobby] Eve: ␛[2J\\u{9b}31m␇\\u{202e}\\u{2028}␡\ttab', 'ERROR storage-full ␛]0;title␇'])
  })

  test('has no say in the name of what is saved', async () => {
    await using home = await newHome()
    const folder = join(home.folder, 'deep', 'er')
    await mkdir(folder, { recursive: true })
    await using hub = await scriptedHub(
      answering(
        file('1', '../../evil'),
        file('2', '/etc/evil'),
        file('3', 'C:\\evil'),
        file('4', '.bashrc'),
        file('5', 'x'),
        file('6', 'x'),
        file('7', 'x'),
      ),
    )
    const { code, errors } = await runDial(
      { ...home, folder },
      [`127.0.0.1:${hub.port}`],
      ['get good', 'get ../up', 'get a\\b\\back', 'get C:drive', 'get .hidden', 'get "x/.."', 'get ...', 'get ..\\..', 'get sub/']
        .map(line => `${line}\n`)
        .join(''),
    )
    assert.equal(code, 1)
    assert.deepEqual((await readdir(folder)).sort(), ['_hidden', 'back', 'drive', 'good', 'up'].sort())
    assert.deepEqual(await readdir(home.folder), ['deep'])
    assert.equal(errors.match(/is no name that a file could be saved under/g)?.length, 4)
  })

  test('cannot have a link followed, or anything else that is no ordinary file', async () => {
    await using home = await newHome()
    await using outside = await temporaryFolder()
    const target = join(outside.path, 'precious')
    await writeFile(target, 'precious')
    await symlink(target, join(home.folder, 'linked.part'))
    await symlink(join(outside.path, 'new'), join(home.folder, 'dangling.part'))
    await symlink(target, join(home.folder, 'final'))
    await mkdir(join(home.folder, 'folder.part'))
    await using hub = await scriptedHub(answering(file('evil', 'x')))
    const { code, errors } = await runDial(home, [`127.0.0.1:${hub.port}`], 'get linked\nget dangling\nget folder\nget final\n')
    assert.equal(code, 1)
    assert.match(errors, /`linked\.part` is in the way/)
    assert.match(errors, /`dangling\.part` is in the way/)
    assert.match(errors, /folder\.part/)
    assert.match(errors, /saved `final \(2\)`/)
    assert.equal(await readFile(target, 'utf8'), 'precious')
    assert.deepEqual(await readdir(outside.path), ['precious'])
  })

  test('cannot pass off bytes that do not match', async () => {
    await using home = await newHome()
    await using hub = await scriptedHub(answering(file('wrong', 'a', sha256('right')), 'fine ACK'))
    const { code, lines, errors } = await runDial(home, [`127.0.0.1:${hub.port}`], 'get a\nfine\n')
    assert.equal(code, 1)
    assert.match(errors, /`a` came with other bytes than its SHA-256 says; they were thrown away/)
    assert.equal(lines.at(-1), 'fine ACK')
    assert.deepEqual(await readdir(home.folder), [])
  })

  test('[L35] a file that changed on its way is fetched again, once', async () => {
    await using home = await newHome()
    const changed = 'START 3 a\nabc\nERROR changed It was changed.'
    await using hub = await scriptedHub(answering(changed, file('new', 'a'), changed, changed))
    const { code, errors } = await runDial(home, [`127.0.0.1:${hub.port}`], 'get a\nget b\n')
    assert.equal(code, 1)
    assert.equal(errors.match(/the file was changed on the hub; starting again from its beginning/g)?.length, 2)
    assert.equal(await readFile(join(home.folder, 'a'), 'utf8'), 'new')
    assert.deepEqual(await readdir(home.folder), ['a'])
  })

  test('cannot fill the disk: what has no room is not begun, and more than was announced is not taken', async () => {
    await using home = await newHome()
    await using hub = await scriptedHub(
      answering(peer => {
        peer.sendBytes('START 900000000000000 a\nabc')
      }),
      async peer => {
        await peer.join()
        peer.send('SINCE 0', 'END')
        await peer.line()
        peer.sendBytes('START 3 b\nabcdef')
        await peer.gone()
      },
    )
    const { code, errors } = await runDial(home, [`127.0.0.1:${hub.port}`], 'get a\nget b\n')
    assert.equal(code, 1)
    assert.match(errors, /-- get a: 900 TB\n/)
    assert.match(errors, /The disk has room for .*, and 900 TB are to come\./)
    assert.match(errors, /The hub sent more bytes of the file than it had announced\./)
    assert.deepEqual(await readdir(home.folder), ['b.part'])
    assert.equal(await readFile(join(home.folder, 'b.part'), 'utf8'), 'abc')
  })

  test('cannot fill the memory with a line that never ends', async () => {
    await using home = await newHome()
    let sent = 0
    await using hub = await scriptedHub(async peer => {
      await peer.join()
      sent = await peer.flood(Buffer.alloc(65_536, 'x'), 1e9)
    })
    await using dial = new RunningDial(home, [`127.0.0.1:${hub.port}`])
    assert.equal(await dial.exited(), 1)
    assert.match(dial.errors, /The hub sent a line of more than \d+ bytes\./)
    assert.ok(sent < 50_000_000, `${sent} bytes were taken`)
  })

  test('cannot fill the memory with rows that never end', async () => {
    await using home = await newHome()
    for (const [asked, reply] of [
      ['status', 'STATUS 200001'],
      ['list', 'LIST 99999999'],
      ['/since 0', 'SINCE 501'],
    ] as const) {
      await using hub = await scriptedHub(answering(reply))
      const { code, errors } = await runDial(home, [`127.0.0.1:${hub.port}`], `${asked}\n`)
      assert.equal(code, 1)
      assert.match(errors, /^partyline: The hub announced \d+ rows; at most \d+ would do\.$/m)
    }
  })

  test('that answers nonsense is left with a sentence', async () => {
    await using home = await newHome()
    for (const [greeting, sentence] of [
      ['SSH-2.0-OpenSSH_9.2', /This is no Partyline hub\. It said: SSH-2\.0/],
      ['HTTP/1.1 400 Bad Request', /This is no Partyline hub/],
      ['\u0000\u001b', /This is no Partyline hub\. It said: ␀␛/],
    ] as const) {
      await using hub = await scriptedHub(async peer => peer.send(greeting))
      const { code, errors } = await runDial(home, [`127.0.0.1:${hub.port}`], 'hi\n')
      assert.equal(code, 1)
      assert.match(errors, sentence)
    }
  })

  test('that takes a file and says that it stored another is not believed', async () => {
    await using home = await newHome()
    await writeFile(join(home.folder, 'a'), 'abc')
    await using hub = await scriptedHub(async peer => {
      await peer.join()
      for (const hash of [sha256('xyz'), sha256('abc')]) {
        assert.equal(await peer.line(), `put "a" 3 resume ${sha256('abc')}`)
        peer.send('READY 0')
        assert.equal((await peer.bytes(3)).toString(), 'abc')
        peer.send(`a ACK ${hash}`)
        assert.equal(await peer.line(), '/since 0')
        peer.send('SINCE 0', 'END')
      }
      await peer.gone()
    })
    const { code, errors } = await runDial(home, [`127.0.0.1:${hub.port}`], 'put a\nput a\n')
    assert.equal(code, 1)
    assert.match(errors, /The hub says that it stored other bytes than `a` has\./)
    assert.match(errors, /put `a`, 3 bytes, its SHA-256 is confirmed/)
    assert.deepEqual(hub.failures, [])
  })

  test('that refuses an upload in its middle gets no more of it, and the next line goes over a new connection', async () => {
    await using home = await newHome()
    await writeFile(join(home.folder, 'a'), Buffer.alloc(20_000_000))
    await using hub = await scriptedHub(
      async peer => {
        await peer.join()
        await peer.line()
        peer.send('READY 0')
        await peer.bytes(100_000)
        peer.send('ERROR storage-full No room.')
        await peer.gone()
      },
      async peer => {
        await peer.join()
        peer.send('SINCE 0', 'END')
        assert.equal(await peer.line(), 'next')
        peer.send('next ACK')
        await peer.gone()
      },
    )
    const { code, lines } = await runDial(home, [`127.0.0.1:${hub.port}`], 'put a\nnext\n')
    assert.equal(code, 1)
    assert.deepEqual(lines, ['READY 0', 'ERROR storage-full No room.', 'next ACK'])
    assert.deepEqual(hub.failures, [])
  })

  test('that says nothing at all is given up after ten seconds', async () => {
    await using home = await newHome()
    await using hub = await scriptedHub(async peer => peer.gone())
    const { code, errors } = await runDial(home, [`127.0.0.1:${hub.port}`], 'hi\n')
    assert.equal(code, 1)
    assert.match(errors, /The hub has not answered for 10 seconds\./)
  })
})
