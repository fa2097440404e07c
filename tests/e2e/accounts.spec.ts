import {
  allow,
  askForAccount,
  askForMail,
  authenticate,
  linkOfMail,
  signInAtConsole,
} from './harness/people.ts'
import { expect, test } from './harness/test.ts'

test('a person gets an account, follows the link of the mail in the outbox, and is signed in at the application', async ({
  page,
  sandbox,
  watch,
}) => {
  // The console asks who is signed in: nobody yet.
  watch.expectError(/status of 401 .*control\/api\/session/)
  await askForAccount(page, sandbox)
  await signInAtConsole(page, './console/authserver/mails')
  await page.getByRole('link', { name: 'Make your account' }).click()
  await page.getByRole('link', { name: /mail_token=/ }).click()
  await page.getByRole('button', { name: 'Make the account' }).click()
  await allow(page)
  await expect(page.getByRole('heading', { name: 'Signed in as Nora Newcomer' })).toBeVisible()
})

test('a user who forgot the password chooses another one, and goes on to the application with it', async ({
  page,
  sandbox,
}) => {
  await askForMail(page, sandbox)
  await page.goto(await linkOfMail(sandbox.control))
  await page.getByLabel('New password').fill('quite another one')
  await page.getByRole('button', { name: 'Set it' }).click()
  await page.getByRole('link', { name: 'Sign in' }).click()
  await authenticate(page, { username: 'developer', password: 'quite another one' })
  await allow(page)
  await expect(page.getByRole('heading', { name: 'Signed in as Dana Developer' })).toBeVisible()
})
