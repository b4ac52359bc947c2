// Somebody at the page: Chromium with a profile of its own in a folder, which is kept from visit to visit until it is thrown away.
import { existsSync, mkdtempSync, rmSync } from 'node:fs'
import { join } from 'node:path'
import { type BrowserContext, type CDPSession, chromium, type Page } from 'playwright-core'

const executablePath = process.env.CHROMIUM ?? '/usr/bin/chromium'
const patienceMs = 60_000

const args = [
  ...['--headless', '--no-sandbox', '--disable-gpu', '--disable-quic', '--no-first-run'],
  ...['--disable-background-networking', '--disable-component-update', '--disable-sync'],
]

export const isChromiumThere = (): boolean => existsSync(executablePath)

export class Visitor {
  readonly #context: BrowserContext
  readonly #profile: string
  readonly #address: string

  private constructor(context: BrowserContext, profile: string, address: string) {
    this.#context = context
    this.#profile = profile
    this.#address = address
  }

  /** A browser that has never seen the page. */
  static async arrive(folder: string, webPort: number): Promise<Visitor> {
    const profile = mkdtempSync(join(folder, 'profile-'))
    const context = await chromium.launchPersistentContext(profile, { executablePath, args, viewport: { width: 1280, height: 800 } })
    context.setDefaultTimeout(patienceMs)
    return new Visitor(context, profile, `http://127.0.0.1:${webPort}`)
  }

  /** A new tab at this path; `before` runs in it before anything of the page does. */
  async open(path: string, before = ''): Promise<Page> {
    const page = await this.#context.newPage()
    await page.addInitScript(before)
    await page.goto(this.#address + path, { waitUntil: 'commit' })
    return page
  }

  devTools(page: Page): Promise<CDPSession> {
    return this.#context.newCDPSession(page)
  }

  async leave(): Promise<void> {
    await this.#context.close()
    rmSync(this.#profile, { recursive: true, force: true, maxRetries: 5 })
  }
}

/** What stands in the page under this name, as soon as it does. */
export function told<T>(page: Page, name: string): Promise<T> {
  return page.evaluate<T>(`new Promise((resolve, reject) => {
    const end = performance.now() + ${patienceMs}
    const look = () => {
      if (window.${name} !== undefined) resolve(window.${name})
      else if (performance.now() > end) reject(new Error('The page showed nothing in ${patienceMs / 1_000} s.'))
      else setTimeout(look, 10)
    }
    look()
  })`)
}
