import { createHash } from 'node:crypto'
import { certify, makeKeys } from '@oauth-lab/kit/testing/certify.ts'
import type { Page } from '@playwright/test'
import { SignJWT, calculateJwkThumbprint, exportJWK } from 'jose'
import type { JWK } from 'jose'
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
  await expect(pasteField(page)).toHaveValue('')
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
  await page.getByLabel('Judge it against').selectOption('other')
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
    ['another scope', /^Genuine, and good for /],
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

test('an ID token is made again, for the user whom it names', async ({ page, sandbox }) => {
  const { control } = sandbox
  const { client_id: client } = await control.clients.create({
    client_name: 'reader',
    redirect_uris: ['https://app.example/callback'],
  })
  const { token } = await control.tokens.create({ type: 'id_token', client, user: 'developer' })
  await signInAtConsole(page, './console/token')
  await paste(page, token)
  await expect(verdict(page)).toHaveText(/^Genuine, and good for /)
  await page.getByRole('button', { name: 'another nonce' }).click()
  await expect(page.locator('.anatomy')).toContainText('of-another-sign-in')
  await expect(verdict(page)).toHaveText(/^Genuine, and good for /)
  await page.getByText('Make it again with my own claims').click()
  await page.getByLabel('Claims, JSON').fill('[')
  await page.getByRole('button', { name: 'Make it', exact: true }).click()
  await expect(page.getByText('Write a JSON object')).toBeVisible()
  await page.getByLabel('Claims, JSON').fill('{"sub":null,"name":"Nobody"}')
  await page.getByRole('button', { name: 'Make it', exact: true }).click()
  await expect(page.locator('.claims').filter({ hasText: 'Nobody' })).toBeVisible()
})

// The five of the issue: what is wrong with each is said, and none of it leaves the browser.
for (const [name, title, member] of [
  ['valid', /^Genuine, and good for /, 'signature'],
  ['key not found', 'The key is not found', 'kid'],
  ['wrong thumbprint', 'The thumbprint does not belong to the certificate', 'x5t#S256'],
  ['changed data', 'Header or claims were changed', 'signature'],
  ['expired', /^Genuine, and expired 1 h/, 'exp'],
] as const) {
  test(`the example "${name}" is made and judged`, async ({ page }) => {
    await signInAtConsole(page, './console/token')
    await page.getByRole('button', { name, exact: true }).click()
    await expect(verdict(page)).toHaveText(title)
    const row = page
      .locator('.claims > div')
      .filter({ has: page.getByText(member, { exact: true }) })
    await expect(row).toHaveClass(name === 'valid' ? 'pass' : 'fail')
  })
}

test('a pasted key set with certificates judges tokens: whose certificate it is, and whose not', async ({
  page,
}) => {
  const signer = await makeKeys('EC')
  const own = await certify('signer', signer)
  const other = await certify('other', await makeKeys('EC'))
  const key = { ...(await exportJWK(signer.publicKey)), kid: 'k', alg: 'ES256' }
  const print = createHash('sha256').update(own.der).digest('base64url')
  const token = await new SignJWT({ aud: 'https://api.example' })
    .setProtectedHeader({ alg: 'ES256', kid: 'k', 'x5t#S256': print })
    .setExpirationTime('1h')
    .sign(signer.privateKey)
  await signInAtConsole(page, './console/token')
  const sent = note(page)
  for (const [x5c, title] of [
    [own, 'Genuine, and for somebody else'],
    [other, 'The thumbprint does not belong to the certificate'],
  ] as const) {
    await paste(page, token)
    await paste(page, JSON.stringify({ keys: [{ ...key, x5c: [x5c.base64] }] }))
    await expect(verdict(page)).toHaveText(x5c === own ? /public key/ : 'The key is not right')
    await expect(page.getByText('It made the signature.')).toBeVisible()
    await page.getByRole('button', { name: 'Judge tokens by it' }).click()
    await expect(verdict(page)).toHaveText(title)
    await expect(page.getByRole('complementary')).toContainText('Nobody was asked')
  }
  await page.getByLabel('Judge it against').selectOption('lab')
  await expect(verdict(page)).toHaveText('The key is not found')
  expect(
    sent().filter((text) => [key.x!, own.base64, print].some((one) => text.includes(one))),
  ).toEqual([])
})

test('a key is named by its thumbprint and found among those of the issuer; its private part is hidden', async ({
  page,
  sandbox,
}) => {
  const { keys } = (await sandbox.control.keys.list()) as { keys: JWK[] }
  await signInAtConsole(page, './console/token')
  const sent = note(page)
  await paste(page, JSON.stringify(keys[0]))
  await expect(verdict(page)).toHaveText(/^A public key: /)
  await expect(page.getByText('The issuer publishes it.').first()).toBeVisible()
  await expect(page.locator('.claims')).toContainText(await calculateJwkThumbprint(keys[0]!))
  await paste(page, JSON.stringify({ ...keys[0], d: 'c2VjcmV0LXBhcnQ' }))
  await expect(verdict(page)).toHaveText('A private key is in it: who has it can sign')
  await expect(page.locator('.results')).not.toContainText('c2VjcmV0LXBhcnQ')
  await paste(page, '-----BEGIN PRIVATE KEY-----\nc2VjcmV0\n-----END PRIVATE KEY-----')
  await expect(verdict(page)).toHaveText('A private key: who has it can sign')
  expect(sent().filter((text) => /c2VjcmV0/.test(text))).toEqual([])
})

test('a certificate is judged by the lab clock, with its chain, in each form', async ({
  page,
  sandbox,
}) => {
  const root = await certify('root', await makeKeys('RSA'))
  const leaf = await certify('leaf', await makeKeys('EC'), { by: root })
  await signInAtConsole(page, './console/token')
  const sent = note(page)
  for (const text of [leaf, root].map(({ certificate }) => certificate.toString('pem'))) {
    await paste(page, text)
    await expect(verdict(page)).toHaveText(/^Good for /)
  }
  await paste(page, JSON.stringify([leaf.base64, root.base64]))
  await expect(page.getByText('Each is signed by the next.')).toBeVisible()
  await expect(page.getByRole('region', { name: 'Certificate 2' })).toContainText(
    'It signed itself.',
  )
  await paste(page, JSON.stringify([root.base64, leaf.base64]))
  await expect(verdict(page)).toHaveText('The chain is broken')
  await paste(page, `MII${'A'.repeat(200)}=`)
  await expect(verdict(page)).toHaveText('This is no certificate')
  await sandbox.control.clock.set({ forward: 40 * 24 * 3600 })
  await page.reload()
  await paste(page, leaf.base64)
  await expect(verdict(page)).toHaveText(/^It ended /)
  expect(sent().filter((text) => text.includes(leaf.base64.slice(0, 80)))).toEqual([])
})

test('an address with parameters is explained and not asked; one without is asked when somebody says so', async ({
  page,
  sandbox,
  watch,
}) => {
  watch.expectError(/status of 502 /)
  await signInAtConsole(page, './console/token')
  const sent = note(page)
  await paste(page, `${sandbox.issuer}/authorize?response_type=code&client_id=of-nobody`)
  await expect(verdict(page)).toHaveText('Authorization request')
  await expect(page.getByRole('list', { name: 'What is not right' })).toContainText(
    'code_challenge',
  )
  const token = await mint(sandbox)
  await paste(page, `https://app.example/callback#id_token=${token}&state=of-nobody`)
  await expect(verdict(page)).toHaveText('Callback')
  expect(sent().filter((text) => /of-nobody/.test(text))).toEqual([])
  await page.getByRole('button', { name: 'Judge the id_token' }).click()
  await expect(verdict(page)).toHaveText(/^Genuine, and good for /)

  await paste(page, sandbox.issuer)
  await expect(verdict(page)).toHaveText('An address without parameters')
  await page.getByRole('button', { name: 'Ask it for keys' }).click()
  await expect(page.getByRole('alert')).toContainText('was answered 404')
  await page.getByRole('button', { name: 'Ask it as an issuer' }).click()
  await expect(page.getByRole('heading', { name: 'What it says of itself' })).toBeVisible()
  await expect(page.getByRole('complementary')).toContainText('openid-configuration')
  await page.getByRole('button', { name: 'Judge tokens by them' }).click()
  await expect(verdict(page)).toHaveText(/^Genuine, and good for /)
})

/** What the page sends from now on. */
function note(page: Page): () => string[] {
  const sent: string[] = []
  page.on('request', (request) =>
    sent.push(
      `${decodeURIComponent(request.url())} ${JSON.stringify(request.headers())} ${request.postData() ?? ''}`,
    ),
  )
  return () => sent
}

async function mint({ control }: TestSandbox, wanted: object = {}): Promise<string> {
  const { client_id: client } = await control.clients.create({
    grant_types: ['client_credentials'],
  })
  return (await control.tokens.create({ client, scope: 'my/scope', ...wanted })).token
}

async function paste(page: Page, text: string): Promise<void> {
  await pasteField(page).fill(text)
}

const pasteField = (page: Page) => page.getByLabel('Token, JWK, certificate or address')
const verdict = (page: Page) => page.locator('.verdict h2')
