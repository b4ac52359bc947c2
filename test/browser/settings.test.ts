// How the page looks, speaks and calls; and what of it opens off the line.
import assert from 'node:assert/strict'
import { after, test } from 'node:test'
import { connect } from '../../src/client/connect.ts'
import { faultsOf } from '../support/axe.ts'
import { browserOf, narrow, noBrowser } from '../support/browser.ts'
import { startHub, temporaryFolder } from '../support/hub.ts'
import { until } from '../support/until.ts'

const skip = noBrowser
const hub = await startHub({ args: ['--rates', 'off'] })
after(() => hub[Symbol.asyncDispose]())
const browser = browserOf()

test('a name, a theme and a language are taken at once and stay after loading again', { skip }, async () => {
  const { page, faults } = await browser.visit(hub)
  await page.getByRole('button', { name: /^You are/ }).click()
  await page.getByRole('menuitem', { name: 'Settings' }).click()
  await page.getByRole('textbox', { name: 'Name' }).fill('no spaces please')
  await page.getByRole('button', { name: 'Take this name' }).click()
  await page.getByRole('alert').waitFor()
  await page.getByRole('textbox', { name: 'Name' }).fill('Ida')
  await page.getByRole('button', { name: 'Take this name' }).click()
  await page.getByRole('button', { name: 'You are Ida' }).waitFor()
  await page.getByLabel('Dark').check()
  await page.getByLabel('Deutsch').click()
  await page.getByRole('heading', { name: 'Einstellungen', exact: true }).waitFor()
  await page.getByRole('switch', { name: 'Einen kurzen Ton spielen' }).check()
  await page.reload()
  await page.getByRole('heading', { name: 'Einstellungen', exact: true }).waitFor()
  assert.equal(await page.evaluate('document.documentElement.dataset.theme'), 'dark')
  assert.equal(await page.evaluate('document.documentElement.lang'), 'de')
  assert.ok(await page.getByRole('switch', { name: 'Einen kurzen Ton spielen' }).isChecked())
  assert.ok(await page.getByRole('radio', { name: 'Dunkel' }).isChecked())
  await page.getByRole('button', { name: 'Du heißt Ida' }).waitFor()
  assert.deepEqual(faults, [])
})

test('who is called while looking at something else is told, and one press leads there', { skip }, async () => {
  const { page, faults, rename } = await browser.visit(hub)
  await rename('Kim')
  await page.goto(`http://${hub.host}:${hub.webPort}/settings`)
  await page.getByRole('heading', { name: 'Settings', exact: true }).waitFor()
  await using ben = connect(`ws://${hub.host}:${hub.webPort}`, { name: 'Ben' })
  const direct = await ben.direct('Kim')
  await direct.send('are you **there**?')
  await page.getByText('Ben: are you there?').last().waitFor()
  await page.getByRole('button', { name: 'Open' }).click()
  await page.getByRole('heading', { name: 'Ben', exact: true }).waitFor()
  assert.deepEqual(faults, [])
})

test('a notice outside the page is asked for only where it is wanted, and shown while one looks elsewhere', { skip }, async () => {
  const { page, context, faults, rename } = await browser.visit(hub)
  await context.grantPermissions(['notifications'])
  await rename('Lea')
  await page.goto(`http://${hub.host}:${hub.webPort}/settings`)
  await page.getByRole('switch', { name: 'Tell me outside the page, too' }).check()
  await page.evaluate('navigator.serviceWorker.ready.then(() => undefined)')
  // As if somebody looked at another window.
  await page.evaluate('document.hasFocus = () => false; void window.dispatchEvent(new Event("blur"))')
  await using ben = connect(`ws://${hub.host}:${hub.webPort}`, { name: 'Bert' })
  const shown =
    'navigator.serviceWorker.ready.then(one => one.getNotifications()).then(all => all.map(({ title, body }) => title + " | " + body)[0])'
  // A busy browser may lose one.
  let [notice, sentAt] = ['', 0]
  await until('there is a notice', async () => {
    if (performance.now() - sentAt > 3_000) {
      await ben.room('#lobby').send('@Lea, the soup is ready')
      sentAt = performance.now()
    }
    notice = (await page.evaluate<string | undefined>(shown)) ?? ''
    return notice !== ''
  })
  assert.equal(notice, '#lobby | Bert in #lobby: @Lea, the soup is ready')
  assert.deepEqual(faults, [])
})

test('opened off the line the page shows what was seen last, and goes on by itself when the hub is back', { skip }, async () => {
  await using folder = await temporaryFolder()
  const first = await startHub({ data: folder.path, args: ['--rates', 'off'] })
  const { page, faults, say, sees } = await browser.visit(first)
  await say('to be read in the **tunnel**')
  await sees('to be read in the tunnel')
  await page.evaluate('navigator.serviceWorker.ready.then(() => undefined)')
  await until('it is kept', async () => ((await page.evaluate(kept)) as string).includes('tunnel'))
  await first.stop('SIGKILL')
  await page.reload()
  await page.getByRole('heading', { name: 'Off the line' }).waitFor()
  await page.getByRole('article').getByText('to be read in the tunnel').waitFor()
  assert.deepEqual(await faultsOf(page), [])
  await using _second = await startHub({ data: folder.path, args: ['--web-port', String(first.webPort), '--rates', 'off'] })
  // It may be back by itself before that.
  await page
    .getByRole('button', { name: 'Try now' })
    .click({ timeout: 5_000 })
    .catch(() => undefined)
  await page.getByRole('heading', { name: '#lobby', exact: true }).waitFor()
  await sees('to be read in the tunnel')
  assert.deepEqual(faults, [])
})

/** What the page has put away, as text. */
const kept = `new Promise(done => {
  const opening = indexedDB.open('partyline', 1)
  opening.onupgradeneeded = () => opening.transaction.abort()
  opening.onerror = () => done('')
  opening.onsuccess = () => {
    const asking = opening.result.transaction('seen').objectStore('seen').get('last')
    asking.onsuccess = () => {
      opening.result.close()
      done(JSON.stringify(asking.result ?? ''))
    }
  }
})`

test('what the browser needs to install the page is there, and files of the hub are not the service worker’s', { skip }, async () => {
  const { page, faults } = await browser.visit(hub)
  const at = `http://${hub.host}:${hub.webPort}`
  const manifest = (await (await fetch(`${at}/partyline.webmanifest`)).json()) as { readonly icons: readonly { readonly src: string }[] }
  for (const { src } of manifest.icons) assert.equal((await fetch(at + src)).status, 200, src)
  await page.evaluate('navigator.serviceWorker.ready.then(() => undefined)')
  const worker = await fetch(`${at}/service-worker.js`)
  assert.equal(worker.headers.get('cache-control'), 'no-cache')
  assert.match(await worker.text(), /const shell = \["\/",/)
  const names = (await page.evaluate('caches.keys()')) as string[]
  assert.equal(names.length, 1)
  const paths = (await page.evaluate(
    'caches.keys().then(([name]) => caches.open(name)).then(cache => cache.keys()).then(all => all.map(({ url }) => new URL(url).pathname))',
  )) as string[]
  assert.ok(paths.includes('/') && paths.some(path => path.startsWith('/assets/')))
  assert.ok(paths.every(path => path === '/' || /^\/(?:assets\/)?[\w.-]+$/.test(path)))
  assert.deepEqual(faults, [])
})

for (const [device, options] of narrow) {
  test(`axe finds nothing in the settings on a ${device}, in the light and in the dark`, { skip }, async () => {
    const { page, faults } = await browser.visit(hub, '/', options)
    await page.goto(`http://${hub.host}:${hub.webPort}/settings`)
    await page.getByRole('heading', { name: 'Settings', exact: true }).waitFor()
    assert.deepEqual(await faultsOf(page), [])
    assert.deepEqual(faults, [])
  })
}
