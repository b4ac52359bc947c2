// The hub is killed in the middle of a conversation of three people at the page: nobody loses a message, and nobody sees one twice.
import assert from 'node:assert/strict'
import { test } from 'node:test'
import { connect } from '../../src/client/connect.ts'
import { browserOf, noBrowser, type Visitor } from '../support/browser.ts'
import { startHub, temporaryFolder } from '../support/hub.ts'
import { until } from '../support/until.ts'

const skip = noBrowser
const browser = browserOf()
const names = ['Ann', 'Ben', 'Eve'] as const
const each = 12

/** What each row says, from the top to the bottom; and which are still on their way. */
const shown = ({ page }: Visitor): Promise<string[]> =>
  page.evaluate(
    `[...document.querySelectorAll('[data-row] p:first-of-type')].map(text => text.textContent).filter(text => / says /.test(text))`,
  )

const talk = async (visitor: Visitor, name: string, from: number, to: number): Promise<void> => {
  for (let number = from; number < to; number++) await visitor.say(`${name} says ${number}`)
}

test('a hub killed in the middle of a conversation loses and doubles nothing for any of three browsers', { skip }, async () => {
  await using folder = await temporaryFolder()
  const first = await startHub({ data: folder.path, args: ['--rates', 'off'] })
  const tall = { viewport: { width: 900, height: 1_800 } }
  const people = await Promise.all(names.map(() => browser.visit(first, '/', tall)))
  const talking = Promise.all(people.map((one, index) => talk(one, names[index] ?? '', 0, each)))
  const [ann] = people
  await until('they are in the middle of it', async () => ann !== undefined && (await shown(ann)).length > each)
  await first.stop('SIGKILL')
  await talking
  await using second = await startHub({ data: folder.path, args: ['--web-port', String(first.webPort), '--rates', 'off'] })
  await Promise.all(people.map((one, index) => talk(one, names[index] ?? '', each, each + 3)))
  await using witness = connect(`ws://${second.host}:${second.webPort}`)
  const log = await until('all of it is in the log', async () => {
    const { rows } = await witness.room('#lobby').page({ at: 'latest', rows: 200 })
    const texts = rows.flatMap(row => (row.kind === 'message' ? [row.text] : []))
    return texts.length >= names.length * (each + 3) && texts
  })
  const said = names.flatMap(name => Array.from({ length: each + 3 }, (_, number) => `${name} says ${number}`))
  assert.deepEqual(log.toSorted(), said.toSorted())
  for (const name of names)
    assert.deepEqual(
      log.filter(text => text.startsWith(name)),
      said.filter(text => text.startsWith(name)),
    )
  for (const one of people) {
    await until('everybody sees the log as it is', async () => (await shown(one)).join() === log.join())
    assert.deepEqual(one.faults, [])
  }
})
