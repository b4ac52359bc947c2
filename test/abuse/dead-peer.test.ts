// A peer whose machine or cable died sends nothing, not even a FIN. The hub has to notice all the same, whether it was
// saying something to it or not.
import assert from 'node:assert/strict'
import { readFileSync, truncateSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { describe, test } from 'node:test'
import { type RunningHub, startHub } from '../support/hub.ts'
import { LineClient } from '../support/line-client.ts'
import { openOtherMachine, skipWithoutNamespaces } from '../support/namespace.ts'
import { namesOfOpenFiles } from '../support/process-facts.ts'
import { until } from '../support/until.ts'

const skip = skipWithoutNamespaces
const idleSeconds = 4
/** Keepalive counts in whole seconds, the hub looks once in a second, and the system waits before it sends again. */
const littleMore = 3

/** Settles with the row of a session that has ended. */
async function ended(witness: LineClient, name: string): Promise<string> {
  const isOver = (row: string): boolean => row.startsWith(`${name} `) && !row.endsWith('still connected')
  return until(`${name} is gone`, async () => (await witness.rows('status')).find(isOver), (idleSeconds + littleMore) * 1_000)
}

/** Whether somebody who is sent something has no room for it: the timer of kind 4 asks whether there is some again. */
function windowIsShut(port: number): boolean {
  const local = port.toString(16).toUpperCase().padStart(4, '0')
  return new RegExp(`: [0-9A-F]+:${local} [0-9A-F:]+ 01 [0-9A-F:]+ 04:`).test(readFileSync('/proc/net/tcp', 'latin1'))
}

const startWith = (host: string, ...args: readonly string[]): Promise<RunningHub> =>
  startHub({ args: ['--host', host, '--insecure', '--idle-seconds', String(idleSeconds), ...args] })

describe('a peer that died', { concurrency: true }, () => {
  test('[L61] a peer that died silently is noticed within idle-seconds, and a quiet living one is left in peace', { skip }, async () => {
    await using machine = openOtherMachine()
    await using hub = await startWith(machine.host)
    using witness = await LineClient.join(hub)
    using quiet = await LineClient.join(hub)
    const name = await machine.join(hub.port)
    machine.cut()
    assert.match(await ended(witness, name), /timeout$/)
    const people = await witness.rows('/who')
    assert.deepEqual(people, [witness.firstName, quiet.firstName])
    assert.equal(await quiet.ask('still here'), 'still here ACK')
  })

  test('[L61] a peer that died with chat on the way to it is noticed within idle-seconds too', { skip }, async () => {
    await using machine = openOtherMachine()
    await using hub = await startWith(machine.host)
    using witness = await LineClient.join(hub)
    const name = await machine.join(hub.port)
    machine.cut()
    assert.equal(await witness.ask('is anybody there?'), 'is anybody there? ACK')
    assert.match(await ended(witness, name), /timeout$/)
  })

  test('[L61] a peer that died amid a file is noticed within idle-seconds too, and its file is closed', { skip }, async () => {
    await using machine = openOtherMachine()
    await using hub = await startWith(machine.host)
    const path = join(hub.files, 'endless.bin')
    writeFileSync(path, '')
    // The hub hashes what is new on the shelf, and has it open for so long itself.
    truncateSync(path, 2 * 1_024 ** 3)
    using witness = await LineClient.join(hub)
    const name = await machine.join(hub.port, 'get endless.bin\n', /START/)
    machine.cut()
    assert.match(await ended(witness, name), /timeout$/)
    await until('nobody has the file open', () => !namesOfOpenFiles(hub.pid).includes(path))
  })

  test('[L61] a peer that had no room for more when it died is noticed within idle-seconds too', { skip }, async () => {
    await using machine = openOtherMachine()
    await using hub = await startWith(machine.host)
    const path = join(hub.files, 'endless.bin')
    writeFileSync(path, '')
    truncateSync(path, 8 * 1_024 ** 3)
    using witness = await LineClient.join(hub)
    const name = await machine.join(hub.port, 'get endless.bin\n', /START/, false)
    await until('its window is shut', () => windowIsShut(hub.port))
    machine.cut()
    assert.match(await ended(witness, name), /timeout$/)
  })
})
