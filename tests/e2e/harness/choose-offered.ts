import type { Locator, Page } from '@playwright/test'

/** Chooses a document in a combo box by its name, or the first that it offers. */
export async function chooseOffered(page: Page, combo: Locator, name?: string): Promise<void> {
  await combo.press('ArrowDown')
  if (name !== undefined) await combo.fill(name)
  const options = page.getByRole('option', name === undefined ? {} : { name, exact: true })
  // A list that is being read says so in an option of its own, which cannot be chosen.
  await options.and(page.locator('.menu-item')).first().click()
}
