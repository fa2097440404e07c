import { deepEqual, equal, match, ok } from 'node:assert/strict'
import { describe, test } from 'node:test'
import { noteSecret } from '../../secrets.ts'
import { requireRefused } from '../support/answer.ts'
import { introspect, refresh, tokenRequest } from '../support/code-flow.ts'
import type { Change, FlowClient } from '../support/code-flow.ts'
import { register, registerClient, registerPublicClient } from '../support/place.ts'
import { checksOf, configure, useLab } from '../support/use-lab.ts'
import type { TestPlace } from '../support/use-lab.ts'

const used = useLab()

const grant_types = ['authorization_code', 'refresh_token', 'password']

/** A sandbox whose server has the grant, and a client that may use it. */
async function withPassword() {
  const place = await used.sandbox()
  await configure(place, { supportedGrantTypes: grant_types })
  return { place, client: await registerClient(place, { grant_types }) }
}

function ask(place: TestPlace, client: FlowClient, change: Change = {}) {
  const form = { grant_type: 'password', username: 'developer', password: 'test', ...change }
  return tokenRequest(place, client, form)
}

describe('the password grant (RFC 6749 §4.3)', () => {
  test('is off unless the configuration says otherwise', async () => {
    const { lab } = used
    const client = await registerClient(lab)
    requireRefused(await ask(lab, client), 'unsupported_grant_type')
    const { status } = await register(lab, { grant_types: ['password'] })
    equal(status, 400)
  })

  test('brings the tokens of the user, and is recorded as a leniency', async () => {
    const { place, client } = await withPassword()
    const { status, body } = await ask(place, client, { scope: 'openid offline_access my/scope' })
    equal(status, 200)
    deepEqual(await checksOf(place, '/token', 'waived'), ['password-grant.avoided'])
    const told = await introspect(place, client, body['access_token'])
    equal(told['username'], 'developer')
    equal(told['scope'], 'openid offline_access my/scope')
    equal(typeof body['id_token'], 'string')
    equal((await refresh(place, client, body['refresh_token'])).status, 200)
  })

  test('is open to a public client that registered it', async () => {
    const { place } = await withPassword()
    const client = await registerPublicClient(place, { grant_types })
    equal((await ask(place, client, { scope: 'my/scope' })).status, 200)
  })

  test('is refused to a client that did not register it', async () => {
    const { place } = await withPassword()
    const client = await registerClient(place, { grant_types: ['authorization_code'] })
    requireRefused(await ask(place, client), 'unauthorized_client')
  })

  test('refuses a wrong password, an unknown user and a request without either alike', async () => {
    const { place, client } = await withPassword()
    const wrong = [{ password: 'wrong' }, { username: 'nobody' }]
    for (const change of wrong) {
      const check = 'password-grant.credentials'
      requireRefused(await ask(place, client, change), 'invalid_grant', { check })
    }
    for (const name of ['username', 'password']) {
      const check = 'password-grant.credentials-present'
      requireRefused(await ask(place, client, { [name]: undefined }), 'invalid_request', { check })
    }
    requireRefused(await ask(place, client, { scope: 'unknown' }), 'invalid_scope')
  })

  test('bounds guessing, until the lab’s clock has passed the wait', async () => {
    const { place, client } = await withPassword()
    for (const _ of Array.from({ length: 5 })) {
      requireRefused(await ask(place, client, { password: 'wrong' }), 'invalid_grant')
    }
    const right = await ask(place, client)
    requireRefused(right, 'invalid_grant')
    match(String(right.body['error_description']), /try again in \d+ s/)
    ok(Number(right.headers.get('retry-after')) > 0)
    await place.control.clock.set({ offset: 301 })
    equal((await ask(place, client)).status, 200)
  })

  test('says that it has no place for a second factor, and only beside the right password', async () => {
    const { place, client } = await withPassword()
    const { secret } = await place.control.users.setTotp('developer')
    noteSecret(secret, 'TOTP secret')
    const check = 'password-grant.one-factor'
    const refused = await ask(place, client)
    requireRefused(refused, 'invalid_grant', { check })
    match(String(refused.body['error_description']), /second factor/)
    const guessed = await ask(place, client, { password: 'wrong' })
    requireRefused(guessed, 'invalid_grant', { check: 'password-grant.credentials' })
  })
})
