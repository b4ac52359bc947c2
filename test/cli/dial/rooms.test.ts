// Rooms and broken connections: real hubs, real dials, and a proxy that cuts.
import assert from 'node:assert/strict'
import { writeFile } from 'node:fs/promises'
import { join } from 'node:path'
import { describe, test } from 'node:test'
import { startHub } from '../../support/hub.ts'
import { cuttingProxy } from './cutting-proxy.ts'
import { chatOf, dialled, homesOf, logOf } from './rooms-scene.ts'
import { RunningDial, runDial } from './running-dial.ts'

const between = (least: number, most: number): number => least + Math.floor(Math.random() * (most - least))

describe('rooms and connections that break', { concurrency: 3 }, () => {
  test('[L26] [L70] in two rooms with traffic each line is said once where it was meant and heard once, however often it is cut', async () => {
    await using hub = await startHub({ args: ['--rates', 'off'] })
    await using proxy = await cuttingProxy(hub.port, () => between(2_000, 9_000))
    await using homes = await homesOf(3)
    await using anna = await dialled(homes.at(0), hub.port, 'Anna')
    await using zoe = await dialled(homes.at(1), hub.port, 'Zoe', '/join #ops')
    await using ben = await dialled(homes.at(2), proxy.port, 'Ben', '/join #ops')
    const rounds = 150
    const said = { '#ops': [] as string[], '#lobby': [] as string[] }
    for (let round = 0; round < rounds; round++) {
      // Equal texts are the hard ones, within a room and between rooms.
      const here = round % 3 === 2 ? '#lobby' : '#ops'
      const lines = [`round ${round}`, 'again', 'again']
      said[here].push(...lines)
      ben.say(`/join ${here}`, ...lines)
      anna.say(`lobby ${round}`, 'same')
      zoe.say(`ops ${round}`, 'same')
      if (round % 5 === 4) await ben.until(({ lines }) => lines.includes(`round ${round - 4} ACK`))
    }
    for (const speaker of [anna, zoe]) await speaker.until(({ lines }) => lines.filter(line => line === 'same ACK').length === rounds)
    const last = rounds - 1
    await ben.until(({ lines }) =>
      [`round ${last} ACK`, `[#lobby] Anna: lobby ${last}`, `[#ops] Zoe: ops ${last}`].every(line => lines.includes(line)),
    )
    proxy.spare()
    // Whatever is still under way comes before these.
    ben.say('/join #lobby', '/history 1', '/join #ops', '/history 1', 'last')
    await ben.until(({ lines }) => lines.includes('last ACK'))
    assert.equal(await ben.end(), 0, ben.errors)
    assert.ok(proxy.cuts >= 3, `only ${proxy.cuts} cuts`)
    const own = (log: string[]): string[] => log.filter(row => row.startsWith('Ben: ') && !/: (?:ready|last)$/.test(row))
    for (const room of ['#ops', '#lobby'] as const) {
      assert.deepEqual(
        own(await logOf(hub.port, room)),
        said[room].map(text => `Ben: ${text}`),
        room,
      )
    }
    const heard = (word: string): string[] => Array.from({ length: rounds }, (_, round) => [`${word} ${round}`, 'same']).flat()
    assert.deepEqual(
      chatOf(ben, '[#lobby] Anna: '),
      heard('lobby').map(text => `[#lobby] Anna: ${text}`),
    )
    assert.deepEqual(
      chatOf(ben, '[#ops] Zoe: '),
      heard('ops').map(text => `[#ops] Zoe: ${text}`),
    )
    assert.equal(ben.lines.filter(line => line === 'again ACK').length, 2 * rounds)
  })

  test('[R10] every kind of entry counts, one’s own and those of others, and each change is made once', async () => {
    await using hub = await startHub({ args: ['--rates', 'off'] })
    await using proxy = await cuttingProxy(hub.port, () => between(1_500, 5_000))
    await using homes = await homesOf(2)
    await using zoe = await dialled(homes.at(0), hub.port, 'Zoe', '/join #ops')
    await using ben = await dialled(homes.at(1), proxy.port, 'Ben', '/join #ops')
    const rounds = 60
    const topics: string[] = []
    for (let round = 0; round < rounds; round++) {
      topics.push(`topic ${round}`)
      // The second and third of these make no entry.
      ben.say(`said ${round}`, '/react 2 x', '/react 2 x', '/unreact 2 y', '/unreact 2 x', `/topic topic ${round}`)
      zoe.say(`ops ${round}`, '/react 2 z', '/unreact 2 z', `/topic zoe ${round}`)
      await ben.until(
        ({ lines }) => lines.includes(`TOPIC #ops topic ${round}`) && lines.includes(`[#ops] * Zoe set the topic: zoe ${round}`),
      )
    }
    proxy.spare()
    ben.say('/history 1', 'last')
    await ben.until(({ lines }) => lines.includes('last ACK'))
    assert.equal(await ben.end(), 0, ben.errors)
    assert.ok(proxy.cuts >= 3, `only ${proxy.cuts} cuts`)
    const log = await logOf(hub.port, '#ops')
    assert.deepEqual(
      log.filter(row => row.startsWith('* Ben set the topic')),
      topics.map(topic => `* Ben set the topic: ${topic}`),
    )
    assert.equal(log.filter(row => row.startsWith('Ben: said')).length, rounds)
    assert.equal(log.filter(row => row.startsWith('* Ben joined')).length, 1)
    const shown = ben.lines.filter(line => line.startsWith('[#ops] '))
    assert.deepEqual(
      shown,
      log.filter(row => /^(?:\* )?Zoe\b/.test(row) && row !== '* Zoe joined the room' && row !== 'Zoe: ready').map(row => `[#ops] ${row}`),
    )
  })

  test('a hub that is killed finds everybody in their rooms again, and what was typed meanwhile goes where it was meant', async () => {
    await using hub = await startHub()
    await using homes = await homesOf(2)
    await using ben = await dialled(homes.at(0), hub.port, 'Ben', '/create #ops private', '/join #dev', '/join #ops')
    await using zoe = await dialled(homes.at(1), hub.port, 'Zoe', '/join #dev')
    ben.say('/invite Zoe')
    await zoe.until(({ lines }) => lines.includes('* Ben invites you to #ops. Type /join #ops'))
    zoe.say('/join #ops', 'in')
    await ben.until(({ lines }) => lines.includes('[#ops] Zoe: in'))
    await hub.stop('SIGKILL')
    for (const dial of [ben, zoe]) await dial.until(({ errors }) => errors.includes('-- connection lost'))
    ben.say('meanwhile in ops', '/join #dev', 'meanwhile in dev', '/join #lobby', 'meanwhile in the lobby', '/join #ops')
    await using again = await startHub({ data: hub.data, args: ['--line-port', String(hub.port)] })
    await ben.until(({ lines }) => lines.includes('meanwhile in the lobby ACK'))
    await zoe.until(({ lines }) => lines.includes('[#lobby] Ben: meanwhile in the lobby'))
    zoe.say('still in ops')
    await ben.until(({ lines }) => lines.includes('[#ops] Zoe: still in ops'))
    assert.match(ben.errors, /-- connected again as Ben, in #ops\n/)
    assert.equal(await ben.end(), 0)
    assert.equal(await zoe.end(), 0)
    // Who comes back later reads room by room what others said meanwhile.
    assert.deepEqual(
      new Set(zoe.lines.filter(line => line.includes('meanwhile'))),
      new Set(['[#ops] Ben: meanwhile in ops', '[#dev] Ben: meanwhile in dev', '[#lobby] Ben: meanwhile in the lobby']),
    )
    assert.equal(zoe.lines.filter(line => line.includes('meanwhile')).length, 3)
    const dev = (await logOf(again.port, '#dev')).filter(row => row.includes('Ben'))
    assert.deepEqual(dev, ['* Ben joined the room', 'Ben: meanwhile in dev'])
  })

  test('[L72] a room that was left stays left, and the lobby is the current one', async () => {
    await using hub = await startHub()
    await using homes = await homesOf(1)
    await using ben = await dialled(homes.at(0), hub.port, 'Ben', '/join #dev', '/join #ops', '/leave #dev', 'where', '/leave')
    await hub.stop('SIGKILL')
    await ben.until(({ errors }) => errors.includes('-- connection lost'))
    ben.say('lobby')
    await using again = await startHub({ data: hub.data, args: ['--line-port', String(hub.port)] })
    await ben.until(({ lines }) => lines.includes('lobby ACK'))
    assert.equal(await ben.end(), 0)
    assert.deepEqual(await logOf(again.port, '#lobby'), ['Ben: ready', 'Ben: lobby'])
    assert.deepEqual(await logOf(again.port, '#ops'), ['* Ben joined the room', 'Ben: where', '* Ben left the room'])
    assert.deepEqual(await logOf(again.port, '#dev'), ['* Ben joined the room', '* Ben left the room'])
  })

  for (const [what, command, sentence] of [
    ['archived', '/archive', '#ops was archived'],
    ['renamed', '/rename #other', '#ops is called #other now'],
  ] as const) {
    test(`[R5] [R6] a room that was ${what} meanwhile is not gone back to, and what was meant for it is said nowhere`, async () => {
      await using hub = await startHub()
      await using proxy = await cuttingProxy(hub.port, () => undefined)
      await using homes = await homesOf(2)
      await using zoe = await dialled(homes.at(0), hub.port, 'Zoe', '/join #ops')
      await using ben = await dialled(homes.at(1), proxy.port, 'Ben', '/join #ops')
      await zoe.until(({ lines }) => lines.includes('[#ops] Ben: ready'))
      proxy.shut()
      await ben.until(({ errors }) => errors.includes('-- connection lost'))
      ben.say('secret', '/topic secret')
      zoe.say('one more', command, 'ready')
      await zoe.until(({ lines }) => lines.filter(line => line === 'ready ACK' || line.startsWith('ERROR archived')).length === 2)
      proxy.open()
      await ben.until(({ errors }) => errors.includes('-- connected again as Ben\n'))
      assert.ok(ben.errors.includes(`-- ${sentence}: you are in #lobby\n`), ben.errors)
      // A script goes on as if it were in the room.
      ben.say('secret too', '/say secret three', '/leave', '/join #dev', 'for dev', '/join #lobby', 'for all')
      await ben.until(({ lines }) => lines.includes('for all ACK'))
      assert.equal(await ben.end(), 1)
      for (const typed of ['secret', '/topic secret', 'secret too', '/say secret three'])
        assert.ok(ben.errors.includes(`partyline: Not sent, since it was for #ops: ${typed}\n`), ben.errors)
      assert.ok(ben.lines.some(line => / Zoe: one more$/.test(line)))
      for (const room of ['#lobby', '#dev', '#ops', '#other'])
        assert.ok(!(await logOf(hub.port, room)).some(row => row.includes('secret')), room)
      assert.deepEqual(await logOf(hub.port, '#dev'), ['* Ben joined the room', 'Ben: for dev'])
    })
  }

  test('[R3] a guest that the hub does not know any more is in no room: nothing meant for one is said in the lobby', async () => {
    await using hub = await startHub()
    await using homes = await homesOf(1)
    await using ben = await dialled(homes.at(0), hub.port, 'Ben', '/join #ops')
    await hub.stop('SIGKILL')
    await ben.until(({ errors }) => errors.includes('-- connection lost'))
    ben.say('secret')
    await using fresh = await startHub({ args: ['--line-port', String(hub.port)] })
    await ben.until(({ errors }) => errors.includes('Not sent'))
    assert.match(ben.errors, /-- #ops has to be joined again, as you are a new guest to the hub: you are in #lobby\n/)
    ben.say('/join #ops', 'again in ops')
    await ben.until(({ lines }) => lines.includes('again in ops ACK'))
    assert.equal(await ben.end(), 1)
    assert.deepEqual(await logOf(fresh.port, '#lobby'), [])
    assert.deepEqual(await logOf(fresh.port, '#ops'), ['* Ben joined the room', 'Ben: again in ops', '* Ben left the room'].slice(0, 2))
  })

  test('[R5] a room that others rename is the same room, here and after a broken connection', async () => {
    await using hub = await startHub()
    await using proxy = await cuttingProxy(hub.port, () => undefined)
    await using homes = await homesOf(2)
    await using zoe = await dialled(homes.at(0), hub.port, 'Zoe', '/join #dev', '/join #ops')
    await using ben = await dialled(homes.at(1), proxy.port, 'Ben', '/join #dev', '/join #ops')
    zoe.say('/rename #works', 'under its new name', '/join #dev', '/rename #play', 'here, too')
    await ben.until(({ lines }) => lines.includes('[#play] Zoe: here, too'))
    ben.say('seen')
    await zoe.until(({ lines }) => lines.includes('[#works] Ben: seen'))
    proxy.shut()
    await ben.until(({ errors }) => errors.includes('-- connection lost'))
    zoe.say('missed in play', '/join #works', 'missed in works')
    await zoe.until(({ lines }) => lines.includes('missed in works ACK'))
    ben.say('back')
    proxy.open()
    await ben.until(({ lines }) => lines.includes('back ACK'))
    assert.match(ben.errors, /-- connected again as Ben, in #works\n/)
    assert.equal(await ben.end(), 0, ben.errors)
    assert.deepEqual(
      chatOf(ben, '[#').filter(line => !line.startsWith('[#lobby]')),
      [
        '[#ops] * Zoe renamed the room #works',
        '[#works] Zoe: under its new name',
        '[#dev] * Zoe renamed the room #play',
        '[#play] Zoe: here, too',
        '[#play] Zoe: missed in play',
        '[#works] Zoe: missed in works',
      ],
    )
    assert.ok((await logOf(hub.port, '#works')).includes('Ben: back'))
  })

  test('a later run is in the rooms of the one before, begins in the lobby, and misses nothing of them either', async () => {
    await using hub = await startHub()
    await using proxy = await cuttingProxy(hub.port, () => undefined)
    await using homes = await homesOf(2)
    await using zoe = await dialled(homes.at(0), hub.port, 'Zoe', '/join #ops')
    const address = `127.0.0.1:${proxy.port}`
    assert.equal((await runDial(homes.at(1), [address, '--name', 'Ben'], '/join #ops\n/join #dev\n')).code, 0)
    await using ben = new RunningDial(homes.at(1), [address])
    ben.say('to all')
    await ben.until(({ lines }) => lines.includes('to all ACK'))
    proxy.shut()
    await ben.until(({ errors }) => errors.includes('-- connection lost'))
    zoe.say('missed')
    await zoe.until(({ lines }) => lines.includes('missed ACK'))
    proxy.open()
    await ben.until(({ lines }) => lines.includes('[#ops] Zoe: missed'))
    ben.say('to all again')
    await ben.until(({ lines }) => lines.includes('to all again ACK'))
    assert.equal(await ben.end(), 0)
    assert.deepEqual(await logOf(hub.port, '#lobby'), ['Ben: to all', 'Ben: to all again'])
    assert.equal((await logOf(hub.port, '#ops')).filter(row => row.includes('Ben')).length, 1)
  })

  test('[L81] who forgets its token is somebody else in the next run, and in no room', async () => {
    await using hub = await startHub()
    await using homes = await homesOf(1)
    const address = `127.0.0.1:${hub.port}`
    const first = await runDial(homes.at(0), [address, '--name', 'Ben'], '/join #ops\n/forget\n')
    assert.deepEqual(first.lines.slice(-1), ['FORGET'])
    const second = await runDial(homes.at(0), [address], '/rooms\n/who\n')
    assert.deepEqual(second.lines.slice(0, 4), ['ROOMS 2', '#lobby 1 open member', '#ops 0 open -', 'END'])
    assert.match(second.lines[5] ?? '', /^Client\d+$/)
  })

  test('an upload is put on the shelf of the room it is made in, and what is said after it is said there', async () => {
    await using hub = await startHub()
    await using homes = await homesOf(2)
    await using zoe = await dialled(homes.at(0), hub.port, 'Zoe', '/join #ops')
    await writeFile(join(homes.at(1).folder, 'a.txt'), 'abc')
    await using ben = await dialled(homes.at(1), hub.port, 'Ben', '/join #ops', 'put a.txt', 'after it')
    assert.equal(await ben.end(), 0, ben.errors)
    await zoe.until(({ lines }) => lines.includes('[#ops] Ben: ready') && lines.includes('[#ops] * Ben put a.txt 3'))
    assert.ok(zoe.lines.includes('[#ops] Ben: after it'))
  })

  test('[L82] frames, and direct conversations as a room, are refused here in a sentence', async () => {
    await using hub = await startHub()
    await using homes = await homesOf(1)
    const { code, lines, errors } = await runDial(homes.at(0), [`127.0.0.1:${hub.port}`], '/json\n/join @Ben\n/say /json\n')
    assert.equal(code, 1)
    assert.deepEqual(lines, ['/json ACK'])
    assert.match(errors, /^partyline: \/json is for programs.*\npartyline: A direct conversation is no room to go into: .*\n$/)
  })
})
