// Who is on the line and who was, in the page.
import assert from 'node:assert/strict'
import { after, test } from 'node:test'
import { faultsOf } from '../support/axe.ts'
import { browserOf, narrow, noBrowser } from '../support/browser.ts'
import { startHub } from '../support/hub.ts'
import { LineClient } from '../support/line-client.ts'

const skip = noBrowser
const hub = await startHub({ args: ['--rates', 'off'] })
after(() => hub[Symbol.asyncDispose]())
const browser = browserOf()

test('status shows who came by a bare socket and who by the page, and afterwards until when and why', { skip }, async () => {
  const client = await LineClient.join(hub)
  const { page, faults, rename, say } = await browser.visit(hub)
  await rename('Ann')
  await say('one for the chart')
  await page.getByRole('link', { name: 'Status' }).click()
  const now = page.getByRole('list', { name: 'Connected now' })
  const lineSession = now.getByRole('listitem').filter({ hasText: 'line door' })
  await lineSession.getByText(`127.0.0.1:${client.socket.localPort}`).waitFor()
  assert.match(await lineSession.innerText(), /Client\d+[\s\S]*since/)
  const mine = now.getByRole('listitem').filter({ hasText: 'web door' })
  assert.match(await mine.innerText(), /Ann\s*you/)
  await page.getByRole('img', { name: /People on the line: At most 2/ }).waitFor()
  await page.getByRole('img', { name: /Messages: 1 in all/ }).waitFor()
  assert.equal(await page.getByText('Nobody has left yet.').count(), 1)
  await client.ask('exit')
  client.socket.destroy()
  const past = page.getByRole('list', { name: 'Earlier' })
  await past.getByText('said goodbye').waitFor()
  assert.equal(await lineSession.count(), 0)
  await page.getByText('As a table').click()
  await page.getByRole('row').last().waitFor()
  await page.getByText('7 days').click()
  await page.getByRole('img', { name: /Messages: 1 in all/ }).waitFor()
  assert.deepEqual(faults, [])
})

for (const [device, options] of narrow) {
  test(`axe finds nothing in status on a ${device}, in the light and in the dark`, { skip }, async () => {
    const { page, faults } = await browser.visit(hub, '/', options)
    await page.goto(`http://${hub.host}:${hub.webPort}/status`)
    await page.getByRole('list', { name: 'Earlier' }).waitFor()
    await page.getByText('As a table').click()
    assert.deepEqual(await faultsOf(page), [])
    assert.deepEqual(faults, [])
  })
}
