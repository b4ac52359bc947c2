// Coming in with an account at the page: the owner's link, signing in, where one is signed in, and being signed out.
import assert from 'node:assert/strict'
import { after, test } from 'node:test'
import { connect, register, signIn } from '../../src/client/connect.ts'
import { faultsOf } from '../support/axe.ts'
import { browserOf, narrow, noBrowser } from '../support/browser.ts'
import { startHub } from '../support/hub.ts'
import { codeOf, noOathtool } from '../support/oathtool.ts'
import { until } from '../support/until.ts'

const skip = noBrowser !== false ? noBrowser : noOathtool
const hub = await startHub({ args: ['--mode', 'invite'] })
after(() => hub[Symbol.asyncDispose]())
const browser = browserOf()
const password = 'quaint otter lamp 47'
const link = /\/join#\S+/.exec(hub.output())?.[0] ?? ''

test("the owner's link makes the account, which is signed in elsewhere, and is signed out from there", { skip }, async () => {
  const [[, phone] = []] = narrow
  const { page, faults } = await browser.open(hub, link, phone)
  const make = page.getByRole('button', { name: 'Make the account' })
  await page.getByLabel('Login').fill('Ben')
  await page.getByLabel('Password').fill('password123')
  const found: Record<string, string[]> = { join: await faultsOf(page) }
  await make.click()
  await page.getByRole('alert').filter({ hasText: 'too easy to guess' }).waitFor()
  await page.getByLabel('Password').fill(password)
  await make.click()
  await page.locator('#composer').waitFor()

  const { token } = await signIn(`ws://${hub.host}:${hub.webPort}`, { login: 'ben', password, device: 'the cellar' })
  await using cellar = connect(`ws://${hub.host}:${hub.webPort}`, { token, signedIn: true })
  await cellar.room('#lobby').send('from the cellar')
  await page.getByRole('article').filter({ hasText: 'from the cellar' }).waitFor()
  await page.goto(`http://${hub.host}:${hub.webPort}/settings`)
  const away = page.getByRole('button', { name: 'Sign out of the cellar' })
  await away.waitFor()
  found.settings = await faultsOf(page)
  await away.click()
  await until('the cellar is out', () => cellar.state.connection.at === 'closed')
  await page.getByText('One device was signed out.').first().waitFor()

  await page.getByRole('button', { name: 'Invite somebody' }).click()
  const invitation = await page.getByLabel('Link of the invitation').inputValue()
  await page.keyboard.press('Escape')
  const eve = await register(`ws://${hub.host}:${hub.webPort}`, { login: 'Eve', password, invitation: invitation.split('#')[1] ?? '' })
  assert.equal(eve.account.role, 'member')
  await page.reload()
  await page.getByLabel('Role of Eve').selectOption('moderator')
  await until(
    'she is one',
    async () => (await signIn(`ws://${hub.host}:${hub.webPort}`, { login: 'Eve', password })).account.role === 'moderator',
  )

  await page.getByRole('button', { name: 'Turn it on' }).click()
  const dialog = page.getByRole('dialog')
  const secret = await dialog.locator('code').innerText()
  await dialog.getByLabel('Then type the code that it shows').fill(await codeOf(secret, 0))
  found.app = await faultsOf(page)
  await dialog.getByRole('button', { name: 'Turn it on' }).click()
  await dialog.getByRole('heading', { name: 'Your recovery codes' }).waitFor()
  assert.equal(await dialog.getByRole('listitem').count(), 10)
  found.codes = await faultsOf(page)
  await dialog.getByRole('button', { name: 'I have kept them' }).click()
  await page.getByText('After the password a code of your app is asked for.').waitFor()

  await page.getByRole('button', { name: 'Sign out', exact: true }).click()
  await page.getByRole('heading', { name: 'Sign in' }).waitFor()
  found.gate = await faultsOf(page)
  await page.getByLabel('Login').fill('ben')
  await page.getByLabel('Password').fill('something else entirely')
  await page.getByRole('button', { name: 'Sign in' }).click()
  await page.getByRole('alert').filter({ hasText: 'no account with this login' }).waitFor()
  await page.getByLabel('Password').fill(password)
  await page.getByRole('button', { name: 'Sign in' }).click()
  await page.getByLabel('Code').fill(await codeOf(secret, 30))
  await page.getByRole('button', { name: 'Sign in' }).click()
  await page.getByRole('article').filter({ hasText: 'from the cellar' }).waitFor()
  for (const [view, all] of Object.entries(found)) assert.deepEqual(all, [], view)
  assert.deepEqual(faults, [])
})
