import { mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { explainRecording } from '@oauth-lab/explain/explain-recording.ts'
import { readHar } from '@oauth-lab/explain/har/read-har.ts'
import { startLab } from '@oauth-lab/embedded/start-lab.ts'
import { openCertificates } from '@oauth-lab/kit/certificate-folder.ts'
import type { Fetch } from '@oauth-lab/kit/trust.ts'
import { expect, test } from '@playwright/test'
import type { Page } from '@playwright/test'
import { findFreePort } from '../../package/free-port.ts'
import { startExample } from '../protocol/support/example.ts'
import { runningLabFile } from '../test-lab.ts'
import { seriousIn } from './harness/record-har.ts'
import { launchBrowser } from './harness/launch-browser.ts'

test.skip(runningLabFile() !== undefined, 'it starts a lab beside another authorization server')

test('the single-page application signs in, reads, renews and logs out at an issuer on another origin', async () => {
  await using place = await besideOidcProvider()
  const { page, base, issuer } = place
  await page.goto(`${base}/spa/`)
  await page.getByRole('button', { name: 'Sign in', exact: true }).click()
  await page.waitForURL(`${issuer}/**`)
  await page.locator('input[name=login]').fill('nora')
  await page.locator('input[name=password]').fill('any-password-at-all')
  await page.locator('button[type=submit]').click()
  await page.locator('button[type=submit]').click()

  await expect(page.getByRole('heading', { level: 1 })).toHaveText('Signed in as nora')
  for (const resource of ['#resource', '#delegated']) {
    await expect(page.locator(resource)).toContainText('200')
  }
  await expect(page.locator('#userinfo')).toContainText('the token is for the resource server')
  await page.getByRole('button', { name: 'Refresh' }).click()
  await expect(page.getByText('Refreshed.')).toBeVisible()

  await page.getByRole('button', { name: 'Log out' }).click()
  await page.waitForURL(`${issuer}/**`)
  await page.getByRole('button', { name: /^Yes/ }).click()
  await expect(page.getByRole('heading', { level: 1 })).toHaveText('You are logged out')
})

// Playwright reads the names of the fixtures from the first parameter.
// oxlint-disable-next-line no-empty-pattern
test('Chromium’s recording of a sign-in at oidc-provider is one flow, its foreign pages in it', async ({}, info) => {
  const path = info.outputPath('walk.har')
  await using place = await besideOidcProvider(path)
  const { page, base, issuer } = place
  await page.goto(`${base}/spa/`)
  await page.getByRole('button', { name: 'Sign in', exact: true }).click()
  await page.waitForURL(`${issuer}/**`)
  await page.locator('input[name=login]').fill('nora')
  await page.locator('input[name=password]').fill('any-password-at-all')
  await page.locator('button[type=submit]').click()
  await page.locator('button[type=submit]').click()
  await expect(page.getByRole('heading', { level: 1 })).toHaveText('Signed in as nora')
  await page.close()
  const report = explainRecording(readHar(readFileSync(path, 'utf8')).log.entries)
  const [flow, ...others] = report.flows
  expect(others).toEqual([])
  const names = report.exchanges
    .filter(({ index }) => flow!.entries.includes(index))
    .map(({ message }) => message?.id)
  expect(names).toEqual([
    'authorization request',
    'sign-in page',
    'sign-in',
    'sign-in step',
    'sign-in page',
    'sign-in step',
    'sign-in step',
    'callback',
    'token request',
    'UserInfo request',
    'resource request',
    'resource request',
  ])
  // Its pages for developers can be framed, and UserInfo wants a token of its own.
  expect(seriousIn(report)).toEqual(['frameable-page', 'refused'])
})

test('without end_session_endpoint the application is signed out all the same, and says what goes on', async () => {
  await using place = await besideOidcProvider()
  const { page, base, issuer, fetch } = place
  const url = `${issuer}/.well-known/openid-configuration`
  const whole = (await (await fetch(url)).json()) as Record<string, unknown>
  const json = { ...whole, end_session_endpoint: undefined }
  const headers = { 'access-control-allow-origin': '*' }
  await page.route(url, (route) => route.fulfill({ json, headers }))
  await page.goto(`${base}/spa/`)
  await page.getByRole('button', { name: 'Sign in', exact: true }).click()
  await page.waitForURL(`${issuer}/**`)
  await page.locator('input[name=login]').fill('nora')
  await page.locator('input[name=password]').fill('any-password-at-all')
  await page.locator('button[type=submit]').click()
  await page.locator('button[type=submit]').click()
  await expect(page.getByRole('heading', { level: 1 })).toHaveText('Signed in as nora')
  await page.getByRole('button', { name: 'Log out' }).click()
  await expect(page.getByRole('main')).toContainText('goes on')
  await page.reload()
  await expect(page.getByRole('heading', { level: 1 })).toHaveText('You are signed out')
})

test('a callback that is opened without an answer says that there is none', async () => {
  await using place = await besideOidcProvider()
  const { page, base } = place
  for (const callback of ['callback.html', 'popup.html', 'callback.html?state=x']) {
    await page.goto(`${base}/spa/${callback}`)
    await expect(page.getByRole('alert')).toContainText('There is no answer')
    await expect(page.getByRole('alert')).not.toContainText('another issuer')
  }
})

/** A lab whose authorization server is oidc-provider at an address of its own, and a page that trusts both. */
async function besideOidcProvider(
  recordHar?: string,
): Promise<{ page: Page; base: string; issuer: string; fetch: Fetch } & AsyncDisposable> {
  const folder = mkdtempSync(join(tmpdir(), 'oauth-lab-issuer-'))
  const { root, leaf } = await openCertificates('localhost')
  const [certificate, key] = [join(folder, 'leaf.crt'), join(folder, 'leaf.key')]
  writeFileSync(certificate, leaf.certificate)
  writeFileSync(key, leaf.key, { mode: 0o600 })
  const port = await findFreePort()
  const issuer = `https://localhost:${port}/realms/demo`
  const lab = await startLab({ authorizationServer: { issuer, ca: root.certificate } })
  const program = await startExample('express/authorization-server', {
    origin: lab.origin,
    ca: lab.ca,
    port,
    env: { LAB_ISSUER: issuer, CERTIFICATE: certificate, KEY: key },
  })
  const { browser, close } = await launchBrowser([lab.ca, root.certificate])
  const page = await browser.newPage(
    recordHar === undefined ? {} : { recordHar: { path: recordHar, content: 'embed' } },
  )
  return {
    page,
    base: lab.base,
    issuer,
    fetch: lab.trustedFetch,
    async [Symbol.asyncDispose]() {
      await close()
      await program[Symbol.asyncDispose]()
      await lab.stop()
      rmSync(folder, { recursive: true })
    },
  }
}
