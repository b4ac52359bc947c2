import assert from 'node:assert/strict'
import { randomBytes } from 'node:crypto'
import { readdir, readFile, writeFile } from 'node:fs/promises'
import { join } from 'node:path'
import { describe, test } from 'node:test'
import { startHub } from '../../support/hub.ts'
import { cuttingProxy } from './cutting-proxy.ts'
import { newHome, RunningDial, runDial } from './running-dial.ts'
import { type Peer, scriptedHub } from './scripted-hub.ts'

/** What stands in the lobby's log, oldest first: `name: text`. */
async function logOf(port: number): Promise<string[]> {
  await using home = await newHome()
  const rows: string[] = []
  for (;;) {
    const last = /^(\d+) /.exec(rows.at(-1) ?? '')?.[1] ?? '0'
    const { lines } = await runDial(home, [`127.0.0.1:${port}`], `/since ${last}\n`)
    rows.push(...lines.slice(1, -1))
    if (lines.length - 2 < 500) return rows.map(row => row.split(' ').slice(3).join(' '))
  }
}

const between = (least: number, most: number): number => least + Math.floor(Math.random() * (most - least))

describe('a connection that breaks', { concurrency: 2 }, () => {
  test('[L26] [L53] each line is said once and each is heard once, however often the connection is cut', async () => {
    await using hub = await startHub({ args: ['--rates', 'off'] })
    await using proxy = await cuttingProxy(hub.port, () => between(1_000, 16_000))
    await using home = await newHome()
    await using other = await newHome()
    await using dial = new RunningDial(home, [`127.0.0.1:${proxy.port}`, '--name', 'Ben'])
    await using speaker = new RunningDial(other, [`127.0.0.1:${hub.port}`, '--name', 'Anna'])
    dial.say('in')
    speaker.say('in')
    await dial.until(({ lines }) => lines.includes('in ACK'))
    await speaker.until(({ lines }) => lines.includes('in ACK'))
    const rounds = 400
    const said: string[] = []
    const heard: string[] = []
    for (let round = 0; round < rounds; round++) {
      // Equal texts are the hard ones.
      const lines = [`round ${round}`, 'again', 'again']
      said.push(...lines)
      dial.say(...lines)
      const chat = [`chat ${round}`, 'same']
      heard.push(...chat)
      speaker.say(...chat)
      if (round % 10 === 9) await dial.until(({ lines }) => lines.includes(`round ${round - 9} ACK`))
    }
    await speaker.until(({ lines }) => lines.filter(line => line === 'same ACK').length === rounds)
    await dial.until(({ lines }) => lines.includes(`round ${rounds - 1} ACK`) && lines.includes(`[#lobby] Anna: chat ${rounds - 1}`))
    proxy.spare()
    dial.say('/who', 'last')
    await dial.until(({ lines }) => lines.includes('last ACK'))
    await speaker.until(({ lines }) => lines.includes('[#lobby] Ben: last'))
    const code = await dial.end()
    assert.equal(code, 0, dial.errors)
    assert.ok(proxy.cuts >= 3, `only ${proxy.cuts} cuts`)
    const log = await logOf(hub.port)
    assert.deepEqual(
      log.filter(entry => entry.startsWith('Ben: ')),
      ['in', ...said, 'last'].map(text => `Ben: ${text}`),
    )
    assert.deepEqual(
      dial.lines.filter(line => line.endsWith(' ACK')),
      ['in', ...said, 'last'].map(text => `${text} ACK`),
    )
    assert.deepEqual(
      dial.lines.filter(line => line.startsWith('[#lobby] Anna: ') && line !== '[#lobby] Anna: in'),
      heard.map(text => `[#lobby] Anna: ${text}`),
    )
    assert.match(dial.errors, /-- connection lost, trying again \.\.\. .*\n(.*\n)*-- connected again as Ben\n/)
  })

  test('a hub that is killed and comes back finds everybody again, with what was typed meanwhile', async () => {
    await using hub = await startHub()
    await using home = await newHome()
    await using other = await newHome()
    await using dial = new RunningDial(home, [`127.0.0.1:${hub.port}`, '--name', 'Ben'])
    await using second = new RunningDial(other, [`127.0.0.1:${hub.port}`, '--name', 'Anna'])
    dial.say('before')
    second.say('me too')
    await dial.until(({ lines }) => lines.includes('before ACK'))
    await second.until(({ lines }) => lines.includes('me too ACK'))
    await hub.stop('SIGKILL')
    await dial.until(({ errors }) => errors.includes('-- connection lost, trying again ...'))
    await second.until(({ errors }) => errors.includes('-- connection lost, trying again ...'))
    dial.say('meanwhile 1', 'meanwhile 2')
    await using again = await startHub({ data: hub.data, args: ['--line-port', String(hub.port)] })
    await dial.until(({ lines }) => lines.includes('meanwhile 2 ACK'))
    await second.until(({ lines }) => lines.includes('[#lobby] Ben: meanwhile 2'))
    assert.match(dial.errors, /-- connected again as Ben\n$/)
    assert.equal(await dial.end(), 0)
    assert.equal(await second.end(), 0)
    assert.deepEqual(
      second.lines.filter(line => line.startsWith('[#lobby]') && !line.endsWith('before')),
      ['[#lobby] Ben: meanwhile 1', '[#lobby] Ben: meanwhile 2'],
    )
    assert.equal((await logOf(again.port)).filter(entry => entry.includes('meanwhile')).length, 2)
  })

  test('a hub with a new data folder is told from the former one, and the conversation goes on', async () => {
    await using hub = await startHub()
    await using home = await newHome()
    await using dial = new RunningDial(home, [`127.0.0.1:${hub.port}`, '--name', 'Ben'])
    dial.say('1', '2', '3')
    await dial.until(({ lines }) => lines.includes('3 ACK'))
    await hub.stop('SIGKILL')
    await using fresh = await startHub({ args: ['--line-port', String(hub.port)] })
    dial.say('4')
    await dial.until(({ lines }) => lines.includes('4 ACK'))
    assert.match(dial.errors, /-- the hub began a new log\n-- connected again as Ben\n/)
    assert.equal(await dial.end(), 0)
    assert.deepEqual(await logOf(fresh.port), ['Ben: 4'])
  })

  test('[L39] a file goes up over many connections, each of which goes on where the last one stopped', async () => {
    await using hub = await startHub()
    await using proxy = await cuttingProxy(hub.port, () => between(300, 900_000))
    await using home = await newHome()
    const content = randomBytes(3_000_000)
    await writeFile(join(home.folder, 'up.bin'), content)
    const { code, lines, errors } = await runDial(home, [`127.0.0.1:${proxy.port}`], 'before\nput up.bin\nput up.bin rename\nafter\n')
    assert.equal(code, 0, errors)
    assert.ok(proxy.cuts >= 3)
    assert.deepEqual(
      lines.map(line => line.replace(/\d+$|[0-9a-f]{64}$/, '')),
      ['before ACK', 'READY ', 'up.bin ACK ', 'READY ', 'up.bin ACK ', 'after ACK'],
    )
    assert.deepEqual(await readFile(join(hub.files, 'up.bin')), content)
    assert.deepEqual(
      (await readdir(hub.files)).filter(name => !name.startsWith('.')),
      ['up.bin'],
    )
  })

  test('[L34] a file comes down over many connections, each of which goes on where the last one stopped', async () => {
    await using hub = await startHub()
    await using proxy = await cuttingProxy(hub.port, () => between(300, 900_000))
    await using home = await newHome()
    const content = randomBytes(3_000_000)
    await writeFile(join(hub.files, 'down.bin'), content)
    const { code, lines, errors } = await runDial(home, [`127.0.0.1:${proxy.port}`], 'before\nget down.bin\nafter\n')
    assert.equal(code, 0, errors)
    assert.ok(proxy.cuts >= 3)
    assert.deepEqual(
      lines.map(line => line.replace(/[0-9a-f]{64}$/, '')),
      ['before ACK', 'START 3000000 down.bin', 'END ', 'after ACK'],
    )
    assert.deepEqual(await readFile(join(home.folder, 'down.bin')), content)
  })

  test('a second run goes on with the upload and the download of one that was killed', async () => {
    await using hub = await startHub()
    let most: number = 2_000_000
    await using proxy = await cuttingProxy(hub.port, () => {
      const next = most
      most = 0
      return next
    })
    await using home = await newHome()
    const address = `127.0.0.1:${proxy.port}`
    const content = randomBytes(5_000_000)
    await writeFile(join(home.folder, 'killed.bin'), content)
    await writeFile(join(hub.files, 'other.bin'), content)
    for (const line of ['put killed.bin', 'get other.bin']) {
      most = 2_000_000
      await using dial = new RunningDial(home, [address])
      dial.say(line)
      await dial.until(({ errors }) => errors.includes('connection lost'))
      dial.kill()
      await dial.exited()
    }
    proxy.spare()
    const { code, lines, errors } = await runDial(home, [address], 'put killed.bin\nget other.bin\n')
    assert.equal(code, 0, errors)
    const offset = Number(/^READY (\d+)$/.exec(lines[0] ?? '')?.[1])
    // How much had reached the hub when the connection was reset is up to the two kernels.
    assert.ok(offset > 0 && offset < 5_000_000, lines.join())
    const following = Number(/^START (\d+) other\.bin$/.exec(lines[2] ?? '')?.[1])
    assert.ok(following > 2_000_000 && following < 4_500_000, lines.join())
    assert.deepEqual(await readFile(join(hub.files, 'killed.bin')), content)
    assert.deepEqual(await readFile(join(home.folder, 'other.bin')), content)
  })

  test('two dials at once are two guests; one after the other they are the same one, even after a kill', async () => {
    await using hub = await startHub()
    await using home = await newHome()
    const address = `127.0.0.1:${hub.port}`
    await using first = new RunningDial(home, [address, '--name', 'First'])
    first.say('in')
    await first.until(({ lines }) => lines.includes('in ACK'))
    await using second = new RunningDial(home, [address, '--name', 'Second'])
    second.say('/who')
    await second.until(({ lines }) => lines.includes('END'))
    assert.deepEqual(second.lines.slice(0, 4), ['WHO 2', 'First', 'Second', 'END'])
    first.say('still here')
    await first.until(({ lines }) => lines.includes('still here ACK'))
    first.kill()
    await first.exited()
    const third = await runDial(home, [address], '/who\n')
    assert.deepEqual(third.lines.slice(0, 4), ['WHO 2', 'Second', 'First', 'END'])
    assert.equal(await second.end(), 0)
    assert.equal((await readdir(join(home.state, 'partyline', 'seats'))).filter(name => !name.endsWith('.lock')).length, 2)
  })

  test('a token that the hub does not know any more makes a new guest', async () => {
    await using hub = await startHub()
    await using home = await newHome()
    const address = `127.0.0.1:${hub.port}`
    await runDial(home, [address, '--name', 'Ben'], 'hi\n')
    const seat = join(home.state, 'partyline', 'seats', `127.0.0.1_${hub.port}.1`)
    const token = await readFile(seat, 'utf8')
    await writeFile(seat, 'nonsense\n')
    const { code, lines } = await runDial(home, [address], '/who\n')
    assert.equal(code, 0)
    assert.match(lines[1] ?? '', /^Client\d+$/)
    assert.notEqual(await readFile(seat, 'utf8'), token)
  })

  test('a token that was asked for by hand is the one that is kept', async () => {
    await using hub = await startHub()
    await using home = await newHome()
    await using other = await newHome()
    const address = `127.0.0.1:${hub.port}`
    await using ben = new RunningDial(home, [address, '--name', 'Ben'])
    ben.say('/token')
    await ben.until(({ lines }) => lines.length === 1)
    const token = (ben.lines[0] ?? '').slice('TOKEN '.length)
    const elsewhere = await runDial(other, [address], `/resume ${token}\n`)
    assert.match(elsewhere.lines.at(-1) ?? '', /^RESUMED Ben \d+$/)
    assert.equal(await ben.exited(), 1, 'a guest that goes on elsewhere does not come back to take itself away again')
    assert.match(ben.errors, /resumed-elsewhere/)
    const again = await runDial(other, [address], '/who\n')
    assert.deepEqual(again.lines, ['WHO 1', 'Ben', 'END'])
  })
})

describe('a hub that breaks off at a bad moment', { concurrency: 4 }, () => {
  const broken = async (peer: Peer): Promise<void> => {
    await peer.join({ seq: 5 })
    assert.equal(await peer.line(), 'hello')
    peer.reset()
  }

  test('a message that was stored before the break is not sent again', async () => {
    await using home = await newHome()
    const asked: string[] = []
    await using hub = await scriptedHub(broken, async peer => {
      asked.push(...(await peer.join({ name: 'Client01' })))
      peer.send(
        '[#lobby] Ben: after it',
        'SINCE 3',
        '6 2026-01-01 00:00:00+00:00 Ben: meanwhile',
        '7 2026-01-01 00:00:01+00:00 Client01: hello',
        '8 2026-01-01 00:00:02+00:00 Ben: after it',
        'END',
      )
      asked.push((await peer.line()) ?? 'gone')
    })
    const { code, lines, errors } = await runDial(home, [`127.0.0.1:${hub.port}`], 'hello\n')
    assert.equal(code, 0, errors)
    assert.deepEqual(lines, ['[#lobby] Ben: meanwhile', '[#lobby] Ben: after it', 'hello ACK'])
    assert.deepEqual(asked, ['/resume secret-token', '/since 5', 'gone'])
  })

  test('a message that was not stored before the break is sent again, once', async () => {
    await using home = await newHome()
    await using hub = await scriptedHub(broken, async peer => {
      await peer.join()
      peer.send('SINCE 1', '6 2026-01-01 00:00:00+00:00 Ben: hello', 'END')
      assert.equal(await peer.line(), 'hello')
      peer.send('hello ACK')
      assert.equal(await peer.line(), undefined)
    })
    const { code, lines } = await runDial(home, [`127.0.0.1:${hub.port}`], 'hello\n')
    assert.equal(code, 0)
    assert.deepEqual(lines, ['[#lobby] Ben: hello', 'hello ACK'])
    assert.deepEqual(hub.failures, [])
  })

  test('where the log cannot be had a message is not sent twice, and the user is told', async () => {
    await using home = await newHome()
    await using hub = await scriptedHub(broken, async peer => {
      await peer.join()
      peer.send('ERROR storage-failed No log today.')
      assert.equal(await peer.line(), undefined)
    })
    const { code, lines, errors } = await runDial(home, [`127.0.0.1:${hub.port}`], 'hello\n')
    assert.equal(code, 1)
    assert.deepEqual(lines, [])
    assert.match(errors, /It is not known whether this arrived: hello/)
    assert.deepEqual(hub.failures, [])
  })

  test('a line that breaks the connection each time is given up', async () => {
    await using home = await newHome()
    const back = async (peer: Peer): Promise<void> => {
      await peer.join()
      peer.send('SINCE 0', 'END')
      assert.equal(await peer.line(), 'hello')
      peer.reset()
    }
    await using hub = await scriptedHub(broken, back, back, async peer => {
      await peer.join()
      peer.send('SINCE 0', 'END')
      assert.equal(await peer.line(), 'next')
      peer.send('next ACK')
    })
    const { code, lines, errors } = await runDial(home, [`127.0.0.1:${hub.port}`], 'hello\nnext\n')
    assert.equal(code, 1)
    assert.match(errors, /Given up: the connection broke 3 times before this was answered: hello/)
    assert.deepEqual(lines, ['next ACK'])
    assert.deepEqual(hub.failures, [])
  })

  test('whoever is kicked does not come back by itself', async () => {
    await using home = await newHome()
    await using hub = await scriptedHub(
      async peer => {
        await peer.join()
        peer.send('ERROR kicked Enough.')
        peer.close()
      },
      async () => assert.fail('it came back'),
    )
    await using dial = new RunningDial(home, [`127.0.0.1:${hub.port}`])
    assert.equal(await dial.exited(), 1)
    assert.match(dial.output + dial.errors, /ERROR kicked Enough\./)
    assert.deepEqual(hub.failures, [])
  })
})
