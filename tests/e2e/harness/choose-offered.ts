import type { Locator, Page } from '@playwright/test'

/** Chooses a document in a combo box by its name, or the first that it offers. */
export async function chooseOffered(page: Page, combo: Locator, name?: string): Promise<void> {
  await combo.press('ArrowDown')
  if (name !== undefined) await combo.fill(name)
  const list = page.getByRole('listbox')
  const option = name === undefined ? {} : { name, exact: true }
  await list.getByRole('option', option).first().click()
}
