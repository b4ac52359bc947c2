// Finding what was said, and going somewhere, by keyboard alone.
import assert from 'node:assert/strict'
import { after, test } from 'node:test'
import { connect } from '../../src/client/connect.ts'
import { faultsOf } from '../support/axe.ts'
import { browserOf, narrow, noBrowser } from '../support/browser.ts'
import { startHub } from '../support/hub.ts'
import { until } from '../support/until.ts'

const skip = noBrowser
const hub = await startHub({ args: ['--rates', 'off'] })
after(() => hub[Symbol.asyncDispose]())
const browser = browserOf()

if (skip === false) {
  await using ben = connect(`ws://${hub.host}:${hub.webPort}`, { name: 'Ben' })
  const kitchen = await ben.create('#kitchen')
  await kitchen.send('Who brings the carrots?')
  for (let number = 1; number <= 45; number++) await kitchen.send(`potatoes, sack ${number}`)
  const lobby = ben.room('#lobby')
  await lobby.send('There are carrots in the lobby, too. شكرا')
  await lobby.upload(new Blob(['orange']), { name: 'carrots.txt' }).done
  await until('all of it can be found', async () => (await ben.search({ text: 'carrots' })).hits.length === 3)
}

const isFocused = 'document.activeElement.matches("[data-key]")'

test('a hit in another room is found and reached by keyboard alone, is marked there, and the way back leads to it', { skip }, async () => {
  const { page, faults } = await browser.visit(hub, '/room/kitchen')
  // The keys come a moment after the page.
  await until('the search is open', async () => {
    await page.keyboard.press('Control+Shift+F')
    return page.getByRole('heading', { name: 'Search', exact: true }).isVisible()
  })
  await page.keyboard.type('carr')
  const hits = page.getByRole('list', { name: 'What was found' }).getByRole('link')
  await until('three hits', async () => (await hits.count()) === 3)
  assert.deepEqual(await page.locator('mark').allInnerTexts(), ['carrots', 'carrots', 'carrots'])
  await page.keyboard.press('ArrowDown')
  await page.keyboard.press('ArrowDown')
  await page.keyboard.press('ArrowDown')
  await page.waitForFunction(isFocused)
  assert.match(await page.locator(':focus').innerText(), /Who brings the carrots/)
  await page.keyboard.press('Enter')
  await page.getByRole('heading', { name: '#kitchen', exact: true }).waitFor()
  const marked = page.locator('[data-marked=true]', { hasText: 'Who brings the carrots?' })
  await marked.waitFor()
  assert.ok(await marked.isVisible())
  await page.goBack()
  await page.waitForFunction(isFocused)
  assert.match(await page.locator(':focus').innerText(), /Who brings the carrots/)
  await page.keyboard.press('Home')
  await page.keyboard.press('ArrowUp')
  assert.equal(await page.locator(':focus').inputValue(), 'carr')
  assert.deepEqual(faults, [])
})

test('filters narrow it down, and nothing found says what else to try', { skip }, async () => {
  const { page, faults } = await browser.visit(hub, '/room/kitchen')
  await page.getByRole('link', { name: 'Search' }).click()
  await page.getByRole('searchbox', { name: 'What to look for' }).fill('carrots')
  const hits = page.getByRole('list', { name: 'What was found' }).getByRole('link')
  const count = (number: number) => until(`${number} hits`, async () => (await hits.count()) === number)
  await count(3)
  await page.getByLabel('Room', { exact: true }).selectOption('#lobby')
  await count(2)
  await page.getByLabel('Files only').check()
  await count(1)
  assert.match(await hits.first().innerText(), /carrots\.txt/)
  await page.getByLabel('Room', { exact: true }).selectOption('#kitchen')
  await page.getByText('Nothing was found').waitFor()
  await page.getByRole('button', { name: 'Look everywhere' }).click()
  await count(3)
  await page.getByLabel('Time').selectOption('Last 24 hours')
  await count(3)
  await page.getByLabel('Person').selectOption('Ben')
  await count(3)
  assert.deepEqual(faults, [])
})

test('the pages of what was found have no end but the last hit', { skip }, async () => {
  const { page, faults } = await browser.visit(hub, '/room/kitchen')
  await page.getByRole('link', { name: 'Search' }).click()
  await page.getByRole('searchbox', { name: 'What to look for' }).fill('sack')
  const hits = page.getByRole('list', { name: 'What was found' }).getByRole('link')
  await hits.first().waitFor()
  await page.keyboard.press('ArrowDown')
  await until('all of it is there', async () => {
    await page.keyboard.press('End')
    return page.getByText('That is all.').isVisible()
  })
  assert.equal(await hits.count(), 45)
  assert.deepEqual(faults, [])
})

test('the switcher leads to rooms, people and views by a few letters', { skip }, async () => {
  await using eve = connect(`ws://${hub.host}:${hub.webPort}`, { name: 'Eve' })
  await eve.create('#workshop')
  const { page, faults } = await browser.visit(hub, '/room/kitchen')
  const goTo = async (typed: string, option: RegExp): Promise<void> => {
    const line = page.getByRole('combobox', { name: 'Room or person' })
    await page.keyboard.press('Control+K')
    await line.waitFor()
    await line.fill(typed)
    await page.getByRole('option', { name: option, selected: true }).waitFor()
    await page.keyboard.press('Enter')
    await page.getByRole('dialog').waitFor({ state: 'hidden' })
  }
  await goTo('lob', /lobby/)
  await page.getByRole('heading', { name: '#lobby', exact: true }).waitFor()
  await goTo('shop', /workshop/)
  await page.getByRole('heading', { name: '#workshop', exact: true }).waitFor()
  await goTo('eve', /Eve/)
  await page.getByRole('heading', { name: 'Eve', exact: true }).waitFor()
  await goTo('settings', /Settings/)
  await page.getByRole('heading', { name: 'Settings', exact: true }).waitFor()
  await page.keyboard.press('Alt+ArrowDown')
  await page.getByRole('heading', { name: '#lobby', exact: true }).waitFor()
  await page.keyboard.press('Control+/')
  await page.getByRole('dialog', { name: 'Keys' }).waitFor()
  await page.keyboard.press('Escape')
  await page.getByRole('dialog').waitFor({ state: 'hidden' })
  assert.deepEqual(faults, [])
})

for (const [device, options] of narrow) {
  test(`axe finds nothing in search, switcher and keys on a ${device}, in the light and in the dark`, { skip }, async () => {
    const { page, faults } = await browser.visit(hub, '/', options)
    await page.goto(`http://${hub.host}:${hub.webPort}/search`)
    await page.getByText('Look in everything you may read').waitFor()
    const found: Record<string, string[]> = { empty: await faultsOf(page) }
    await page.getByRole('searchbox').fill('carrots')
    await page.getByText('That is all.').waitFor()
    found.hits = await faultsOf(page)
    await page.keyboard.press('Control+K')
    await page.getByRole('option', { name: /lobby/ }).waitFor()
    found.switcher = await faultsOf(page)
    await page.keyboard.press('Escape')
    await page.getByRole('dialog').waitFor({ state: 'hidden' })
    await page.keyboard.press('Control+/')
    await page.getByRole('dialog', { name: 'Keys' }).waitFor()
    found.keys = await faultsOf(page)
    for (const [view, all] of Object.entries(found)) assert.deepEqual(all, [], view)
    assert.deepEqual(faults, [])
  })
}
