import assert from 'node:assert/strict'
import { readdir, readFile, stat } from 'node:fs/promises'
import { join } from 'node:path'
import { describe, test } from 'node:test'
import { startHub, temporaryFolder } from '../../support/hub.ts'
import { cuttingProxy } from '../dial/cutting-proxy.ts'
import { noTerminal } from '../dial/terminal.ts'
import { home, joined, main, openConnect, sidebar, times } from './running-connect.ts'

describe('connect and a hub that goes away', { skip: noTerminal(), concurrency: 2 }, () => {
  test('what is typed while the hub is dead is sent once when it is back, and the half-typed line stays', async () => {
    await using data = await temporaryFolder()
    await using own = await home()
    await using other = await home()
    let hub = await startHub({ data: data.path })
    await using proxy = await cuttingProxy(hub.webPort, () => undefined)
    try {
      await using ben = await joined(proxy.port, 'Ben', own.path)
      await using eve = await joined(proxy.port, 'Eve', other.path)
      await ben.say('before')
      await eve.until(rows => times(rows, 'before') === 1)
      await hub.stop('SIGKILL')
      await ben.until(rows => rows.join().includes('offline, trying again in'))
      await ben.say('typed offline 1')
      await ben.say('typed offline 2')
      await eve.say('me too')
      await ben.type('half typed')
      await ben.until(rows => times(rows, 'waiting') === 2)
      hub = await startHub({ data: data.path })
      proxy.target = hub.webPort
      const all = ['before', 'typed offline 1', 'typed offline 2', 'me too']
      for (const terminal of [ben, eve]) {
        await terminal.until(rows => all.every(text => times(main(rows), `  ${text} `) === 1) && times(rows, 'offline,') === 0)
      }
      const rows = await ben.until(rows => rows.at(-1)?.endsWith('> half typed') === true)
      assert.equal(times(rows, 'waiting'), 0)
    } finally {
      await hub.stop('SIGKILL')
    }
  })

  test('what is typed while offline survives the client too, and it comes back as the same guest with unread marks', async () => {
    await using data = await temporaryFolder()
    await using own = await home()
    await using other = await home()
    let hub = await startHub({ data: data.path })
    await using proxy = await cuttingProxy(hub.webPort, () => undefined)
    try {
      await using eve = await joined(proxy.port, 'Eve', other.path)
      {
        await using ben = await joined(proxy.port, 'Ben', own.path)
        await ben.say('/join ops')
        await ben.until(rows => main(rows)[0]?.startsWith('#ops') === true)
        await hub.stop('SIGKILL')
        await ben.until(rows => rows.join().includes('offline'))
        await ben.say('kept on disk')
        await ben.until(rows => times(rows, 'waiting') === 1)
        const folder = join(own.path, 'partyline', 'connect')
        const [file = ''] = (await readdir(folder)).filter(name => name.endsWith('.json'))
        await ben.until(() => true)
        const { mode } = await stat(join(folder, file))
        assert.equal(mode & 0o777, 0o600)
        // The test ends this terminal, and with it the client, without a word.
      }
      hub = await startHub({ data: data.path })
      proxy.target = hub.webPort
      await eve.until(rows => !rows.join().includes('offline'))
      await eve.say('/join ops')
      await eve.until(rows => main(rows)[0]?.startsWith('#ops') === true)
      await eve.say('while you were away')
      await eve.until(rows => times(main(rows), '  while you were away') === 1)
      await using ben = await openConnect(proxy.port, 'Ben', own.path)
      await ben.until(rows => sidebar(rows)[0] === ' Ben' && sidebar(rows).some(row => row.includes('#ops')))
      await eve.until(rows => times(main(rows), '  kept on disk ') === 1)
      await ben.press('M-2')
      await ben.until(rows => times(main(rows), '  kept on disk ') === 1 && times(main(rows), '  while you were away ') === 1)
    } finally {
      await hub.stop('SIGKILL')
    }
  })

  test('connections that break at any byte lose and double nothing', async () => {
    await using hub = await startHub()
    await using own = await home()
    const cuts = [1_500, 900, 2_400, 1_200]
    await using proxy = await cuttingProxy(hub.webPort, () => cuts.shift())
    await using ben = await openConnect(proxy.port, 'Ben', own.path)
    // What is typed before the program has the terminal is the terminal's.
    await ben.until(rows => main(rows).some(row => row.startsWith('> ')))
    const said = Array.from({ length: 12 }, (_, index) => `message ${index + 1} of 12`)
    for (const text of said) await ben.say(text)
    await ben.until(
      rows => times(rows, 'waiting') + times(rows, 'sending') === 0 && said.every(text => times(main(rows), `  ${text} `) === 1),
    )
    assert.ok(proxy.cuts > 0)
  })

  test('half-typed texts come back with the next run', async () => {
    await using hub = await startHub()
    await using own = await home()
    {
      await using ben = await joined(hub.webPort, 'Ben', own.path)
      await ben.type('to be continued')
      await ben.press('C-c')
      await ben.until(rows => rows.includes('ended 0'))
    }
    await using ben = await openConnect(hub.webPort, 'Ben', own.path)
    await ben.until(rows => rows.at(-1)?.endsWith('> to be continued') === true)
    const files = await readdir(join(own.path, 'partyline', 'connect'))
    for (const name of files.filter(name => name.endsWith('.json')))
      assert.match(await readFile(join(own.path, 'partyline', 'connect', name), 'utf8'), /"token"/)
  })
})
