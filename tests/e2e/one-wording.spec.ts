import type { Page } from '@playwright/test'
import { allow, signInAtSpa, signInAtWebPage } from './harness/people.ts'
import { expect, test } from './harness/test.ts'

test('the web page, the machine page and the single-page application show the same parts in the same order, in the same words', async ({
  page,
}) => {
  await signInAtWebPage(page)
  const web = await partsOf(page)
  await page.goto('./client/application/machine')
  const machine = await partsOf(page)
  await page.goto('./spa/')
  // The session at the authorization server goes on; the other client is allowed anew.
  await page.getByRole('button', { name: 'Sign in', exact: true }).click()
  await allow(page)
  await page.locator('#resource').waitFor()
  const spa = await partsOf(page)

  expect(web.titles).toEqual([
    'Access token',
    'ID token',
    'Introspection',
    'UserInfo',
    'Protected resource',
    'Protected resource, delegated',
    'Delegated administration',
    'Held by the server of this page',
  ])
  const own = [/^Held by/]
  for (const other of [machine, spa]) {
    const shared = web.titles.filter((title) => other.titles.includes(title))
    expect(other.titles.filter((title) => !own.some((one) => one.test(title)))).toEqual(
      shared.filter((title) => !own.some((one) => one.test(title))),
    )
    expect(other.readouts.slice(0, 2)).toEqual(web.readouts.slice(0, 2))
  }
  expect(spa.readouts).toEqual(web.readouts)
  // What stands for the person and for this sign-in differs; what it means does not.
  expect(spa.meanings).toEqual(web.meanings)
  expect(spa.checks).toEqual(web.checks)
  const notes = (shown: Parts) =>
    shown.notes.filter((_, at) => !own.some((one) => one.test(shown.titles[at]!)))
  expect(notes(spa)).toEqual(web.notes.filter((note) => notes(spa).includes(note)))
})

test('a button of the single-page application says what it did, and its exchanges lead to the flow', async ({
  page,
  sandbox,
}) => {
  await signInAtSpa(page)
  await page.locator('#resource').waitFor()
  await expect(page.locator('.said')).toBeEmpty()
  await expect(page.locator('.scale [aria-current]')).toHaveText('Use')

  const before = await messagesOf(page)
  const recorded = (await sandbox.control.recording.har()).log.entries
  const messages = before.map(
    (id) => recorded.find(({ _oauth }) => _oauth.id === id)?._oauth.message,
  )
  expect(messages).toEqual([
    'token request',
    'token request',
    'UserInfo request',
    'resource request',
    'resource request',
  ])

  await page.getByRole('button', { name: 'Call again' }).click()
  await expect(page.locator('.said')).toContainText('Called again.')
  expect((await messagesOf(page))[0]).toBe(before[0])
  await page.getByRole('button', { name: 'Refresh' }).click()
  await expect(page.locator('.said')).toContainText(
    'a new refresh token too: the former one is used up',
  )
  expect((await messagesOf(page))[0]).not.toBe(before[0])
  await page.getByRole('button', { name: 'Log out' }).click()
  await expect(page.getByRole('main')).toContainText('This page has forgotten your tokens')
})

test('the single-page application counts on the clock of the lab, and marks it', async ({
  page,
  sandbox,
}) => {
  await signInAtSpa(page)
  await page.locator('#resource').waitFor()
  await expect(page.locator('.set')).toHaveCount(0)
  await sandbox.control.clock.set({ forward: 600 })
  await page.getByRole('button', { name: 'Call again' }).click()
  await expect(page.locator('.readouts .set')).toHaveText('moved +10 min')
  await expect(page.locator('.foot .set')).toHaveText('moved +10 min')
  await expect(page.locator('.readouts .left')).toHaveText(/^(?:49|50) min/)
  await sandbox.control.clock.set({ freeze: true })
  await page.getByRole('button', { name: 'Call again' }).click()
  await expect(page.locator('.readouts .set')).toHaveText('frozen')
})

test('what was opened stays open when the page calls again', async ({ page }) => {
  await signInAtSpa(page)
  const answer = page.locator('#userinfo details')
  await answer.locator('summary').click()
  await page.getByRole('button', { name: 'Call again' }).click()
  await expect(page.locator('.said')).toContainText('Called again.')
  await expect(answer).toHaveAttribute('open')
})

test('an answer that is folded is copied whole, at the web page and at the single-page application', async ({
  page,
  sandbox,
}) => {
  await page.context().grantPermissions(['clipboard-read', 'clipboard-write'], {
    origin: new URL(sandbox.base).origin,
  })
  const copied = async () => {
    const userInfo = page.locator('#userinfo')
    await expect(userInfo.locator('pre')).toBeHidden()
    await userInfo.getByRole('button', { name: 'Copy the answer of UserInfo' }).click()
    await expect(userInfo.locator('.word-copy')).toHaveText('Copied')
    return page.evaluate(() => navigator.clipboard.readText())
  }
  await signInAtWebPage(page)
  expect(JSON.parse(await copied())).toMatchObject({ email: 'dana@lab.example' })
  await page.goto('./spa/')
  await page.getByRole('button', { name: 'Sign in', exact: true }).click()
  await allow(page)
  await page.locator('#resource').waitFor()
  expect(JSON.parse(await copied())).toMatchObject({ email: 'dana@lab.example' })
})

interface Parts {
  titles: string[]
  notes: string[]
  readouts: string[]
  meanings: string[]
  checks: string[]
}

/** What a page shows, without what differs from run to run. */
async function partsOf(page: Page): Promise<Parts> {
  const texts = (selector: string) =>
    page.locator(selector).evaluateAll((all) => all.map(({ textContent }) => textContent.trim()))
  const same = (text: string) =>
    text
      .replaceAll(/\d{4}-\d\d-\d\d \d\d:\d\d:\d\d UTC/g, 'TIME')
      .replaceAll(/key \S+\./g, 'key KEY.')
  return {
    titles: await texts('.sheets h2'),
    notes: await texts('.sheets section > .note, .sheets section > header .note'),
    readouts: await texts('.readouts dt'),
    meanings: (await texts('#access-token .mean, #id-token .mean')).map(same),
    checks: (
      await texts('#access-token .checks li, #id-token .checks li, #userinfo .checks li')
    ).map(same),
  }
}

/** The exchanges to which the page leads in the flow. */
async function messagesOf(page: Page): Promise<string[]> {
  const addresses = await page
    .locator('.sheets .in-flow')
    .evaluateAll((all) => all.map((link) => (link as HTMLAnchorElement).href))
  return addresses.map((address) => new URL(address).searchParams.get('message') ?? '')
}
