import type { Page } from '@playwright/test'
import { tabTo } from './harness/keyboard.ts'
import { developer } from './harness/people.ts'
import { expect, test } from './harness/test.ts'

const heading = { level: 1 } as const

for (const [width, colorScheme] of [
  [320, 'dark'],
  [1536, 'light'],
] as const) {
  test.describe(`by keyboard alone, ${width} px, ${colorScheme}`, () => {
    test.use({ viewport: { width, height: 800 }, colorScheme })

    test('a person signs in to the web page, reads on demand, refreshes and logs out', async ({
      page,
    }) => {
      await page.goto('./client/application/')
      await press(page, 'link', 'Sign in')
      await signIn(page)

      await test.step('what is shown on demand', async () => {
        const claims = page.locator('#access-token .decoded summary')
        await tabTo(page, claims)
        await page.keyboard.press('Enter')
        await expect(page.locator('#access-token .decoded')).toContainText('this token alone')
        await expect(page.getByText('this token alone').first()).toBeVisible()
      })

      await test.step('the raw form is chosen by an arrow key', async () => {
        await page.reload()
        await tabTo(page, page.locator('#access-token [value="decoded"]'))
        await page.keyboard.press('ArrowRight')
        await expect(page.locator('#access-token .raw pre')).toBeVisible()
      })

      await test.step('buttons', async () => {
        await page.reload()
        await press(page, 'button', 'Refresh')
        await expect(page.locator('.said')).toContainText('Refreshed.')
        await press(page, 'button', 'Log out')
        await expect(page.getByRole('heading', heading)).toHaveText('You are logged out')
      })
    })

    test('a person signs in to the single-page application, and keeps the focus when it calls again', async ({
      page,
    }) => {
      await page.goto('./spa/')
      await press(page, 'button', 'Sign in')
      await signIn(page)
      await page.locator('#resource').waitFor()
      const again = page.getByRole('button', { name: 'Call again' })
      await press(page, 'button', 'Call again')
      await expect(page.locator('.said')).toContainText('Called again.')
      await expect(again).toBeFocused()
      await press(page, 'button', 'Log out')
      await expect(page.getByRole('heading', heading)).toHaveText('You are logged out')
    })

    test('every stop of the start page, the machine page and the account page is seen and marked', async ({
      page,
    }) => {
      await page.goto('./')
      await tabTo(page, page.getByRole('link', { name: 'Begin the first lesson' }))
      await tabTo(page, page.getByRole('link', { name: 'API description of Control' }))
      await page.goto('./client/application/machine')
      await tabTo(page, page.locator('#held a').last())
      await page.goto('./authserver/account')
      await typeCredentials(page)
      await expect(page.getByRole('heading', heading)).toHaveText('What you allowed')
      await press(page, 'link', 'Back to the start')
      await expect(page.getByRole('heading', heading)).toHaveText('The lab is running')
    })
  })
}

async function press(page: Page, role: 'button' | 'link', name: string): Promise<void> {
  await tabTo(page, page.getByRole(role, { name, exact: true }))
  await page.keyboard.press('Enter')
}

/** The sign-in page has the focus in its first field. */
async function typeCredentials(page: Page): Promise<void> {
  await expect(page.getByLabel('User name')).toBeFocused()
  await page.keyboard.type(developer.username)
  await page.keyboard.press('Tab')
  await page.keyboard.type(developer.password)
  await page.keyboard.press('Enter')
}

/** Signs in, unticks one scope by Space, ticks it again, and allows. */
async function signIn(page: Page): Promise<void> {
  await typeCredentials(page)
  await expect(page.getByRole('heading', heading)).toHaveText(/^Allow .+\?$/)
  const profile = page.getByRole('checkbox').first()
  await tabTo(page, profile)
  await page.keyboard.press('Space')
  await expect(profile).not.toBeChecked()
  await page.keyboard.press('Space')
  await expect(profile).toBeChecked()
  await press(page, 'button', 'Allow')
  await expect(page.getByRole('heading', heading)).toHaveText('Signed in as Dana Developer')
}
