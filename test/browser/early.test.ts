// The quick switcher's key in the first moments, when the switcher is not loaded yet.
import assert from 'node:assert/strict'
import { after, test } from 'node:test'
import { connect } from '../../src/client/connect.ts'
import { browserOf, narrow, noBrowser } from '../support/browser.ts'
import { startHub } from '../support/hub.ts'
import { until } from '../support/until.ts'

const skip = noBrowser
const hub = await startHub({ args: ['--rates', 'off'] })
after(() => hub[Symbol.asyncDispose]())
const browser = browserOf()

for (const [device, options] of narrow) {
  test(`it is heard, and what is typed meanwhile stands in the switcher and is not sent (${device})`, { skip }, async () => {
    await using ben = connect(`ws://${hub.host}:${hub.webPort}`, { name: `Ben-${device}` })
    await ben.create(`#early-${device}`)
    // With a service worker nothing would be late.
    const { page, faults } = await browser.visit(hub, '/', { ...options, serviceWorkers: 'block' })
    const late = Promise.withResolvers<void>()
    let held = 0
    await page.route(/\/assets\/(?:besides|switcher)-[^/]*\.js$/, async route => {
      held++
      await late.promise
      await route.continue()
    })
    await page.reload()
    const composer = page.locator('#composer')
    await composer.focus()
    await page.keyboard.press('Control+k')
    await page.keyboard.type('early-x')
    await page.keyboard.press('Backspace')
    await page.keyboard.press('Enter')
    await until('the page asks for the rest', () => held > 0)
    assert.equal(await page.getByRole('dialog').count(), 0)
    late.resolve()
    const line = page.getByRole('combobox', { name: 'Room or person' })
    await line.waitFor()
    assert.equal(await line.inputValue(), 'early-')
    await page.getByRole('option', { name: `early-${device}` }).waitFor()
    assert.equal(await composer.inputValue(), '')
    await page.keyboard.type(device)
    await page.keyboard.press('Enter')
    await page.getByRole('heading', { name: `#early-${device}`, exact: true }).waitFor()
    // Another time it is empty, and a question that is open is answered first.
    await page.keyboard.press('Meta+k')
    await line.waitFor()
    assert.equal(await line.inputValue(), '')
    await page.keyboard.press('Escape')
    await line.waitFor({ state: 'hidden' })
    await page.getByRole('button', { name: 'Share this place' }).click()
    await page.getByRole('dialog', { name: 'Bring somebody onto the line' }).waitFor()
    await page.keyboard.press('Control+k')
    await page.keyboard.press('Escape')
    await page.getByRole('dialog').waitFor({ state: 'hidden' })
    assert.equal(await line.count(), 0)
    const { rows } = await ben.room('#lobby').page({ at: 'latest' })
    assert.deepEqual(rows, [])
    assert.deepEqual(faults, [])
  })
}

test('who changes their mind before it is there presses Escape, and types on where they were', { skip }, async () => {
  const { page, faults } = await browser.visit(hub, '/', { serviceWorkers: 'block' })
  const late = Promise.withResolvers<void>()
  await page.route(/\/assets\/(?:besides|switcher)-[^/]*\.js$/, route => late.promise.then(() => route.continue()))
  await page.reload()
  const composer = page.locator('#composer')
  await composer.focus()
  await page.keyboard.press('Control+k')
  await page.keyboard.type('x')
  await page.keyboard.press('Escape')
  await page.keyboard.type('hello')
  assert.equal(await composer.inputValue(), 'hello')
  late.resolve()
  const keys = page.getByRole('dialog', { name: 'Keys' })
  await until('the rest has come', async () => {
    await page.keyboard.press('Control+/')
    return keys.isVisible()
  })
  assert.equal(await page.getByRole('dialog').count(), 1)
  assert.deepEqual(faults, [])
})

test('the line is opened before the page is loaded, which takes it over and opens no other', { skip }, async () => {
  const { page, faults } = await browser.visit(hub, '/', { serviceWorkers: 'block' })
  const late = Promise.withResolvers<void>()
  const lines: string[] = []
  page.on('websocket', line => lines.push(line.url()))
  await page.route(/\/assets\/index-[^/]*\.js$/, async route => {
    await late.promise
    await route.continue()
  })
  await page.reload({ waitUntil: 'commit' })
  await until('a line is opened', () => lines.length > 0)
  assert.equal(await page.locator('#composer').count(), 0)
  late.resolve()
  await page.getByText('On the line', { exact: true }).waitFor()
  assert.deepEqual(lines, [`ws://${hub.host}:${hub.webPort}/ws`])
  assert.deepEqual(faults, [])
})
