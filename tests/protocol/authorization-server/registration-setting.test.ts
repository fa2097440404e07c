import { equal } from 'node:assert/strict'
import { describe, test } from 'node:test'
import { noteSecret } from '../../secrets.ts'
import { readAnswer, requireRefused } from '../support/answer.ts'
import type { Answer } from '../support/answer.ts'
import { tokenRequest } from '../support/code-flow.ts'
import { redirectUri, register } from '../support/place.ts'
import type { RegisteredClient } from '../support/place.ts'
import { configure, useLab } from '../support/use-lab.ts'
import type { TestPlace } from '../support/use-lab.ts'

const used = useLab()
const metadata = { client_name: 'a', redirect_uris: [redirectUri] }

describe('the setting for registration', () => {
  test('off: nobody may register', async () => {
    const place = await used.sandbox()
    await configure(place, { registration: 'off' })
    requireRefused(await register(place, metadata), 'access_denied', { status: 403 })
  })

  test('initial-token: only with a token that an administrator gave out', async () => {
    const place = await used.sandbox()
    await configure(place, { registration: 'initial-token' })
    requireRefused(await register(place, metadata), 'invalid_token', { status: 401 })
    requireRefused(await register(place, metadata, 'x'), 'invalid_token', { status: 401 })
    const token = await initialToken(place, { lifetime: 60 })
    const { status, body } = await register(place, metadata, token)
    equal(status, 201)
    const client = body as unknown as RegisteredClient
    const answer = await tokenRequest(place, client, { grant_type: 'client_credentials' })
    requireRefused(answer, 'unauthorized_client')
    await place.control.clock.set({ forward: 61 })
    requireRefused(await register(place, metadata, token), 'invalid_token', { status: 401 })
  })
})

/** An initial access token from the admin API. */
async function initialToken(place: TestPlace, document: object): Promise<string> {
  const post = async (path: string, body: object, token?: string): Promise<Answer> =>
    readAnswer(
      place.trustedFetch(`${place.base}/authserver/admin/api/${path}`, {
        method: 'POST',
        headers: {
          'content-type': 'application/json',
          ...(token !== undefined && { authorization: `Bearer ${token}` }),
        },
        body: JSON.stringify(body),
      }),
    )
  const session = await post('session', { username: 'superuser', password: 'SYS' })
  const answer = await post('initial-tokens', document, String(session.body['access_token']))
  equal(answer.status, 201)
  noteSecret(String(answer.body['token']), 'initial token')
  return String(answer.body['token'])
}
