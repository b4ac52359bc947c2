// Files that a message speaks of: cards below what it says, of what lies on the shelf now.
import assert from 'node:assert/strict'
import { after, test } from 'node:test'
import { connect } from '../../src/client/connect.ts'
import { faultsOf } from '../support/axe.ts'
import { browserOf, narrow, noBrowser } from '../support/browser.ts'
import { startHub } from '../support/hub.ts'
import { card, picture } from './files-scene.ts'

const skip = noBrowser
const hub = await startHub({ args: ['--rates', 'off'] })
after(() => hub[Symbol.asyncDispose]())
const browser = browserOf()

for (const [device, options] of narrow) {
  test(`they are looked at and fetched by keyboard, and follow what becomes of them (${device})`, { skip }, async () => {
    await using ben = connect(`ws://${hub.host}:${hub.webPort}`, { name: `Ben-${device}` })
    const room = await ben.create(`#bench-${device}`)
    await room.upload(picture, { name: 'how it looks.png' }).done
    await room.upload(new TextEncoder().encode('carrots, milk'), { name: 'list.txt' }).done
    await room.upload(new TextEncoder().encode('other'), { name: 'list.txt (2)' }).done
    await room.send('both are ready', { files: ['how it looks.png', 'list.txt', 'list.txt', 'nothing-like-it.txt'] })

    const { page, faults } = await browser.visit(hub, `/room/bench-${device}`, options)
    const message = page.getByRole('article', { name: /^Ben/ }).filter({ hasText: 'both are ready' })
    const files = message.getByRole('list', { name: 'Files of this message' }).getByRole('listitem')
    await message.getByText('This file is no longer here.').waitFor()
    assert.equal(await files.count(), 3)
    // They stand there once; what it does not speak of stands by itself.
    await card(page, 'list.txt (2)').waitFor()
    assert.equal(await page.getByRole('article', { name: /^File / }).count(), 1)
    await message.getByRole('link', { name: 'Download list.txt' }).waitFor()
    await page.waitForFunction(() => {
      const { document } = globalThis as unknown as { document: { querySelectorAll(what: string): Iterable<{ naturalWidth: number }> } }
      return [...document.querySelectorAll('li img')].some(({ naturalWidth }) => naturalWidth === 10)
    })
    assert.deepEqual(await faultsOf(page), [])

    await message.getByRole('button', { name: /^list\.txt/ }).press('Enter')
    await page.getByRole('dialog').getByText('carrots, milk').waitFor()
    await page.keyboard.press('Escape')
    await page.getByRole('dialog').waitFor({ state: 'hidden' })

    const coming = page.waitForEvent('download')
    await message.getByRole('link', { name: 'Download list.txt' }).click()
    assert.equal((await coming).suggestedFilename(), 'list.txt')

    await room.removeFile('list.txt')
    await files.filter({ hasText: 'list.txt This file is no longer here.' }).waitFor()
    await room.upload(new TextEncoder().encode('x'), { name: 'nothing-like-it.txt' }).done
    await message.getByRole('link', { name: 'Download nothing-like-it.txt' }).waitFor()
    assert.deepEqual(faults, [])
  })
}

test('a message that is deleted shows none, and the file stands by itself again', { skip }, async () => {
  await using ben = connect(`ws://${hub.host}:${hub.webPort}`, { name: 'Ben' })
  const room = await ben.create('#deleted')
  await room.upload(new TextEncoder().encode('x'), { name: 'x.txt' }).done
  const { seq } = await room.send('look', { files: ['x.txt'] })
  const { page, faults } = await browser.visit(hub, '/room/deleted')
  const files = page.getByRole('list', { name: 'Files of this message' })
  await files.waitFor()
  assert.equal(await card(page, 'x.txt').count(), 0)
  await room.delete(seq)
  await files.waitFor({ state: 'hidden' })
  await card(page, 'x.txt').waitFor()
  assert.deepEqual(faults, [])
})
