// The page for everybody: no fault that axe knows, in the light and in the dark, on a laptop and on a phone; and everything by keyboard.
import assert from 'node:assert/strict'
import { after, test } from 'node:test'
import { connect } from '../../src/client/connect.ts'
import { faultsOf } from '../support/axe.ts'
import { browserOf, devices, noBrowser } from '../support/browser.ts'
import { startHub } from '../support/hub.ts'

const skip = noBrowser
const hub = await startHub({ args: ['--rates', 'off'] })
after(() => hub[Symbol.asyncDispose]())
const browser = browserOf()

if (skip === false) {
  await using ben = connect(`ws://${hub.host}:${hub.webPort}`, { name: 'Ben' })
  const room = ben.room('#lobby')
  const { seq } = await room.send('Who brings the **carrots**? See `list.txt` or https://example.org')
  await room.send('I do, @Ben, in #lobby', { replyTo: seq })
  await room.react(seq, '👍')
  await room.send('```\nconst soup = 1\n```')
  await room.send('> quoted\n\n- a list\n- of two')
  await room.delete((await room.send('gone')).seq)
}

for (const [device, options] of devices) {
  test(`axe finds nothing on a ${device}, in the light and in the dark`, { skip }, async () => {
    const { page, faults } = await browser.visit(hub, '/', options)
    await page.getByText('quoted').waitFor()
    const found: Record<string, string[]> = { room: await faultsOf(page) }
    await page.getByRole('article').first().hover()
    await page.getByRole('toolbar').getByRole('button', { name: 'More' }).waitFor()
    found.message = await faultsOf(page)
    await page.getByRole('button', { name: 'Share this place' }).click()
    await page.getByRole('dialog').waitFor()
    found.share = await faultsOf(page)
    await page.keyboard.press('Escape')
    await page.getByRole('dialog').waitFor({ state: 'hidden' })
    await page.getByRole('button', { name: /^People/ }).click()
    await page.getByRole('complementary').getByText('Here now').waitFor()
    found.people = await faultsOf(page)
    await page.getByRole('complementary').getByRole('button', { name: 'Close' }).click()
    if (device === 'phone') {
      await page.getByRole('button', { name: 'Rooms and people' }).click()
      await page.getByRole('dialog').waitFor()
      found.drawer = await faultsOf(page)
    }
    await page.getByRole('button', { name: 'Find or make a room' }).click()
    await page.getByRole('textbox', { name: 'Name of a room' }).fill('kitchen')
    await page.getByRole('button', { name: 'Make #kitchen' }).waitFor()
    found.find = await faultsOf(page)
    await page.keyboard.press('Escape')
    await page.getByRole('button', { name: /^You are/ }).click()
    await page.getByRole('menu').waitFor()
    found.menu = await faultsOf(page)
    for (const [view, all] of Object.entries(found)) assert.deepEqual(all, [], view)
    assert.deepEqual(faults, [])
  })
}

test('by keyboard alone one says something, reacts to a message and is back in the line one writes in', { skip }, async () => {
  const { page, faults, sees } = await browser.visit(hub)
  await page.keyboard.type('typed at once')
  await page.keyboard.press('Enter')
  await sees('typed at once')
  await page.getByRole('button', { name: 'Send files' }).waitFor()
  await page.keyboard.press('Shift+Tab')
  await page.keyboard.press('Shift+Tab')
  // The newest message is the one stop of the timeline; from there the arrows lead on.
  const focused = page.locator(':focus')
  assert.match(await focused.innerText(), /typed at once/)
  await page.keyboard.press('ArrowUp')
  await page.keyboard.press('ArrowUp')
  await page.getByRole('toolbar').waitFor()
  assert.match(await focused.innerText(), /quoted/)
  await page.keyboard.press('End')
  await page.getByRole('toolbar').waitFor()
  await page.keyboard.press('Tab')
  await page.keyboard.press('Enter')
  await page.getByRole('button', { name: '👍 1, yours too' }).waitFor()
  await page.keyboard.press('Escape')
  await page.waitForFunction('document.activeElement.id === "composer"')
  assert.deepEqual(faults, [])
})
