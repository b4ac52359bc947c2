// What the tests of files at the page have in common.
import type { Locator, Page } from 'playwright-core'
import type { Visitor } from '../support/browser.ts'

export const megabyte = 1_000_000
export const binary = 'application/octet-stream'
export const picture = Buffer.from(
  'iVBORw0KGgoAAAANSUhEUgAAAAoAAAAKCAYAAACNMs+9AAAAFUlEQVR42mNk+M9Qz0AEYBxVSF+FABJADveWkH6oAAAAAElFTkSuQmCC',
  'base64',
)

type Given = string | { readonly name: string; readonly mimeType: string; readonly buffer: Buffer }

/** Chooses files as a button of the page asks for them. */
export async function pick({ page }: Visitor, button: string, files: Given | Given[]): Promise<void> {
  const chooser = page.waitForEvent('filechooser')
  await page.getByRole('button', { name: button, exact: true }).first().click()
  await (await chooser).setFiles(files as never)
}

export const card = (page: Page, name: string): Locator => page.getByRole('article', { name: `File ${name} from` })
