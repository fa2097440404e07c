import { signInAtConsole } from '../harness/people.ts'
import { expect, test } from '../harness/test.ts'

test.beforeEach(({ watch }) => watch.expectError(/status of 401 /))

test('on a phone the filters of a list open as a sheet; those that are on stay', async ({
  page,
}) => {
  await page.setViewportSize({ width: 390, height: 844 })
  await signInAtConsole(page, './console/authserver/tokens')
  const filters = page.getByRole('group', { name: 'Filters' })
  const filter = filters.getByRole('button', { name: 'Filter' })
  await expect(filters.getByRole('button')).toHaveText(['Filter'])

  await filter.click()
  const sheet = page.getByRole('dialog', { name: 'Filter' })
  await expect(sheet.getByRole('button', { name: 'Close' })).toBeFocused()
  await expect(sheet.getByRole('button')).toHaveText(['', 'Live', 'Ended', 'Revoked'])
  await sheet.getByRole('button', { name: 'Live' }).click()
  await expect(sheet.getByRole('button', { name: 'Live' })).toHaveAttribute('aria-pressed', 'true')
  await expect(page).toHaveURL(/state=live/)
  await page.keyboard.press('Escape')
  await expect(sheet).toBeHidden()
  await expect(filter).toBeFocused()
  await expect(filters.getByRole('button')).toHaveText(['Live', 'Filter'])

  await filters.getByRole('button', { name: 'Live' }).click()
  await expect(page).not.toHaveURL(/state=live/)
  await expect(filters.getByRole('button')).toHaveText(['Filter'])

  await page.setViewportSize({ width: 1280, height: 800 })
  await expect(filters.getByRole('button')).toHaveText(['Live', 'Ended', 'Revoked'])
})

test('on a phone the choices of the list of flows stand in its sheet', async ({ page }) => {
  await page.setViewportSize({ width: 390, height: 844 })
  await signInAtConsole(page, './console/flow')
  const kind = page.getByRole('combobox', { name: 'Kind of flow' })
  await expect(page.getByRole('button', { name: 'Filter' })).toBeVisible()
  await expect(kind).toBeHidden()
  await page.getByRole('button', { name: 'Filter' }).click()
  await expect(kind).toBeVisible()
  await expect(page.getByRole('button', { name: 'Failed' })).toBeVisible()
})
