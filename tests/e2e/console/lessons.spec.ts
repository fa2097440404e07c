import { signInAtConsole } from '../harness/people.ts'
import { expect, test } from '../harness/test.ts'

test.beforeEach(({ watch }) => watch.expectError(/status of (?:400|401|404|409) /))

test('a lesson begins, sees what was done on the wire, and goes on by itself', async ({
  page,
  sandbox,
  lab,
}) => {
  await signInAtConsole(page, './console/lessons')
  await page.getByRole('button', { name: 'A REST API with client credentials' }).click()
  await expect(page.getByRole('heading', { level: 1 })).toHaveText(
    'A REST API with client credentials',
  )
  const step = page.getByRole('list', { name: 'Steps' }).locator('[aria-current=step]')
  await expect(step).toContainText('A stranger asks')
  await expect(step).toContainText('Not seen yet')
  await expect(page.locator('.plate .set')).toHaveText('frozen')

  const response = await lab.trustedFetch(`${sandbox.issuer}/token`, {
    method: 'POST',
    headers: {
      authorization: `Basic ${Buffer.from('stranger:secret').toString('base64')}`,
      'content-type': 'application/x-www-form-urlencoded',
    },
    body: 'grant_type=client_credentials&scope=my%2Fscope',
  })
  expect(response.status).toBe(401)
  await expect(step).toContainText('What the server offers')
  await expect(page.getByRole('region', { name: 'Messages, in order' })).toContainText(
    'Token request',
  )
})

test('a lesson that was not begun here says so, and none is made up', async ({ page }) => {
  await signInAtConsole(page, './console/lessons/scopes')
  await expect(page.getByText('This lesson has not begun here')).toBeVisible()
  await page.goto('./console/lessons/no-such-lesson')
  await expect(page.getByRole('alert')).toContainText('The lesson did not come')
})

test('a word of a lesson leads to its place in the glossary', async ({ page }) => {
  await signInAtConsole(page, './console/lessons')
  await page.getByRole('link', { name: 'front channel' }).click()
  await expect(page.getByRole('heading', { level: 1 })).toHaveText('Glossary')
  await expect(page).toHaveURL(/#front-channel$/)
})

test('who begins a lesson at the lab is signed in at its sandbox too, and finds what a done step asks', async ({
  page,
  lab,
}) => {
  await signInAtConsole(page, `${lab.origin}/console/lessons/roles`)
  await expect(page.getByText('After it you can:')).toBeVisible()
  await page.getByRole('button', { name: 'Begin it' }).click()
  const steps = page.getByRole('list', { name: 'Steps' })
  const current = steps.locator('[aria-current=step]')
  await expect(current).toContainText('A closed door')
  expect(new URL(page.url()).pathname).toMatch(/^\/~l1-/)

  const address = current.getByRole('link', { name: /^Open/ })
  const [opened] = await Promise.all([page.waitForEvent('popup'), address.click()])
  await expect(opened.getByRole('heading', { level: 1 })).toContainText(/access token/i)
  await expect(current).toContainText('The sign on the door')
  const done = steps.getByRole('listitem').first()
  await expect(done.getByRole('link', { name: 'message A' })).toBeVisible()
  const [, id] = /^\/~([^/]+)\//.exec(new URL(page.url()).pathname)!
  await lab.control.sandboxes.delete(id!)
})

test('the teacher’s page belongs to the whole lab, and makes no place while everybody knows the password', async ({
  page,
  lab,
}) => {
  await signInAtConsole(page, './console/lessons/workshop')
  await expect(page.getByText('you are signed in at one sandbox')).toBeVisible()
  await page.getByRole('link', { name: 'Open it at the lab’s own address' }).click()
  await page.getByLabel('User name').fill('superuser')
  await page.getByLabel('Password').fill('SYS')
  await page.getByRole('button', { name: 'Sign in' }).click()
  expect(page.url()).toBe(`${lab.origin}/console/lessons/workshop`)
  await page.getByLabel('How many learners').fill('2')
  await page.getByRole('button', { name: 'Make them' }).click()
  await expect(page.getByRole('alert')).toContainText('LAB_ADMIN_PASSWORD')
})
