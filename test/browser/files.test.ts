// Files at the page: sent by every way a browser knows, through reloads, cuts and a killed hub; seen, fetched and harmless, whatever they are.
import assert from 'node:assert/strict'
import { randomBytes } from 'node:crypto'
import { readdir, readFile, writeFile } from 'node:fs/promises'
import { join } from 'node:path'
import { after, test } from 'node:test'
import type { Page } from 'playwright-core'
import { connect } from '../../src/client/connect.ts'
import { admin } from '../support/admin.ts'
import { browserOf, noBrowser, type Visitor } from '../support/browser.ts'
import { sha256Of } from '../support/files.ts'
import { type RunningHub, startHub, temporaryFolder } from '../support/hub.ts'
import { until } from '../support/until.ts'
import { binary, card, megabyte, pick, picture } from './files-scene.ts'

const skip = noBrowser
const hub = await startHub({ args: ['--rates', 'off'] })
after(() => hub[Symbol.asyncDispose]())
const browser = browserOf()

/** Megabytes are hashed here and there, perhaps beside other tests. */
const patienceMs = 60_000
/** What these tests use of the page's own globals, whose types are not here. */
type PageGlobals = {
  readonly DataTransfer: new () => { readonly items: { add(file: unknown): void } }
  readonly File: new (parts: readonly Uint8Array[], name: string) => unknown
  readonly ClipboardEvent: new (type: string, options: { clipboardData: unknown; bubbles: boolean; cancelable: boolean }) => unknown
  readonly document: { getElementById(id: string): { dispatchEvent(event: unknown): boolean } | null }
}

/** Waits until the file lies on the lobby's shelf, whole. */
const lies = (at: RunningHub, name: string, content: Buffer): Promise<true> =>
  until(
    `${name} lies there as it was sent`,
    async () => {
      const found = await readFile(join(at.files, name)).catch(() => undefined)
      return found !== undefined && found.length === content.length && found.equals(content)
    },
    patienceMs,
  )

const address = (at: RunningHub, path: string): string => `http://${at.host}:${at.webPort}${path}`

/** What is on its way stands in the tray, and so much of it has come. */
const hasCome = ({ page }: Visitor, bytes: number): Promise<true> =>
  until('a part of it is there', async () => {
    const value = await page.evaluate<number>("Math.max(0, ...[...document.querySelectorAll('progress')].map(one => one.value))")
    return value >= bytes
  })

/** So slow that there is time to do something while a file is on its way, on a busy machine, too. */
const slowly = ['--rates', 'off', '--transfer-bytes-per-second', '500000']

/** What is on its way need not be slow any more. */
const hurry = (at: RunningHub) => admin(at, 'set', 'transfer-bytes-per-second', '0')

/** From where requests have gone on with an upload. */
function offsetsOf(page: Page): number[] {
  const offsets: number[] = []
  page.on('request', request => {
    if (request.method() === 'PATCH') offsets.push(Number(request.headers()['upload-offset']))
  })
  return offsets
}

test('files that are chosen, dropped and pasted arrive as they were, and stand in the timeline', { skip }, async () => {
  const ann = await browser.visit(hub)
  const [one, two, three] = [randomBytes(3 * megabyte), randomBytes(70_000), Buffer.from('three')]
  await pick(ann, 'Send files', [
    { name: 'one.bin', mimeType: binary, buffer: one },
    { name: 'empty.txt', mimeType: 'text/plain', buffer: Buffer.alloc(0) },
  ])
  await lies(hub, 'one.bin', one)
  await lies(hub, 'empty.txt', Buffer.alloc(0))
  const transfer = (name: string, content: Buffer) =>
    ann.page.evaluateHandle(
      ({ name, base64 }) => {
        const bytes = Uint8Array.from(atob(base64), character => character.charCodeAt(0))
        const { DataTransfer, File } = globalThis as unknown as PageGlobals
        const transfer = new DataTransfer()
        transfer.items.add(new File([bytes], name))
        return transfer
      },
      { name, base64: content.toString('base64') },
    )
  const dropped = await transfer('two.bin', two)
  await ann.page.dispatchEvent('#messages', 'dragenter', { dataTransfer: dropped })
  await ann.page.getByText('Drop to send to #lobby').waitFor()
  await ann.page.dispatchEvent('#messages', 'drop', { dataTransfer: dropped })
  await ann.page.getByText('Drop to send to #lobby').waitFor({ state: 'hidden' })
  await lies(hub, 'two.bin', two)
  const pasted = await transfer('three.txt', three)
  await ann.page.evaluate(data => {
    const { ClipboardEvent, document } = globalThis as unknown as PageGlobals
    document
      .getElementById('composer')
      ?.dispatchEvent(new ClipboardEvent('paste', { clipboardData: data, bubbles: true, cancelable: true }))
  }, pasted)
  await lies(hub, 'three.txt', three)
  for (const name of ['one.bin', 'two.bin', 'three.txt', 'empty.txt']) await card(ann.page, name).waitFor()
  // A name that is taken is no reason to overwrite anything, nor to ask.
  await pick(ann, 'Send files', { name: 'three.txt', mimeType: 'text/plain', buffer: Buffer.from('another three') })
  await lies(hub, 'three (2).txt', Buffer.from('another three'))
  await lies(hub, 'three.txt', three)
  await card(ann.page, 'three (2).txt').waitFor()
  assert.deepEqual(ann.faults, [])
})

test('a file that somebody puts with any other program shows up, is found, and comes back as it was', { skip }, async () => {
  const ben = await browser.visit(hub, '/?panel=files')
  const content = randomBytes(2 * megabyte)
  await fetch(address(hub, '/files/lobby/report%20of%20curl.bin'), { method: 'PUT', body: content })
  await card(ben.page, 'report of curl.bin').waitFor()
  const panel = ben.page.getByRole('complementary', { name: 'Files' })
  await panel.getByRole('searchbox', { name: 'Part of a name' }).fill('OF CURL')
  await panel.getByText('1 file, 2 MB').waitFor()
  const coming = ben.page.waitForEvent('download')
  await panel.getByRole('link', { name: 'Download report of curl.bin' }).click()
  const download = await coming
  assert.equal(download.suggestedFilename(), 'report of curl.bin')
  assert.equal(sha256Of(await readFile(await download.path())), sha256Of(content))
  await panel
    .getByRole('button', { name: /report of curl/ })
    .first()
    .click()
  await ben.page.getByRole('dialog').getByText(sha256Of(content)).waitFor()
  // It is nobody's whom the hub knows: nobody may take it away here.
  assert.equal(await ben.page.getByRole('dialog').getByRole('button', { name: 'Delete' }).count(), 0)
  assert.deepEqual(ben.faults, [])
})

test('a private room’s picture shows, is renamed, shared by a link, and deleted by whoever left it', { skip }, async () => {
  const cat = await browser.visit(hub)
  const { page } = cat
  await page.getByRole('button', { name: 'Find or make a room' }).click()
  await page.getByRole('textbox', { name: 'Name of a room' }).fill('album')
  await page.getByRole('checkbox').check()
  await page.getByRole('button', { name: 'Make #album' }).click()
  await page.getByRole('heading', { name: '#album', exact: true }).waitFor()
  await pick(cat, 'Send files', { name: 'green.png', mimeType: 'image/png', buffer: picture })
  await until('the picture is drawn', () => page.evaluate<boolean>("document.querySelector('article img')?.naturalWidth === 10"))
  const source = await page.locator('article img').getAttribute('src')
  assert.equal((await fetch(address(hub, source ?? ''))).status, 404, 'nobody else sees it')

  await card(page, 'green.png').getByRole('button', { name: 'green.png' }).click()
  await page.getByRole('dialog').getByRole('button', { name: 'Rename' }).click()
  await page.getByRole('textbox', { name: 'Name' }).fill('meadow.png')
  await page.getByRole('dialog').getByRole('button', { name: 'Rename' }).click()
  await page.getByRole('dialog').getByRole('heading', { name: 'meadow.png' }).waitFor()

  await page.getByRole('dialog').getByRole('button', { name: 'Share' }).click()
  await page.getByRole('textbox', { name: 'Password' }).fill('blue')
  await page.getByRole('textbox', { name: 'Downloads' }).fill('2')
  await page.getByRole('button', { name: 'Make a link' }).click()
  const link = await page.getByRole('textbox', { name: 'Your link' }).inputValue()
  await page.getByText('2 downloads left · with a password').waitFor()
  assert.equal((await fetch(link)).status, 401)
  const fetched = await fetch(link, { headers: { authorization: `Basic ${btoa(':blue')}` } })
  assert.deepEqual(Buffer.from(await fetched.arrayBuffer()), picture)
  await page.getByRole('button', { name: 'Revoke' }).click()
  await page.getByText('There are none yet.').waitFor()
  assert.equal((await fetch(link)).status, 404)

  await page.getByRole('button', { name: 'Back to the file' }).click()
  await page.getByRole('dialog').getByRole('button', { name: 'Delete' }).click()
  await page.getByRole('dialog', { name: 'Delete meadow.png?' }).getByRole('button', { name: 'Delete' }).click()
  await page.getByText('This file is no longer here.').waitFor()
  assert.deepEqual(cat.faults, [])
})

test('an upload goes on where it was when the page is loaded again in the middle', { skip }, async () => {
  await using slow = await startHub({ args: slowly })
  const dan = await browser.visit(slow)
  const content = randomBytes(6 * megabyte)
  await pick(dan, 'Send files', { name: 'long.bin', mimeType: binary, buffer: content })
  await hasCome(dan, megabyte)
  const offsets = offsetsOf(dan.page)
  await dan.page.reload()
  await hurry(slow)
  await lies(slow, 'long.bin', content)
  assert.ok((offsets[0] ?? 0) > 0, `it went on from ${offsets[0]}`)
  await card(dan.page, 'long.bin').waitFor()
  await dan.page.getByRole('region', { name: 'Files on their way' }).waitFor({ state: 'hidden' })
  assert.deepEqual(dan.faults, [])
})

test('a file too large to be kept in the browser is asked for again, and no other one is taken for it', { skip }, async () => {
  await using folder = await temporaryFolder()
  await using slow = await startHub({ args: slowly })
  const eve = await browser.visit(slow)
  const content = randomBytes(70 * megabyte)
  const path = join(folder.path, 'large.bin')
  await writeFile(path, content)
  await pick(eve, 'Send files', path)
  await hasCome(eve, megabyte)
  const offsets = offsetsOf(eve.page)
  await eve.page.reload()
  await eve.page.getByText('Choose the same file to go on.').waitFor()
  await pick(eve, 'Choose the file', { name: 'large.bin', mimeType: binary, buffer: Buffer.from('not it') })
  await eve.page.getByText('That is another file.').waitFor()
  await pick(eve, 'Choose the file', path)
  await hurry(slow)
  await lies(slow, 'large.bin', content)
  assert.ok((offsets[0] ?? 0) > 0, `it went on from ${offsets[0]}`)
  assert.deepEqual(eve.faults, [])
})

test('an upload outlives the network, a pause and the kill of its hub', { skip }, async () => {
  await using folder = await temporaryFolder()
  const first = await startHub({ data: folder.path, args: slowly })
  const fay = await browser.visit(first)
  const content = randomBytes(10 * megabyte)
  await pick(fay, 'Send files', { name: 'through.bin', mimeType: binary, buffer: content })
  await hasCome(fay, megabyte)
  await fay.context.setOffline(true)
  await fay.page.getByText('Waits for the line').first().waitFor()
  await fay.context.setOffline(false)
  await fay.page.getByText('Waits for the line').first().waitFor({ state: 'hidden' })
  await fay.page.getByRole('button', { name: 'Pause through.bin' }).click()
  await fay.page.getByText('Paused').waitFor()
  await fay.page.getByRole('button', { name: 'Go on with through.bin' }).click()
  await hasCome(fay, 3 * megabyte)
  await first.stop('SIGKILL')
  const offsets = offsetsOf(fay.page)
  await using second = await startHub({ data: folder.path, args: ['--rates', 'off', '--web-port', String(first.webPort)] })
  await lies(second, 'through.bin', content)
  assert.ok((offsets[0] ?? 0) > 0, `it went on from ${offsets[0]}`)
  assert.deepEqual(fay.faults, [])
})

test('what is cancelled is nowhere, and what the hub refuses says why', { skip }, async () => {
  await using slow = await startHub({ args: ['--rates', 'off', '--transfer-bytes-per-second', '250000', '--max-file-bytes', '3000000'] })
  const gus = await browser.visit(slow)
  await pick(gus, 'Send files', [
    { name: 'unwanted.bin', mimeType: binary, buffer: randomBytes(3 * megabyte) },
    { name: 'too large.bin', mimeType: binary, buffer: randomBytes(3 * megabyte + 1) },
  ])
  const row = gus.page.getByRole('listitem').filter({ hasText: 'too large.bin' })
  await row.getByRole('button', { name: 'Try again' }).waitFor()
  await row.getByRole('button', { name: 'Take too large.bin off this list' }).click()
  await hasCome(gus, megabyte)
  await gus.page.getByRole('button', { name: 'Do not send unwanted.bin' }).click()
  await gus.page.getByRole('region', { name: 'Files on their way' }).waitFor({ state: 'hidden' })
  await using witness = connect(`ws://${slow.host}:${slow.webPort}`)
  await until('the hub has nothing of it', async () => (await witness.room('#lobby').transfers()).length === 0)
  assert.deepEqual(
    (await readdir(slow.files)).filter(name => !name.startsWith('.')),
    [],
  )
  // That the hub says no is what the test is about.
  assert.deepEqual(
    gus.faults.filter(fault => !/status of (?:413|404|409)/.test(fault)),
    [],
  )
})

const script = '<script>alert(1)</script>'
const traps: Readonly<Record<string, string>> = {
  '<img src=x onerror=alert(2)>.txt': 'text',
  '"><svg onload=alert(3)>.svg': `<svg xmlns="http://www.w3.org/2000/svg" onload="alert(4)">${script}</svg>`,
  'trap.html': `<!doctype html><body onload="alert(5)">${script}`,
  'trap.svg': `<svg xmlns="http://www.w3.org/2000/svg"><script>alert(6)</script></svg>`,
  'not a picture.png': `<svg xmlns="http://www.w3.org/2000/svg" onload="alert(7)"/>`,
  'javascript:alert(8).md': `[x](javascript:alert(9)) ${script}`,
  'trap.xml': `<?xml version="1.0"?><x xmlns="http://www.w3.org/1999/xhtml">${script}</x>`,
  'not a film.mp4': script,
  'not a song.mp3': script,
  [`${'long '.repeat(40)}.txt`]: 'long',
}

test('no name and no content of a file runs, in the timeline, the list or the preview', { skip }, async () => {
  await using own = await startHub({ args: ['--rates', 'off'] })
  await using mallory = connect(`ws://${own.host}:${own.webPort}`, { name: 'Mallory' })
  for (const [name, content] of Object.entries(traps)) await mallory.room('#lobby').upload(new TextEncoder().encode(content), { name }).done
  const kim = await browser.visit(own, '/?panel=files')
  const asked: string[] = []
  kim.page.on('request', request => asked.push(request.url()))
  const panel = kim.page.getByRole('complementary', { name: 'Files' })
  await panel.getByText(`${Object.keys(traps).length} files`).waitFor()
  for (const [name, content] of Object.entries(traps)) {
    const dialog = kim.page.getByRole('dialog')
    const heading = dialog.getByRole('heading', { name: name.trim() })
    // A press in the moment in which the former one closes may be lost.
    await until('it is open', async () => {
      if (!(await heading.isVisible()))
        await panel
          .getByRole('button', { name })
          .first()
          .click({ timeout: 2_000 })
          .catch(() => undefined)
      return heading.isVisible()
    })
    if (/\.(?:html|svg|xml|md|txt)$/.test(name)) await dialog.getByText(content, { exact: true }).waitFor()
    else await dialog.getByText('This file cannot be shown here.').waitFor()
    await dialog.getByRole('button', { name: 'Close' }).click()
    await dialog.waitFor({ state: 'hidden' })
  }
  assert.deepEqual(kim.faults, [])
  assert.deepEqual(
    asked.filter(url => new URL(url).port !== String(own.webPort)),
    [],
  )
})
