// The names that guests are given: counted up over restarts and crashes, or the lowest that is free, as the operator chose.
import assert from 'node:assert/strict'
import { describe, test } from 'node:test'
import { startHub, temporaryFolder } from '../support/hub.ts'
import { LineClient } from '../support/line-client.ts'

describe('guest names', { concurrency: 2 }, () => {
  test('[L13] count up, and are not given again after their guest has gone nor after the hub was stopped', async () => {
    await using folder = await temporaryFolder()
    const names: string[] = []
    for (let start = 0; start < 2; start++) {
      await using hub = await startHub({ data: folder.path })
      for (let visit = 0; visit < 2; visit++) {
        using guest = await LineClient.join(hub)
        names.push(guest.firstName)
        assert.match(await guest.ask('exit'), /^Goodbye/)
      }
      assert.equal(await hub.stop(), 0)
    }
    assert.deepEqual(names, ['Client01', 'Client02', 'Client03', 'Client04'])
  })

  test('[L13] no name that was given is given again after the hub was killed, even at the very moment of the greeting', async () => {
    await using folder = await temporaryFolder()
    const names: string[] = []
    for (let start = 0; start < 3; start++) {
      await using hub = await startHub({ data: folder.path })
      using guest = await LineClient.join(hub)
      process.kill(hub.pid, 'SIGKILL')
      names.push(guest.firstName)
      await hub.exited
    }
    assert.equal(new Set(names).size, names.length, names.join())
  })

  test('[L13] with `lowest-free` the lowest number that nobody has is given', async () => {
    await using hub = await startHub({ args: ['--guest-names', 'lowest-free'] })
    using first = await LineClient.join(hub)
    using second = await LineClient.join(hub)
    using third = await LineClient.join(hub)
    assert.deepEqual([first.firstName, second.firstName, third.firstName], ['Client01', 'Client02', 'Client03'])
    second.reset()
    await third.hear(line => line === '* Client02 left')
    using again = await LineClient.join(hub)
    assert.equal(again.firstName, 'Client02')
    assert.equal(await first.ask('/name Ann'), 'NAME Ann')
    using lowest = await LineClient.join(hub)
    assert.equal(lowest.firstName, 'Client01')
  })
})
