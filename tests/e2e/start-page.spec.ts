import { expectNoViolations } from './harness/accessibility.ts'
import { expect, test } from './harness/test.ts'

test('the start page names every instance and passes axe', async ({ page }) => {
  await page.goto('./')
  await expect(page).toHaveTitle(/OAuth Lab/)
  for (const name of ['Authorization server', 'Resource server', 'Client']) {
    await expect(page.getByRole('main')).toContainText(new RegExp(name, 'i'))
  }
  await expectNoViolations(page)
})

test('the other site is another site for the browser, and trusted by its own authority', async ({
  page,
  otherSite,
}) => {
  otherSite.serve('/', '<!doctype html><title>Elsewhere</title>')
  const response = await page.goto(otherSite.origin)
  expect(await response?.securityDetails()).toMatchObject({ issuer: 'OAuth Lab root' })
  await expect(page).toHaveTitle('Elsewhere')
  expect(otherSite.requests.map(({ path }) => path)).toEqual(['/'])
})

test('the browser refuses a certificate that no trusted authority signed', async ({ browser }) => {
  const { startOtherSite } = await import('./harness/other-site.ts')
  const stranger = await startOtherSite()
  try {
    const page = await browser.newPage()
    await expect(page.goto(stranger.begin().origin)).rejects.toThrow(/ERR_CERT_AUTHORITY_INVALID/)
    await page.close()
  } finally {
    await stranger.close()
  }
})
