// What axe has to say about a page as it stands.
import { AxeBuilder } from '@axe-core/playwright'
import type { Page } from 'playwright-core'

export async function faultsOf(page: Page): Promise<string[]> {
  // What comes in softly is half transparent on its way.
  await page.evaluate('Promise.all(document.getAnimations().map(one => one.finished.catch(() => undefined)))')
  const { violations } = await new AxeBuilder({ page }).analyze()
  return violations.map(
    ({ id, nodes }) => `${id}: ${nodes.map(({ html, failureSummary }) => `${html.slice(0, 160)} ${failureSummary}`).join('\n')}`,
  )
}
