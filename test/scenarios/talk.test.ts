// A conversation: who says something gets a receipt, all others get to read it, and everybody reads the same in the same order.
import assert from 'node:assert/strict'
import { describe, test } from 'node:test'
import { startHub } from '../support/hub.ts'
import { LineClient } from '../support/line-client.ts'

const isChat = (line: string): boolean => line.startsWith('[#lobby] ')

describe('a conversation', { concurrency: 2 }, () => {
  test('[L30] `hello` is answered `hello ACK`, and the others read who said it', async () => {
    await using hub = await startHub()
    using ann = await LineClient.join(hub)
    using ben = await LineClient.join(hub)
    using zoe = await LineClient.join(hub)
    assert.equal(await ben.ask('/name Ben'), 'NAME Ben')
    assert.equal(await ben.ask('hello'), 'hello ACK')
    for (const other of [ann, zoe]) assert.equal(await other.hear(isChat), '[#lobby] Ben: hello')
    assert.equal(await zoe.ask('hello yourself'), 'hello yourself ACK')
    assert.equal(await ben.hear(isChat), '[#lobby] Client03: hello yourself')
    assert.deepEqual(ben.unasked.filter(isChat), [], 'nobody reads their own words')
  })

  test('[L25] of many who talk at once everybody reads all, once, in the order of the log', async () => {
    await using hub = await startHub()
    const people = await Promise.all(Array.from({ length: 8 }, () => LineClient.join(hub)))
    const count = 100
    const talk = async (person: LineClient): Promise<string[]> => {
      for (let number = 0; number < count; number++) {
        const text = `${person.firstName} says ${number}`
        person.send(`${text}\n`)
        if (number % 3 === 0) await new Promise(resolve => setImmediate(resolve))
      }
      const heard: string[] = []
      const missing = new Set(Array.from({ length: count }, (_, number) => `${person.firstName} says ${number} ACK`))
      while (heard.length < count * (people.length - 1) || missing.size > 0) {
        const line = (await person.line()) ?? 'the hub closed'
        if (isChat(line)) heard.push(line)
        else if (!line.startsWith('* ')) assert.ok(missing.delete(line), line)
      }
      return heard
    }
    const heard = await Promise.all(people.map(talk))
    using witness = await LineClient.join(hub)
    const log: string[] = []
    for (let rows = ['']; rows.length > 0; ) {
      rows = await witness.rows(`/since ${log.length}`)
      log.push(...rows.map(row => row.replace(/^\d+ \S+ \S+ /, '[#lobby] ')))
    }
    assert.equal(log.length, count * people.length)
    people.forEach((person, index) => {
      assert.deepEqual(
        heard[index],
        log.filter(line => !line.startsWith(`[#lobby] ${person.firstName}: `)),
      )
      person[Symbol.dispose]()
    })
  })
})
