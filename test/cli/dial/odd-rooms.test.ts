// Rooms, and hubs that break off at a bad moment, say odd things, or mean ill.
import assert from 'node:assert/strict'
import { describe, test } from 'node:test'
import { newHome, RunningDial, runDial } from './running-dial.ts'
import { type Peer, scriptedHub } from './scripted-hub.ts'

const time = '2026-01-01 00:00:00+00:00'

/** Plays what is asked and answered: each line that comes has to be the one before the colon. */
const playing =
  (name: string, seq: number, ...steps: readonly (readonly [asked: string, ...answers: string[]])[]) =>
  async (peer: Peer): Promise<void> => {
    const first = (await peer.join({ name, seq })).at(-1)
    // Whoever comes back asks for what it missed at once.
    let early = first?.startsWith('/history') === true ? undefined : first
    for (const [line, ...answers] of steps) {
      const asked = early ?? (await peer.line())
      early = undefined
      if (asked !== line || answers[0] === 'RESET') peer.reset()
      // What does not fit is read of in the hub's `failures`.
      assert.equal(asked, line)
      if (answers[0] === 'RESET') return
      peer.send(...answers)
    }
    await peer.gone()
  }

const ran = async (input: string, ...scripts: readonly ((peer: Peer) => Promise<void>)[]) => {
  await using home = await newHome()
  await using hub = await scriptedHub(...scripts)
  const result = await runDial(home, [`127.0.0.1:${hub.port}`], input)
  assert.deepEqual(hub.failures, [])
  return result
}

describe('rooms at a bad moment', { concurrency: 4 }, () => {
  test('[L75] whether something was said to one person alone cannot be found out, so it is not said twice', async () => {
    const { code, lines, errors } = await ran(
      '/msg Eve psst\nnext\n',
      playing('Client01', 5, ['/msg Eve psst', 'RESET']),
      playing('Client01', 5, ['/since 5', 'SINCE 0', 'END'], ['next', 'next ACK']),
    )
    assert.equal(code, 1)
    assert.deepEqual(lines, ['next ACK'])
    assert.match(errors, /partyline: It is not known whether this was sent: \/msg Eve psst\n/)
    assert.match(errors, /-- what was said to you alone meanwhile is not shown: the line door cannot be asked for it\n/)
  })

  test('a receipt for what was said to one person alone counts in no room', async () => {
    const { code, lines } = await ran(
      '/msg Eve psst\nin the lobby\nnext\n',
      playing('Client01', 5, ['/msg Eve psst', 'psst ACK'], ['in the lobby', 'in the lobby ACK'], ['next', 'RESET']),
      playing('Client01', 5, ['/since 5', 'SINCE 2', `6 ${time} Client01: in the lobby`, `7 ${time} Client01: next`, 'END']),
    )
    assert.equal(code, 0)
    assert.deepEqual(lines, ['psst ACK', 'in the lobby ACK', 'next ACK'])
  })

  test('what an unanswered change of rooms did is seen by the rooms one is in', async () => {
    const created = await ran(
      '/create #x private\nhi\n',
      playing('Client01', 0, ['/create #x private', 'RESET']),
      playing(
        'Client01',
        0,
        ...([['/since 0', 'SINCE 0', 'END']] as const),
        ...([['/rooms', 'ROOMS 2', '#lobby 1 open member', '#x 1 private member', 'END']] as const),
        ...([
          ['/join #x', 'JOIN #x 1'],
          ['/history 1', 'HISTORY 1', `1 ${time} * Client01 joined the room`, 'END'],
        ] as const),
        ...([
          ['/join #lobby', 'JOIN #lobby 0'],
          ['/join #x', 'JOIN #x 1'],
          ['hi', 'hi ACK'],
        ] as const),
      ),
    )
    assert.deepEqual(created, { code: 0, lines: ['JOIN #x 1', 'hi ACK'], errors: created.errors })
    const left = await ran(
      '/join #x\n/leave\nhi\n',
      playing('Client01', 0, ['/join #x', 'JOIN #x 1'], ['/leave', 'RESET']),
      playing(
        'Client01',
        0,
        ...([
          ['/since 0', 'SINCE 0', 'END'],
          ['/rooms', 'ROOMS 1', '#lobby 1 open member', 'END'],
          ['hi', 'hi ACK'],
        ] as const),
      ),
    )
    assert.deepEqual(left, { code: 0, lines: ['JOIN #x 1', 'LEAVE #x', 'hi ACK'], errors: left.errors })
    assert.match(left.errors, /-- connected again as Client01\n$/)
  })

  test('an unanswered change of a message is found in the log of its room, and made only once', async () => {
    const { code, lines } = await ran(
      '/join #x\n/edit 2 new\n/unsay 3\n/archive\n',
      playing('Client01', 0, ['/join #x', 'JOIN #x 4'], ['/edit 2 new'], ['/unsay 3'], ['/archive', 'RESET']),
      playing(
        'Client01',
        0,
        ...([
          ['/since 0', 'SINCE 0', 'END'],
          ['/rooms', 'ROOMS 1', '#x 1 open member', 'END'],
          ['/join #x', 'JOIN #x 6'],
        ] as const),
        ...([['/since 4', 'SINCE 2', `5 ${time} * Client01 edited 2: new`, `6 ${time} * Client01 deleted 3`, 'END']] as const),
        ...([['/archive', 'ARCHIVE #x']] as const),
      ),
    )
    assert.equal(code, 0)
    assert.deepEqual(lines, ['JOIN #x 4', 'EDIT 2', 'UNSAY 3', 'ARCHIVE #x'])
  })

  test('[L80] removed entries are told in a note, and what comes after them is asked for until there is no more', async () => {
    const { code, lines, errors } = await ran(
      'hi\n',
      playing('Client01', 5, ['hi', 'RESET']),
      playing(
        'Client01',
        5,
        ...([['/since 5', 'SINCE 2', `9 ${time} * gap 6-9`, `10 ${time} Eve: kept`, 'END']] as const),
        ...([['/since 10', 'SINCE 1', `11 ${time} Client01: hi`, 'END']] as const),
      ),
    )
    assert.equal(code, 0)
    assert.deepEqual(lines, ['[#lobby] Eve: kept', 'hi ACK'])
    assert.match(errors, /-- entries 6-9 of #lobby are not kept any more\n/)
  })

  test('a room that speaks under an unknown name is asked for, once, and is the one that is missing', async () => {
    await using home = await newHome()
    await using hub = await scriptedHub(
      playing(
        'Client01',
        0,
        ...([
          ['/join #x', 'JOIN #x 1', '[#y] Eve: hello'],
          ['/topic', 'TOPIC #y tea'],
        ] as const),
        ...([
          ['/rooms', 'ROOMS 1', '#y 2 open member tea', 'END'],
          ['/history 1', 'HISTORY 1', `3 ${time} Eve: hello`, 'END'],
        ] as const),
        ...([['hi', 'RESET']] as const),
      ),
      playing(
        'Client01',
        0,
        ...([
          ['/since 0', 'SINCE 0', 'END'],
          ['/rooms', 'ROOMS 1', '#y 2 open member tea', 'END'],
          ['/join #y', 'JOIN #y 4'],
        ] as const),
        ...([['/since 3', 'SINCE 1', `4 ${time} Client01: hi`, 'END']] as const),
      ),
    )
    await using dial = new RunningDial(home, [`127.0.0.1:${hub.port}`])
    dial.say('/join #x')
    await dial.until(({ lines }) => lines.includes('[#y] Eve: hello'))
    dial.say('hi')
    assert.equal(await dial.end(), 0, dial.errors)
    assert.deepEqual(dial.lines, ['JOIN #x 1', '[#y] Eve: hello', 'hi ACK'])
    assert.match(dial.errors, /-- connected again as Client01, in #y\n$/)
    assert.deepEqual(hub.failures, [])
  })

  test('a hub cannot bring anybody into a room without a proper name, nor into one that is not the user’s', async () => {
    for (const name of ['#\u001b[2J', '#a]', '#', `#${'x'.repeat(60_000)}`]) {
      const { code, errors } = await ran(
        '/join #x\nsecret\n',
        playing('Client01', 0, ['/join #x', `JOIN ${name} 1`], ['/topic', `TOPIC ${name} `]),
      )
      assert.equal(code, 1)
      assert.match(errors, /^partyline: The hub does not say which room is the current one\.$/m)
      assert.match(errors, /one line was not answered/)
    }
    const { errors } = await ran('/join #x\nsecret\n', playing('Client01', 0, ['/join #x', 'JOIN x'], ['/topic', 'TOPIC #elsewhere ']))
    assert.match(errors, /^partyline: The hub says that the current room is #elsewhere, and that it is none of this guest's\.$/m)
  })

  test('a hub whose rooms never end, or that makes another room of one, is found out', async () => {
    const rows = Array.from({ length: 500 }, (_, index) => `#r${index} 1 open -`)
    const endless = await ran(
      '/join #x\nsecret\n',
      playing('Client01', 0, ['/join #x', 'JOIN #x 1'], ['secret', 'RESET']),
      playing(
        'Client01',
        0,
        ...([
          ['/since 0', 'SINCE 0', 'END'],
          ['/rooms', 'ROOMS 500', ...rows, 'END'],
          ['/rooms #r499', 'ROOMS 500', ...rows, 'END'],
        ] as const),
      ),
    )
    assert.match(endless.errors, /The hub sent the same rows of its rooms again\./)
    const other = await ran(
      '/join #x\nsecret\nmore\n',
      playing('Client01', 0, ['/join #x', 'JOIN #x 7'], ['secret', 'RESET']),
      playing(
        'Client01',
        0,
        ...([
          ['/since 0', 'SINCE 0', 'END'],
          ['/rooms', 'ROOMS 1', '#x 1 open member', 'END'],
          ['/join #x', 'JOIN #x 1'],
        ] as const),
        ...([['/join #lobby', 'JOIN #lobby 0']] as const),
      ),
    )
    assert.equal(other.code, 1)
    assert.match(other.errors, /-- #x cannot be read now: you are in #lobby\n/)
    assert.match(
      other.errors,
      /It is not known whether this arrived in #x: secret\npartyline: It is not known whether this arrived in #x: more\n/,
    )
  })
})
