import type { Page } from '@playwright/test'
import { signInAtConsole } from '../harness/people.ts'
import { expect, test } from '../harness/test.ts'
import type { TestSandbox } from '../harness/test.ts'

test.beforeEach(({ watch }) => watch.expectError(/status of 401 /))

test('a token of the lab is genuine; nothing of it is sent, and the page says what was asked', async ({
  page,
  sandbox,
}) => {
  const token = await mint(sandbox)
  await signInAtConsole(page, './console/token')
  const sent: string[] = []
  page.on('request', (request) => sent.push(`${request.url()} ${request.postData() ?? ''}`))
  await paste(page, token)
  await expect(verdict(page)).toHaveText(/^Genuine, and good for /)
  await expect(page.getByRole('complementary')).toContainText(`${sandbox.issuer}/jwks`)
  await expect(page.getByRole('list', { name: 'What was checked, in order' })).not.toContainText(
    'stopped',
  )
  expect(sent.filter((text) => token.split('.').some((part) => text.includes(part)))).toEqual([])
})

test('a token that has expired is good again when the clock is set back', async ({
  page,
  sandbox,
}) => {
  const now = Date.parse((await sandbox.control.clock.get()).now)
  const issuedAt = new Date(now - 7200_000).toISOString()
  const token = await mint(sandbox, { issuedAt, expiresIn: 3600 })
  await signInAtConsole(page, './console/token')
  await paste(page, token)
  await expect(verdict(page)).toHaveText(/^Genuine, and expired 1 h/)
  await expect(page.getByText('Times, stopped')).toBeVisible()
  await sandbox.control.clock.set({ forward: -5400 })
  await page.reload()
  await expect(page.getByLabel('Token', { exact: true })).toHaveValue('')
  await paste(page, token)
  await expect(verdict(page)).toHaveText(/^Genuine, and good for /)
})

for (const [name, wanted, title] of [
  [
    'an audience of somebody else',
    { audience: 'https://else.example' },
    'Genuine, and for somebody else',
  ],
  ['an unknown key', { signedBy: 'unpublished' }, 'The key is not found'],
  ['no signature', { signedBy: 'none' }, 'The algorithm is wrong'],
  ['a shared secret', { signedBy: 'hmac' }, 'The algorithm is wrong'],
] as const) {
  test(`a token with ${name} says so`, async ({ page, sandbox }) => {
    const token = await mint(sandbox, wanted)
    await signInAtConsole(page, './console/token')
    await paste(page, token)
    await expect(verdict(page)).toHaveText(title)
  })
}

test('changed claims are told, and text that is no token too', async ({ page, sandbox }) => {
  const [header, claims, signature] = (await mint(sandbox)).split('.')
  const changed = { ...JSON.parse(Buffer.from(claims!, 'base64url').toString()), scope: 'more' }
  const forged = Buffer.from(JSON.stringify(changed)).toString('base64url')
  await signInAtConsole(page, './console/token')
  await paste(page, `${header}.${forged}.${signature}`)
  await expect(verdict(page)).toHaveText('Header or claims were changed')
  await paste(page, 'no token')
  await expect(verdict(page)).toHaveText('This is no signed token')
})

test('another issuer is asked by the lab; one that does not answer says which address failed', async ({
  page,
  sandbox,
  lab,
  watch,
}) => {
  watch.expectError(/status of 502 /)
  const token = await mint(sandbox)
  await signInAtConsole(page, './console/token')
  await paste(page, token)
  await page.getByLabel('Judge it against').selectOption('Another issuer')
  await expect(page.getByLabel('Issuer', { exact: true })).toHaveValue(sandbox.issuer)
  await page.getByRole('button', { name: 'Ask for its keys' }).click()
  await expect(verdict(page)).toHaveText(/^Genuine, and good for /)
  await expect(page.getByRole('complementary')).toContainText('openid-configuration')
  await page.getByLabel('Issuer', { exact: true }).fill(`${lab.base}/authserver/oauth2`)
  await page.getByRole('button', { name: 'Ask for its keys' }).click()
  await expect(verdict(page)).toHaveText('The key is not found')
  await page.getByLabel('Issuer', { exact: true }).fill(`${sandbox.issuer}/no-such`)
  await page.getByRole('button', { name: 'Ask for its keys' }).click()
  await expect(page.getByRole('alert')).toContainText('no-such')
})

test('a token is made again with one change, which the verdict then names', async ({
  page,
  sandbox,
}) => {
  const token = await mint(sandbox)
  await signInAtConsole(page, './console/token')
  for (const [change, title] of [
    ['another aud', 'Genuine, and for somebody else'],
    ['a passed exp', /^Genuine, and expired 1 h/],
    ['a key that nobody publishes', 'The key is not found'],
    ['alg none', 'The algorithm is wrong'],
  ] as const) {
    await paste(page, token)
    await expect(verdict(page)).toHaveText(/^Genuine, and good for /)
    await page.getByRole('button', { name: change }).click()
    await expect(verdict(page)).toHaveText(title)
  }
  await paste(page, 'no token')
  await expect(verdict(page)).toHaveText('This is no signed token')
  await expect(page.getByRole('button', { name: 'another aud' })).toBeHidden()
})

async function mint({ control }: TestSandbox, wanted: object = {}): Promise<string> {
  const { client_id: client } = await control.clients.create({
    grant_types: ['client_credentials'],
  })
  return (await control.tokens.create({ client, scope: 'my/scope', ...wanted })).token
}

async function paste(page: Page, text: string): Promise<void> {
  await page.getByLabel('Token', { exact: true }).fill(text)
}

const verdict = (page: Page) => page.locator('.verdict h2')
