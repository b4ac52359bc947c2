// What the page shows of files, for everybody: no fault that axe knows.
import assert from 'node:assert/strict'
import { randomBytes } from 'node:crypto'
import { after, test } from 'node:test'
import { connect } from '../../src/client/connect.ts'
import { faultsOf } from '../support/axe.ts'
import { browserOf, devices, noBrowser } from '../support/browser.ts'
import { startHub } from '../support/hub.ts'
import { binary, card, megabyte, pick, picture } from './files-scene.ts'

const skip = noBrowser
// So slow that what is on its way stays on its way.
const hub = await startHub({ args: ['--rates', 'off', '--transfer-bytes-per-second', '10000'] })
after(() => hub[Symbol.asyncDispose]())
const browser = browserOf()

if (skip === false) {
  await using mia = connect(`ws://${hub.host}:${hub.webPort}`, { name: 'Mia' })
  const room = mia.room('#lobby')
  await room.upload(picture, { name: 'meadow.png' }).done
  await room.upload(Buffer.from('Carrots\nLeeks\n'), { name: 'kitchen/shopping list.txt' }).done
  await room.upload(randomBytes(4_000), { name: 'archive.zip' }).done
}

for (const [device, options] of devices) {
  test(`axe finds nothing in cards, list, viewer, links and tray on a ${device}, in the light and in the dark`, { skip }, async () => {
    const visitor = await browser.visit(hub, '/', options)
    const { page } = visitor
    await card(page, 'archive.zip').waitFor()
    await pick(visitor, 'Send files', { name: `${device}.bin`, mimeType: binary, buffer: randomBytes(2 * megabyte) })
    await page.getByRole('region', { name: 'Files on their way' }).waitFor()
    const found: Record<string, string[]> = { room: await faultsOf(page) }
    await page.getByRole('button', { name: 'Files', exact: true }).click()
    await page.getByRole('searchbox', { name: 'Part of a name' }).waitFor()
    found.list = await faultsOf(page)
    await page
      .getByRole('complementary')
      .getByRole('button', { name: /shopping list/ })
      .click()
    await page.getByRole('dialog').getByText('Leeks').waitFor()
    found.viewer = await faultsOf(page)
    await page.getByRole('button', { name: 'Share', exact: true }).click()
    await page.getByRole('button', { name: 'Make a link' }).click()
    await page.getByRole('textbox', { name: 'Your link' }).waitFor()
    found.links = await faultsOf(page)
    await page.keyboard.press('Escape')
    await page.getByRole('dialog').waitFor({ state: 'hidden' })
    await page.getByRole('complementary').getByRole('button', { name: 'Close' }).click()
    await page.getByRole('button', { name: /^Do not send/ }).click()
    for (const [view, all] of Object.entries(found)) assert.deepEqual(all, [], view)
    assert.deepEqual(visitor.faults, [])
  })
}
