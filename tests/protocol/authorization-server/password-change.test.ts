import { equal, match, ok } from 'node:assert/strict'
import { test } from 'node:test'
import { noteSecret } from '../../secrets.ts'
import { createBrowser } from '../support/browser.ts'
import { requireRefused } from '../support/answer.ts'
import {
  allow,
  authorizationRequest,
  authorize,
  flowTokens,
  redeem,
  refresh,
  signIn,
} from '../support/code-flow.ts'
import { registerClient } from '../support/place.ts'
import { useLab } from '../support/use-lab.ts'

const used = useLab()

test('a new password ends the user’s sessions, the one that the user has already ends none', async () => {
  const sandbox = await used.sandbox()
  const client = await registerClient(sandbox)
  const browser = createBrowser(sandbox.trustedFetch)
  await authorize(sandbox, client, {}, { browser })
  const asksForPassword = async () => {
    const page = await browser.open(authorizationRequest(sandbox, client).url)
    return page.text.includes('name="password"')
  }
  equal(await asksForPassword(), false)
  await sandbox.control.users.update('developer', { password: 'test' })
  equal(await asksForPassword(), false)
  noteSecret('another-one', 'password')
  await sandbox.control.users.update('developer', { password: 'another-one' })
  equal(await asksForPassword(), true)
})

test('a new password ends the user’s refresh tokens and codes, and nobody else’s', async () => {
  const sandbox = await used.sandbox()
  const client = await registerClient(sandbox)
  const offline = { scope: 'openid offline_access' }
  const first = await flowTokens(sandbox, client, offline)
  const other = await flowTokens(sandbox, client, offline, { username: 'superuser' })
  await sandbox.control.users.update('developer', { password: 'test' })
  const renewed = await refresh(sandbox, client, first['refresh_token'])
  const refresh_token = renewed.body['refresh_token']
  ok(refresh_token)

  const authorization = await authorize(sandbox, client, offline)
  noteSecret('one-more', 'password')
  await sandbox.control.users.update('developer', { password: 'one-more' })
  requireRefused(await refresh(sandbox, client, refresh_token), 'invalid_grant')
  requireRefused(await redeem(sandbox, client, authorization), 'invalid_grant')
  ok((await refresh(sandbox, client, other['refresh_token'])).body['refresh_token'])
})

test('a new password ends a sign-in that waits for a code, or for the consent where there are no sessions', async () => {
  const sandbox = await used.sandbox()
  await sandbox.control.config.put({ sessions: false })
  const client = await registerClient(sandbox)
  const waiting = createBrowser(sandbox.trustedFetch)
  const { url } = authorizationRequest(sandbox, client)
  const consent = await signIn(waiting, await waiting.open(url))
  match(consent.text, /value="allow"/)
  await sandbox.control.users.setTotp('developer')
  const halfway = createBrowser(sandbox.trustedFetch)
  const code = await signIn(halfway, await halfway.open(url))
  match(code.text, /name="code"/)
  noteSecret('quite-another', 'password')
  await sandbox.control.users.update('developer', { password: 'quite-another' })
  match((await allow(waiting, consent, ['openid'])).text, /name="password"/)
  match((await halfway.open(code.url.href)).text, /name="password"/)
})
