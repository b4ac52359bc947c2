// Makes the pictures of the page in docs/pictures from a real run: a hub, five people who talk, and a sixth one who looks on in Chromium.
// node scripts/page-pictures.ts (needs Chromium; `npm run build:page` before it)
import { spawn } from 'node:child_process'
import { once } from 'node:events'
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { fileURLToPath } from 'node:url'
import { type Browser, type BrowserContextOptions, chromium, type Page } from 'playwright-core'
import { callFromElsewhere, converse } from './conversation.ts'

const top = fileURLToPath(new URL('..', import.meta.url))
const folder = mkdtempSync(join(tmpdir(), 'partyline-picture-'))
const entry = join(top, 'bin/partyline.mjs')
const args = ['serve', '--line-port', '0', '--web-port', '0', '--host', '127.0.0.1', '--data', join(folder, 'data'), '--rates', 'off']
const hub = spawn(process.execPath, [entry, ...args], { cwd: folder, stdio: ['ignore', 'pipe', 'ignore'] })
const browser = await chromium.launch({
  executablePath: process.env.CHROMIUM ?? '/usr/bin/chromium',
  args: ['--headless', '--no-sandbox', '--disable-gpu', '--disable-quic', '--no-first-run', '--force-color-profile=srgb'],
})
try {
  let said = ''
  while (!said.includes('Stop it with')) said += (await once(hub.stdout, 'data'))[0]
  const address = `http://127.0.0.1:${/Web door\s+\S+:(\d+)/.exec(said)?.[1]}`
  await using _people = await converse(address, await plot(browser))
  const laptop = await visitor({ viewport: { width: 1280, height: 900 }, deviceScaleFactor: 1.5 }, address, 'Fay')
  await using _ida = await callFromElsewhere(address, 'Fay')
  await laptop.page.getByRole('link', { name: /Ida/ }).waitFor()
  // What told of it has done so.
  await laptop.page.getByRole('button', { name: 'Close' }).click()
  await picture(laptop.page, 'page-light', 'light')
  await picture(laptop.page, 'page-dark', 'dark')
  const phone = await visitor(
    { viewport: { width: 390, height: 844 }, deviceScaleFactor: 2, hasTouch: true, isMobile: true },
    address,
    'Gus',
  )
  await picture(phone.page, 'page-phone', 'light')
} finally {
  await browser.close()
  hub.kill()
  await once(hub, 'exit')
  rmSync(folder, { recursive: true })
}

async function visitor(options: BrowserContextOptions, address: string, name: string): Promise<{ page: Page }> {
  const context = await browser.newContext({ ...options, reducedMotion: 'reduce' })
  const page = await context.newPage()
  await page.goto(address)
  await page.locator('#composer').waitFor()
  for (const room of options.isMobile === true ? [] : ['greenhouse', 'firmware', 'lobby']) {
    await page.goto(`${address}/room/${room}`)
    await page.getByRole('heading', { name: `#${room}`, exact: true }).waitFor()
  }
  if (options.isMobile === true) await page.getByRole('button', { name: 'Rooms and people' }).click()
  await page.getByRole('button', { name: /^You are/ }).click()
  await page.getByRole('menuitem', { name: 'Change your name' }).click()
  await page.getByRole('textbox', { name: 'Name' }).fill(name)
  await page.getByRole('button', { name: 'Take this name' }).click()
  await page.getByRole('button', { name: 'Take this name' }).waitFor({ state: 'hidden' })
  if (options.isMobile === true) await page.keyboard.press('Escape')
  await page.getByText('Who waters on Sunday?').waitFor()
  await page.locator('img').first().waitFor()
  return { page }
}

/** As WebP, which the browser itself makes of what it shows. */
async function picture(page: Page, name: string, colorScheme: 'light' | 'dark'): Promise<void> {
  await page.emulateMedia({ colorScheme, reducedMotion: 'reduce' })
  await page.mouse.move(2, 2)
  await page.evaluate('document.activeElement.blur()')
  await page.waitForFunction('[...document.images].every(one => one.complete && one.naturalWidth > 0)')
  const png = (await page.screenshot({ animations: 'disabled', caret: 'hide' })).toString('base64')
  const studio = await browser.newPage()
  const webp = await studio.evaluate<string>(`(async () => {
    const image = await createImageBitmap(await (await fetch('data:image/png;base64,${png}')).blob())
    const canvas = document.createElement('canvas')
    ;[canvas.width, canvas.height] = [image.width, image.height]
    canvas.getContext('2d').drawImage(image, 0, 0)
    return canvas.toDataURL('image/webp', 0.92).split(',')[1]
  })()`)
  await studio.close()
  writeFileSync(join(top, `docs/pictures/${name}.webp`), Buffer.from(webp, 'base64'))
}

/** The moisture of a bed over a night, drawn as a PNG. */
async function plot(on: Browser): Promise<Uint8Array> {
  const page = await on.newPage({ viewport: { width: 840, height: 472 } })
  const line = Array.from({ length: 85 }, (_, index) => {
    const value = 58 - index * 0.42 + Math.sin(index / 5) * 2.4 + (index > 58 ? Math.min(24, (index - 58) * 2.6) : 0)
    return `${60 + index * 9},${400 - value * 5.4}`
  })
  const rules = [20, 40, 60]
    .map(value => `<path d="M60 ${400 - value * 5.4}H816" stroke="#dcd4c4"/><text x="10" y="${406 - value * 5.4}">${value} %</text>`)
    .join('')
  const hours = ['22:00', '00:00', '02:00', '04:00', '06:00']
    .map((hour, index) => `<text x="${60 + index * 180}" y="432">${hour}</text>`)
    .join('')
  await page.setContent(`<body style="margin:0"><svg width="840" height="472" font-family="sans-serif" font-size="19" fill="#655b4c">
    <rect width="840" height="472" fill="#fdfbf7"/><text x="60" y="32" font-size="22" font-weight="600" fill="#26211a">Bed 3, soil moisture</text>${rules}${hours}
    <path d="M60 ${400 - 40 * 5.4}H816" stroke="#a85e00" stroke-dasharray="6 5"/><text x="735" y="${392 - 40 * 5.4}" fill="#a85e00">wanted</text>
    <path d="M${line.join('L')}L816,400L60,400Z" fill="#1c5f4f" opacity="0.12"/><path d="M${line.join('L')}" fill="none" stroke="#1c5f4f" stroke-width="3"/></svg>`)
  const png = await page.screenshot()
  await page.close()
  return png
}
