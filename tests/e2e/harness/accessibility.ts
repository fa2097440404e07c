import { expect } from '@playwright/test'
import type { Page } from '@playwright/test'
import axe from 'axe-core'
import type { RunOptions } from 'axe-core'

const rules = ['wcag2a', 'wcag2aa', 'wcag21a', 'wcag21aa', 'wcag22aa', 'best-practice']

/**
 * Passes if axe finds nothing on the page as it is now; otherwise names each rule and element.
 * @param only ids of the rules to ask, all unless told
 * @throws Error when the page holds frames, into which axe would not look
 */
export async function expectNoViolations(page: Page, only?: string[]): Promise<void> {
  if (page.frames().length > 1) throw new Error(`${page.url()} has frames; ask axe in each`)
  // A colour on its way to another would be measured halfway.
  await page.emulateMedia({ reducedMotion: 'reduce' })
  // Half a megabyte: a page that is asked twice gets it once.
  if (!(await page.evaluate(() => 'axe' in window))) await page.evaluate(axe.source)
  const options: RunOptions = {
    runOnly: only ? { type: 'rule', values: only } : { type: 'tag', values: rules },
    // To describe what passed takes longer than to examine it.
    resultTypes: ['violations'],
  }
  const found = await page.evaluate(async (options) => {
    const { violations } = await (window as unknown as { axe: typeof axe }).axe.run(options)
    return violations.map(({ id, help, nodes }) => ({
      rule: `${id}: ${help}`,
      elements: nodes.map(({ target, failureSummary }) => `${target.join(' ')}: ${failureSummary}`),
    }))
  }, options)
  expect(found, `accessibility of ${page.url()}`).toEqual([])
}
