// Emoji by their names, in the line one writes in: offered while one types, and put in when it is sent.
import assert from 'node:assert/strict'
import { after, test } from 'node:test'
import { faultsOf } from '../support/axe.ts'
import { browserOf, devices, noBrowser } from '../support/browser.ts'
import { startHub } from '../support/hub.ts'

const skip = noBrowser
const hub = await startHub({ args: ['--rates', 'off'] })
after(() => hub[Symbol.asyncDispose]())
const browser = browserOf()

test('by keyboard: a colon and a few letters, arrows and Enter; Escape lets it be', { skip }, async () => {
  const { page, faults, sees } = await browser.visit(hub)
  const composer = page.locator('#composer')
  await composer.pressSequentially('well done :thumbs')
  const offers = page.getByRole('listbox', { name: 'Emoji' })
  await offers.getByRole('option', { name: '👍 thumbsup' }).waitFor()
  assert.equal(await offers.getByRole('option', { selected: true }).innerText(), '👍\nthumbsup')
  assert.deepEqual(await faultsOf(page), [])
  await composer.press('ArrowDown')
  await composer.press('ArrowUp')
  await composer.press('Enter')
  assert.equal(await composer.inputValue(), 'well done 👍 ')
  await composer.pressSequentially('and :ta')
  await offers.waitFor()
  await composer.press('Escape')
  await offers.waitFor({ state: 'hidden' })
  await composer.press('Enter')
  await sees('well done 👍 and :ta')
  assert.deepEqual(faults, [])
})

test('whole names become emoji when they are sent, also at once after loading, and when a message is changed; code does not', {
  skip,
}, async () => {
  const { page, faults, say, sees } = await browser.visit(hub)
  await say('launch :rocket::tada: at 10:30:00, `:tada:` and :nosuchthing:')
  await sees('launch 🚀🎉 at 10:30:00, :tada: and :nosuchthing:')
  assert.equal(await page.locator('code').innerText(), ':tada:')
  await page.locator('#composer').press('ArrowUp')
  await say('changed :bee:')
  await sees('changed 🐝')
  assert.deepEqual(faults, [])
})

for (const [device, options] of devices) {
  test(`one is taken by a press, in German too (${device})`, { skip }, async () => {
    const { page, faults, sees } = await browser.visit(hub, '/', { ...options, locale: 'de-DE' })
    const composer = page.locator('#composer')
    await composer.fill('oh :rak')
    const offer = page.getByRole('option', { name: '🚀 rakete' })
    await (device === 'phone' ? offer.tap() : offer.click())
    assert.equal(await composer.inputValue(), 'oh 🚀 ')
    await composer.press('Enter')
    await sees('oh 🚀')
    assert.deepEqual(faults, [])
  })
}
