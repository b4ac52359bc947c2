// Direct rooms of several people, opened at the page.
import assert from 'node:assert/strict'
import { after, test } from 'node:test'
import { connect, type Partyline } from '../../src/client/connect.ts'
import { faultsOf } from '../support/axe.ts'
import { browserOf, narrow, noBrowser } from '../support/browser.ts'
import { type RunningHub, startHub } from '../support/hub.ts'
import { until } from '../support/until.ts'

const skip = noBrowser
const hub = await startHub({ args: ['--rates', 'off'] })
after(() => hub[Symbol.asyncDispose]())
const browser = browserOf()

/** People on the line, who came in this order and go with the test. */
async function crowd(
  { host, webPort }: RunningHub,
  ...names: readonly string[]
): Promise<AsyncDisposable & { readonly people: readonly Partyline[] }> {
  const people: Partyline[] = []
  for (const name of names) {
    const person = connect(`ws://${host}:${webPort}`, { name })
    people.push(person)
    await person.ready()
  }
  return { people, [Symbol.asyncDispose]: async () => void (await Promise.all(people.map(person => person.close()))) }
}

for (const [device, options] of narrow) {
  test(`three people talk in a room of their own, which is the same however it is opened (${device})`, { skip }, async () => {
    const [eve, ben] = [`Eve-${device}`, `Ben-${device}`]
    await using others = await crowd(hub, eve, ben, `Zoe-${device}`)
    const { page, faults, say, sees } = await browser.visit(hub, '/', options)
    const openDialog = async (): Promise<void> => {
      if (device === 'phone') await page.getByRole('button', { name: 'Rooms and people' }).click()
      await page.getByRole('button', { name: 'Talk to people directly' }).click()
      await page.getByRole('checkbox', { name: ben }).waitFor()
    }
    await openDialog()
    assert.deepEqual(await faultsOf(page), [])
    assert.ok(await page.getByRole('button', { name: 'Talk', exact: true }).isDisabled())
    await page.getByRole('checkbox', { name: ben }).check()
    // By keyboard: a few letters and Enter take somebody, Enter alone goes there.
    const line = page.getByRole('textbox', { name: 'Name' })
    await line.fill('eve')
    assert.equal(await page.getByRole('checkbox', { name: 'Zoe' }).count(), 0)
    await line.press('Enter')
    await page.getByRole('button', { name: `Talk to ${ben}, ${eve}` }).waitFor()
    assert.equal(await line.inputValue(), '')
    await line.press('Enter')
    await page.getByRole('heading', { name: `${eve}, ${ben}`, exact: true }).waitFor()
    await say('the three of us')
    await sees('the three of us')
    for (const person of others.people.slice(0, 2)) {
      const room = await until('it is in the room', () => [...person.state.rooms.values()].find(({ kind }) => kind === 'direct'))
      assert.equal(room.people?.length, 3)
    }
    assert.equal(others.people[2]?.state.rooms.size, 1)
    const address = page.url()
    await page.goto(`http://${hub.host}:${hub.webPort}/`)
    await openDialog()
    for (const name of [eve, ben]) await page.getByRole('checkbox', { name }).check()
    await page.getByRole('button', { name: /^Talk to .+,/ }).click()
    await until('it is the same room', () => page.url() === address)
    await sees('the three of us')
    assert.deepEqual(faults, [])
  })
}

test('eight are the most: then no more can be chosen, and one can be left out again', { skip }, async () => {
  await using own = await startHub({ args: ['--rates', 'off'] })
  const names = Array.from({ length: 8 }, (_, index) => `Guest-${index}`)
  await using _others = await crowd(own, ...names)
  const { page, faults } = await browser.visit(own)
  await page.getByRole('button', { name: 'Talk to people directly' }).click()
  for (const name of names.slice(0, 7)) await page.getByRole('checkbox', { name }).check()
  await page.getByText('8 people with yourself').waitFor()
  const last = page.getByRole('checkbox', { name: 'Guest-7' })
  assert.ok(await last.isDisabled())
  assert.deepEqual(await faultsOf(page), [])
  await page.getByRole('checkbox', { name: 'Guest-0' }).uncheck()
  await last.check()
  await page.getByRole('button', { name: 'Talk to 7 people' }).click()
  await page.getByRole('heading', { name: 'Guest-1, Guest-2, Guest-3, Guest-4, Guest-5, Guest-6, Guest-7', exact: true }).waitFor()
  assert.deepEqual(faults, [])
})
