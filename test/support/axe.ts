// What axe has to say about a page as it stands.
import { AxeBuilder } from '@axe-core/playwright'
import type { Page } from 'playwright-core'

/** By every rule in the light; by the one of colours in the dark, too, where nothing else is another thing. */
export async function faultsOf(page: Page): Promise<string[]> {
  const inTheLight = await violationsOf(page, 'light')
  const inTheDark = await violationsOf(page, 'dark', ['color-contrast'])
  return [...inTheLight, ...inTheDark]
}

async function violationsOf(page: Page, colorScheme: 'light' | 'dark', rules?: string[]): Promise<string[]> {
  await page.emulateMedia({ colorScheme })
  // What comes in softly is half transparent on its way.
  await page.evaluate('Promise.all(document.getAnimations().map(one => one.finished.catch(() => undefined)))')
  // The page has no frames of others: what it takes to look into them, a page more for each look, is not needed.
  const axe = new AxeBuilder({ page }).setLegacyMode(true)
  const { violations } = await (rules === undefined ? axe : axe.withRules(rules)).analyze()
  return violations.map(
    ({ id, nodes }) =>
      `${id} in the ${colorScheme}: ${nodes.map(({ html, failureSummary }) => `${html.slice(0, 160)} ${failureSummary}`).join('\n')}`,
  )
}
