import { expect } from '@playwright/test'
import type { Page } from '@playwright/test'
import { tokensOfTab } from './tokens-of-tab.ts'
import type { TestSandbox } from './test.ts'

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

/** Asks for a mail with a link to another password, from the sign-in page of the web page; returns the link. */
export async function askForMail(page: Page, { control }: TestSandbox): Promise<string> {
  await control.config.patch({ passwordReset: true })
  await page.goto('./client/application/login')
  await page.getByRole('link', { name: 'Forgot your password?' }).click()
  await page.getByLabel('User name or mail address').fill(developer.username)
  await page.getByRole('button', { name: 'Send me a mail' }).click()
  await page.getByRole('heading', { name: 'Look into your mails' }).waitFor()
  return linkOfMail(control)
}

/** Asks for an account, from the sign-in page of the web page. */
export async function askForAccount(page: Page, { control }: TestSandbox): Promise<void> {
  await toRegistration(page, control)
  await page.getByLabel('User name').fill('nora')
  await page.getByLabel('Name', { exact: true }).fill('Nora Newcomer')
  await page.getByLabel('Mail address').fill('nora@lab.example')
  await page.getByLabel('Password').fill('quite another one')
  await page.getByRole('button', { name: 'Get the account' }).click()
  await page.getByRole('heading', { name: 'Look into your mails' }).waitFor()
}

/** Goes to the page for an account, from the sign-in page of the web page. */
export async function toRegistration(page: Page, control: TestSandbox['control']): Promise<void> {
  await control.config.patch({ userRegistration: true })
  await page.goto('./client/application/login')
  await page.getByRole('link', { name: 'Get an account' }).click()
}

/** Has users sign in at other servers too; here the sandbox is one itself, under two names. */
export async function offerProviders({ control, issuer, base }: TestSandbox): Promise<void> {
  const callback = (id: string) => `${base}/authserver/upstream/${id}/callback`
  await control.clients.create({
    client_id: 'itself',
    client_name: 'This server, as a client',
    redirect_uris: ['work', 'club'].map(callback),
    token_endpoint_auth_method: 'none',
  })
  const provider = { issuer, clientId: 'itself', clientAuthentication: 'none' } as const
  await control.config.patch({
    identityProviders: {
      work: { ...provider, name: 'Work account' },
      club: { ...provider, name: 'Club account' },
    },
  })
}

/** The link of the newest mail in the outbox. */
export async function linkOfMail(control: TestSandbox['control']): Promise<string> {
  const [mail] = (await control.mails.list()).items
  const { text } = await control.mails.open(mail!.id)
  return /^https:\S+\?\S+$/m.exec(text)![0]
}
