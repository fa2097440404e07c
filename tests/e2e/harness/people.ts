import { expect } from '@playwright/test'
import type { Page } from '@playwright/test'
import { tokensOfTab } from './tokens-of-tab.ts'

export const developer = { username: 'developer', password: 'test' }

/** Fills in and sends the sign-in page of the authorization server. */
export async function authenticate(page: Page, person = developer): Promise<void> {
  await page.getByLabel('User name').fill(person.username)
  await page.getByLabel('Password').fill(person.password)
  await page.getByRole('button', { name: 'Sign in', exact: true }).click()
}

/** Answers the consent page: allows all but the scopes named. */
export async function allow(page: Page, { but = [] }: { but?: string[] } = {}): Promise<void> {
  for (const scope of but) {
    const row = page.getByRole('listitem').filter({ has: page.getByText(scope, { exact: true }) })
    await row.locator('label').click()
    await expect(row.getByRole('checkbox')).not.toBeChecked()
  }
  await page.getByRole('button', { name: 'Allow', exact: true }).click()
}

/** Signs in at the web page, from its first view to the one with the tokens. */
export async function signInAtWebPage(page: Page, options: { but?: string[] } = {}): Promise<void> {
  await page.goto('./client/application/')
  await page.getByRole('link', { name: 'Sign in', exact: true }).click()
  await authenticate(page)
  await allow(page, options)
  await page.getByRole('heading', { name: 'Signed in as Dana Developer' }).waitFor()
}

/** Signs in at the single-page application, from its first view to the one with the tokens. */
export async function signInAtSpa(page: Page, options: { but?: string[] } = {}): Promise<void> {
  await page.goto('./spa/')
  await page.getByRole('button', { name: 'Sign in', exact: true }).click()
  await authenticate(page)
  await allow(page, options)
  await page.getByRole('heading', { name: 'Signed in as Dana Developer' }).waitFor()
  await tokensOfTab(page)
}

/** Goes to a page of the console, and signs in on the way. */
export async function signInAtConsole(page: Page, address = './console/'): Promise<void> {
  await page.goto(address)
  await page.getByLabel('User name').fill('superuser')
  await page.getByLabel('Password').fill('SYS')
  await page.getByRole('button', { name: 'Sign in', exact: true }).click()
  await page.getByRole('button', { name: 'Sign out', exact: true }).waitFor()
}
