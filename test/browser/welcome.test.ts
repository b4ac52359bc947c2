// The operator's welcome at the page: above the lobby's messages until it is put away, and there again when it says something else.
import assert from 'node:assert/strict'
import { after, test } from 'node:test'
import { admin } from '../support/admin.ts'
import { faultsOf } from '../support/axe.ts'
import { browserOf, narrow, noBrowser } from '../support/browser.ts'
import { startHub } from '../support/hub.ts'

const skip = noBrowser
const text = 'Be **kind**, and see #lobby.\n\n- soup at noon\n- <img src=x onerror="alert(1)">'
const hub = await startHub({ args: ['--rates', 'off', '--welcome', text] })
after(() => hub[Symbol.asyncDispose]())
const browser = browserOf()

for (const [device, options] of narrow) {
  test(`the welcome is read, put away by keyboard, and stays away until there is another (${device})`, { skip }, async () => {
    const { page, faults, say, sees } = await browser.visit(hub, '/', options)
    const welcome = page.getByRole('region', { name: 'Welcome from the operator' })
    await welcome.locator('strong', { hasText: 'kind' }).waitFor()
    assert.equal(await welcome.locator('img').count(), 0)
    assert.equal(await welcome.getByRole('listitem').count(), 2)
    assert.deepEqual(await faultsOf(page), [])
    await say('hello')
    await sees('hello')
    await page.getByRole('button', { name: 'Put this away' }).focus()
    await page.keyboard.press('Enter')
    await welcome.waitFor({ state: 'hidden' })
    await page.reload()
    await sees('hello')
    // What comes late has come.
    await page.getByRole('button', { name: 'Send files' }).waitFor()
    await page.evaluate('new Promise(done => requestIdleCallback(done))')
    assert.equal(await welcome.count(), 0)
    await admin(hub, 'set', 'welcome', 'Something else')
    await page.reload()
    await welcome.getByText('Something else').waitFor()
    await admin(hub, 'unset', 'welcome')
    assert.deepEqual(faults, [])
  })
}

test('it is the lobby’s: no other room shows it', { skip }, async () => {
  const { page, faults } = await browser.visit(hub)
  const welcome = page.getByRole('region', { name: 'Welcome from the operator' })
  await welcome.waitFor()
  await page.goto(`http://${hub.host}:${hub.webPort}/room/elsewhere`)
  await page.getByRole('button', { name: 'Make #elsewhere' }).click()
  await page.getByRole('heading', { name: '#elsewhere', exact: true }).waitFor()
  assert.equal(await welcome.count(), 0)
  await page.getByRole('link', { name: '#lobby' }).click()
  await welcome.waitFor()
  assert.deepEqual(faults, [])
})
