// A real browser for tests of the page: one Chromium for a file's tests, a fresh profile for each person, and a record of everything the page
// should never do.
import { after, afterEach } from 'node:test'
import { type BrowserContext, type BrowserContextOptions, chromium, type Page } from 'playwright-core'
import type { RunningHub } from './hub.ts'
import { skipUnless, works } from './needs.ts'
import { deadlineMs } from './until.ts'

export const executablePath = process.env.CHROMIUM ?? '/usr/bin/chromium'

export const noBrowser = skipUnless(
  works(executablePath, '--version'),
  'Needs Chromium: apt install chromium, or set CHROMIUM to its path.',
)

export const browserArgs = [
  '--headless',
  '--no-sandbox',
  '--disable-gpu',
  '--disable-quic',
  '--no-first-run',
  '--disable-background-networking',
  '--disable-component-update',
  '--disable-sync',
]

const laptop = { viewport: { width: 1280, height: 800 } } as const
const phone = { viewport: { width: 390, height: 844 }, hasTouch: true, isMobile: true } as const
export const devices = [
  ['laptop', laptop],
  ['phone', phone],
] as const
/** For what has less room there and else is the same everywhere. */
export const narrow = devices.slice(1)

/** Somebody at the page. */
export type Visitor = {
  readonly page: Page
  readonly context: BrowserContext
  /** What the page did wrong: faults of its scripts, violations of its policy. */
  readonly faults: readonly string[]
  say(text: string): Promise<void>
  /** Waits until a message with this text is there. */
  sees(text: string): Promise<void>
  rename(name: string): Promise<void>
}

/** Starts the browser when the first visitor comes, and ends it with the file's tests. */
export function browserOf(): {
  /** Comes into a room, or where the path leads. */
  visit(hub: RunningHub, path?: string, options?: BrowserContextOptions): Promise<Visitor>
  /** Opens the page, whatever it shows. */
  open(hub: RunningHub, path: string, options?: BrowserContextOptions): Promise<Pick<Visitor, 'page' | 'faults'>>
} {
  const starting = Promise.withResolvers<Awaited<ReturnType<typeof chromium.launch>>>()
  let started = false
  const visits = new Map<BrowserContext, Page>()
  afterEach(async context => {
    if ('passed' in context && !context.passed) for (const page of visits.values()) context.diagnostic(await lastSeen(page))
    // A page that nobody looks at any more still works.
    for (const visit of visits.keys()) await visit.close()
    visits.clear()
  })
  after(async () => {
    if (started) await (await starting.promise).close()
  })
  const open = async (hub: RunningHub, path: string, options: BrowserContextOptions = laptop): Promise<Opened> => {
    if (!started) {
      started = true
      starting.resolve(chromium.launch({ executablePath, args: browserArgs }))
    }
    const browser = await starting.promise
    const context = await browser.newContext(options)
    const page = await context.newPage()
    visits.set(context, page)
    return { page, context, faults: await opened(page, `http://${hub.host}:${hub.webPort}${path}`) }
  }
  return { open, visit: async (hub, path = '/', options = laptop) => arrive(await open(hub, path, options)) }
}

/** What the page showed when its test failed, and who had the focus. */
async function lastSeen(page: Page): Promise<string> {
  const text = "[document.activeElement.outerHTML.slice(0, 300), document.body.innerText.slice(0, 3000)].join('\\n')"
  return page.evaluate<string>(text).catch(String)
}

type Opened = Pick<Visitor, 'page' | 'context' | 'faults'>

/** Answers the faults of the page, as they come. */
async function opened(page: Page, address: string): Promise<readonly string[]> {
  const faults: string[] = []
  page.on('pageerror', error => faults.push(error.stack ?? error.message))
  page.on('dialog', dialog => {
    faults.push(`A script ran: ${dialog.type()} ${dialog.message()}`)
    void dialog.dismiss()
  })
  page.on('console', message => {
    // That the network is away is not the page's fault.
    if (message.type() === 'error' && !/net::ERR_|WebSocket connection to/.test(message.text())) faults.push(message.text())
  })
  page.setDefaultTimeout(deadlineMs)
  await page.goto(address)
  return faults
}

async function arrive({ page, context, faults }: Opened): Promise<Visitor> {
  const composer = page.locator('#composer')
  await composer.waitFor()
  return {
    page,
    context,
    faults,
    say: async text => {
      await composer.fill(text)
      await composer.press('Enter')
    },
    sees: text => page.getByRole('article').filter({ hasText: text }).last().waitFor(),
    rename: async name => {
      await page.getByRole('button', { name: /^You are/ }).click()
      await page.getByRole('menuitem', { name: 'Change your name' }).click()
      await page.getByRole('textbox', { name: 'Name' }).fill(name)
      await page.getByRole('button', { name: 'Take this name' }).click()
      await page.getByRole('button', { name: `You are ${name}` }).waitFor()
    },
  }
}
