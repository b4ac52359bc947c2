// What is done with a room at the page: its topic, its name, closing it and opening it again.
import assert from 'node:assert/strict'
import { after, test } from 'node:test'
import type { Page } from 'playwright-core'
import { faultsOf } from '../support/axe.ts'
import { browserOf, narrow, noBrowser, type Visitor } from '../support/browser.ts'
import { startHub } from '../support/hub.ts'
import { until } from '../support/until.ts'

const skip = noBrowser
const hub = await startHub({ args: ['--rates', 'off'] })
after(() => hub[Symbol.asyncDispose]())
const browser = browserOf()

async function make({ page }: Visitor, name: string): Promise<void> {
  await page.goto(`http://${hub.host}:${hub.webPort}/room/${name}`)
  await page.getByRole('button', { name: `Make #${name}` }).click()
  await page.getByRole('heading', { name: `#${name}`, exact: true }).waitFor()
}

/** By keyboard alone. */
async function choose(page: Page, entry: string): Promise<void> {
  await page.getByRole('button', { name: 'More about this room' }).press('Enter')
  await page.getByRole('menuitem', { name: entry }).press('Enter')
}

async function entriesOf(page: Page): Promise<string[]> {
  await page.getByRole('button', { name: 'More about this room' }).click()
  await page.getByRole('menu').waitFor()
  const entries = await page.getByRole('menuitem').allInnerTexts()
  await page.keyboard.press('Escape')
  await page.getByRole('menu').waitFor({ state: 'hidden' })
  return entries
}

for (const [device, options] of narrow) {
  test(`who made a room renames, archives and opens it again, and who is in it sees so at once (${device})`, { skip }, async () => {
    const name = `plans-${device}`
    const ann = await browser.visit(hub, '/', options)
    await make(ann, name)
    const ben = await browser.visit(hub, `/room/${name}`)
    await ben.page.getByRole('heading', { name: `#${name}`, exact: true }).waitFor()

    await choose(ann.page, 'Change the topic')
    await ann.page.getByRole('textbox', { name: 'Topic' }).fill('what comes next')
    await ann.page.keyboard.press('Enter')
    await ben.page.getByText('what comes next', { exact: true }).waitFor()

    await choose(ann.page, 'Rename the room')
    const line = ann.page.getByRole('textbox', { name: 'Name of the room' })
    assert.equal(await line.inputValue(), name)
    await line.fill('lobby')
    await ann.page.keyboard.press('Enter')
    await ann.page.getByRole('alert').waitFor()
    assert.deepEqual(await faultsOf(ann.page), [])
    await line.fill(`#plots-${device}`)
    await ann.page.keyboard.press('Enter')
    for (const { page } of [ann, ben]) {
      await page.getByRole('heading', { name: `#plots-${device}`, exact: true }).waitFor()
      await until('the address follows', () => page.url().endsWith(`/room/plots-${device}`))
    }
    await ben.say('still here')
    await ann.sees('still here')

    await choose(ann.page, 'Archive the room')
    await ann.page.getByRole('dialog').getByRole('button', { name: 'Archive' }).press('Enter')
    for (const { page } of [ann, ben]) {
      await page.getByText('This room is archived').waitFor()
      assert.equal(await page.locator('#composer').count(), 0)
    }
    assert.deepEqual(await faultsOf(ann.page), [])
    // Reading goes on, after loading again too.
    await ben.page.reload()
    await ben.sees('still here')
    await ben.page.getByText('This room is archived').waitFor()
    assert.deepEqual(await entriesOf(ben.page), ['Leave this room'])
    assert.deepEqual(await entriesOf(ann.page), ['Rename the room', 'Open the room again', 'Leave this room'])

    await choose(ann.page, 'Open the room again')
    await ben.say('and on we go')
    await ann.sees('and on we go')
    assert.deepEqual(await entriesOf(ben.page), ['Change the topic', 'Leave this room'])
    assert.deepEqual([...ann.faults, ...ben.faults], [])
  })
}

test('the lobby and direct rooms have no such menu', { skip }, async () => {
  const [kim, lea] = [await browser.visit(hub), await browser.visit(hub)]
  await lea.rename('Lea')
  await kim.page.getByRole('button', { name: /^People/ }).click()
  const more = kim.page.getByRole('button', { name: 'More about this room' })
  assert.equal(await more.count(), 0)
  await kim.page.getByRole('button', { name: 'Lea' }).click()
  await kim.page.getByRole('heading', { name: 'Lea', exact: true }).waitFor()
  assert.equal(await more.count(), 0)
  assert.deepEqual([...kim.faults, ...lea.faults], [])
})
