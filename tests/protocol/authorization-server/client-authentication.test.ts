import { deepEqual, equal, match, rejects } from 'node:assert/strict'
import { describe, test } from 'node:test'
import { readAnswer, requireRefused } from '../support/answer.ts'
import type { Answer } from '../support/answer.ts'
import { basic, formRequest, tokenRequest } from '../support/code-flow.ts'
import { redirectUri, registerClient, registerPublicClient } from '../support/place.ts'
import type { RegisteredClient } from '../support/place.ts'
import { checksOf, useLab } from '../support/use-lab.ts'

const used = useLab()
const own = { grant_type: 'client_credentials', scope: 'my/scope' }

/** A token request with these headers and this form, as they are. */
function send(headers: Record<string, string>, form: Record<string, string>): Promise<Answer> {
  const body = new URLSearchParams({ ...own, ...form })
  const url = `${used.lab.issuer}/token`
  return readAnswer(used.lab.trustedFetch(url, { method: 'POST', headers, body }))
}

/**
 * Requires the one public refusal, with the precise check in the ring alone. Who used the Authorization
 * header is challenged to use it again (RFC 6749 §5.2); nobody else is.
 */
async function requireUnauthenticated(
  answer: Answer,
  precise: string,
  status: 400 | 401 = 401,
): Promise<void> {
  requireRefused(answer, 'invalid_client', { status, check: 'client.authenticated' })
  const challenge = answer.headers.get('www-authenticate')
  if (status === 401) match(challenge ?? '', /^Basic realm=/)
  else equal(challenge, null)
  equal(JSON.stringify(answer.body).includes(precise), false)
  deepEqual(await checksOf(used.lab, '/token'), [precise])
}

/** What the recording says of a check of the last token request. */
async function detailOf(check: string): Promise<string> {
  const exchanges = await used.lab.control.checks({ role: 'authserver' })
  const last = exchanges.findLast(({ path }) => path.endsWith('/token'))
  return last?.checks.find(({ id }) => id === check)?.detail ?? ''
}

describe('client authentication (RFC 6749 §2.3)', () => {
  test('client_secret_basic', async () => {
    const client = await registerClient(used.lab)
    const { client_id: id, client_secret: secret } = client
    equal((await send({ authorization: basic(id, secret) }, {})).status, 200)
    equal((await send({ authorization: basic(id, secret) }, { client_id: id })).status, 200)
    const escaped = [id, secret].map((part) =>
      part.replaceAll(/./g, (letter) => `%${letter.charCodeAt(0).toString(16)}`),
    )
    const authorization = `Basic ${Buffer.from(escaped.join(':')).toString('base64')}`
    equal((await send({ authorization }, {})).status, 200)
  })

  test('the secret before stays good beside a new one as long as it was told, and no longer', async () => {
    const place = await used.sandbox()
    const made = await registerClient(place)
    const { client_id } = made
    const status = async (secret: string | undefined) => {
      const client = { client_id, client_secret: secret ?? '' }
      return (await tokenRequest(place, client, own)).status
    }
    const renew = async (former_secret_lifetime?: number) => {
      const change = { client_secret: null, former_secret_lifetime }
      return (await place.control.clients.update(client_id, change)).client_secret
    }
    const second = await renew(60)
    const third = await renew(600)
    const all = [made.client_secret, second, third]
    deepEqual(await Promise.all(all.map(status)), [200, 200, 200])
    await place.control.clock.set({ forward: 61 })
    deepEqual(await Promise.all(all.map(status)), [401, 200, 200])
    const last = await renew()
    deepEqual(await Promise.all([...all, last].map(status)), [401, 401, 401, 200])
    const alone = { former_secret_lifetime: 60 }
    await rejects(place.control.clients.update(client_id, alone), /former_secret_lifetime/)
  })

  test('a client that gives up its secret has no former one when it takes one again', async () => {
    const place = await used.sandbox()
    const made = await registerClient(place)
    const { client_id, registration_client_uri, registration_access_token: token } = made
    const replace = async (token_endpoint_auth_method: string) => {
      const grant_types = ['authorization_code']
      const document = { client_id, token_endpoint_auth_method, grant_types }
      const response = await place.trustedFetch(registration_client_uri, {
        method: 'PUT',
        headers: { authorization: `Bearer ${token}`, 'content-type': 'application/json' },
        body: JSON.stringify({ ...document, redirect_uris: [redirectUri] }),
      })
      equal(response.status, 200)
      return ((await response.json()) as RegisteredClient).client_secret
    }
    const error = async (client_secret: string | undefined) => {
      const client = { client_id, client_secret: client_secret ?? '' }
      return (await tokenRequest(place, client, own)).body['error']
    }
    const change = { client_secret: null, former_secret_lifetime: 600 }
    await place.control.clients.update(client_id, change)
    equal(await error(made.client_secret), undefined)
    equal(await replace('none'), undefined)
    const fresh = await replace('client_secret_basic')
    equal(await error(made.client_secret), 'invalid_client')
    equal(await error(fresh), 'unauthorized_client')
  })

  test('client_secret_post', async () => {
    const { client_id, client_secret } = await registerClient(used.lab, {
      token_endpoint_auth_method: 'client_secret_post',
    })
    equal((await send({}, { client_id, client_secret })).status, 200)
  })

  test('an unknown client, a wrong secret and another method are told the same', async () => {
    const client = await registerClient(used.lab)
    const { client_id: id, client_secret: secret } = client
    const wrong = [
      [{ authorization: basic('c-unknown', secret) }, 'client.known'],
      [{ authorization: basic(id, 'wrong') }, 'client.secret'],
      [{ authorization: basic(id, '') }, 'client.secret'],
      [{ authorization: basic(id, `${secret}x`) }, 'client.secret'],
      [{ authorization: `Bearer ${secret}` }, 'client.readable'],
      [{ authorization: 'Basic !' }, 'client.readable'],
      [{ authorization: `Basic ${Buffer.from('no colon').toString('base64')}` }, 'client.readable'],
      [{ authorization: `Basic ${Buffer.from('%zz:x').toString('base64')}` }, 'client.readable'],
      [{}, 'client.identified'],
    ] as const
    const descriptions = new Set<string>()
    const describe = (answer: Answer) =>
      String(answer.body['error_description']).replace(/(?<=checks\?request=)[\w-]+/, 'ID')
    for (const [headers, precise] of wrong) {
      const answer = await send(headers, {})
      await requireUnauthenticated(answer, precise, 'authorization' in headers ? 401 : 400)
      descriptions.add(describe(answer))
    }
    const post = await send({}, { client_id: id, client_secret: secret })
    await requireUnauthenticated(post, 'client.registered-method', 400)
    descriptions.add(describe(post))
    equal(descriptions.size, 1)
  })

  test('the refusal says where the precise check is, and it is there', async () => {
    const answer = await send({ authorization: basic('c-unknown', 'x') }, {})
    const description = String(answer.body['error_description'])
    const [, base, request] = /at (\S+)\/control\/api\/checks\?request=([\w-]+)\./.exec(
      description,
    )!
    equal(base, used.lab.base)
    const [exchange] = await used.lab.control.checks({ request: request! })
    equal(exchange?.checks.at(-1)?.id, 'client.known')
  })

  test('a confidential client that sends its id alone is refused', async () => {
    const { client_id } = await registerClient(used.lab)
    const answer = await send({}, { client_id })
    await requireUnauthenticated(answer, 'client.registered-method', 400)
  })

  test('a public client that sends a secret is refused, also an empty one by Basic', async () => {
    const { client_id } = await registerPublicClient(used.lab)
    const post = await send({}, { client_id, client_secret: 'x' })
    await requireUnauthenticated(post, 'client.registered-method', 400)
    const authorization = basic(client_id, '')
    await requireUnauthenticated(await send({ authorization }, {}), 'client.registered-method')
    match(await detailOf('client.registered-method'), /with an empty secret/)
  })

  test('a public client names itself in the form; an empty secret there is none', async () => {
    const { client_id } = await registerPublicClient(used.lab)
    for (const form of [{ client_id }, { client_id, client_secret: '' }]) {
      const answer = await send({}, { ...form, grant_type: 'authorization_code', code: 'x' })
      requireRefused(answer, 'invalid_grant')
    }
  })

  test('the recording tells which method came and which is registered', async () => {
    const { client_id, client_secret } = await registerClient(used.lab)
    await send({}, { client_id, client_secret })
    const detail = await detailOf('client.registered-method')
    equal(detail, 'The client is registered for client_secret_basic; client_secret_post came.')
  })

  test('both methods at once are refused with 400', async () => {
    const { client_id, client_secret } = await registerClient(used.lab)
    const headers = { authorization: basic(client_id, client_secret) }
    const answer = await send(headers, { client_id, client_secret })
    requireRefused(answer, 'invalid_request', { check: 'client.one-method' })
  })

  test('two client ids are refused with 400', async () => {
    const [client, other] = [await registerClient(used.lab), await registerClient(used.lab)]
    const headers = { authorization: basic(client.client_id, client.client_secret) }
    const answer = await send(headers, { client_id: other.client_id })
    requireRefused(answer, 'invalid_request', { check: 'client.same-id' })
  })

  test("the id of a user is no client's", async () => {
    const users = await used.lab.control.users.list()
    const authorization = basic(users[0]!.sub, 'SYS')
    await requireUnauthenticated(await send({ authorization }, {}), 'client.known')
  })

  test('introspection needs it, and refuses a public client', async () => {
    const form = { token: 'x' }
    const body = new URLSearchParams(form)
    const url = `${used.lab.issuer}/introspection`
    const nobody = await readAnswer(used.lab.trustedFetch(url, { method: 'POST', body }))
    requireRefused(nobody, 'invalid_client')
    equal(nobody.headers.get('www-authenticate'), null)
    const client = await registerPublicClient(used.lab)
    const answer = await formRequest(used.lab, client, 'introspection', form)
    requireRefused(answer, 'invalid_client', { check: 'client.confidential' })
  })
})

describe('client credentials (RFC 6749 §4.4)', () => {
  test('bring a token of the client itself, without refresh and ID token', async () => {
    const client = await registerClient(used.lab)
    const { status, body } = await tokenRequest(used.lab, client, own)
    equal(status, 200)
    equal(body['token_type'], 'Bearer')
    equal(body['scope'], 'my/scope')
    equal(body['refresh_token'], undefined)
    equal(body['id_token'], undefined)
  })

  test('without a scope bring a token without scope', async () => {
    const client = await registerClient(used.lab)
    const { status, body } = await tokenRequest(used.lab, client, { ...own, scope: undefined })
    equal(status, 200)
    equal(body['scope'], undefined)
  })

  test('openid, offline_access, unknown and malformed scopes are invalid_scope', async () => {
    const client = await registerClient(used.lab)
    for (const scope of ['openid', 'my/scope openid', 'offline_access', 'unknown', ' my/scope']) {
      requireRefused(await tokenRequest(used.lab, client, { ...own, scope }), 'invalid_scope')
    }
  })

  test('a public client is refused, already at registration', async () => {
    const client = await registerPublicClient(used.lab)
    const answer = await tokenRequest(used.lab, client, own)
    requireRefused(answer, 'unauthorized_client', { check: 'grant-type.allowed' })
  })

  test('a resource becomes the audience, an unknown one is invalid_target', async () => {
    const client = await registerClient(used.lab)
    const resource = `${used.lab.base}/resserver/protected-resources/`
    const { body } = await tokenRequest(used.lab, client, { ...own, resource })
    const payload = Buffer.from(String(body['access_token']).split('.')[1]!, 'base64url')
    equal((JSON.parse(payload.toString()) as { aud: string }).aud, resource)
    for (const other of ['https://evil.example/', 'not a URI', `${resource}#fragment`]) {
      const answer = await tokenRequest(used.lab, client, { ...own, resource: other })
      requireRefused(answer, 'invalid_target')
    }
  })
})

describe('the token endpoint', () => {
  test('an unknown or missing grant type is refused', async () => {
    const client = await registerClient(used.lab)
    const unknown = ['password', 'implicit', 'constructor', 'urn:ietf:params:oauth:grant-type:x']
    for (const grant_type of unknown) {
      const answer = await tokenRequest(used.lab, client, { grant_type })
      requireRefused(answer, 'unsupported_grant_type', { check: 'grant-type.supported' })
    }
    const missing = await tokenRequest(used.lab, client, { grant_type: undefined })
    requireRefused(missing, 'invalid_request', { check: 'grant-type.present' })
    const empty = await tokenRequest(used.lab, client, { grant_type: '' })
    requireRefused(empty, 'invalid_request', { check: 'grant-type.present' })
  })

  test('the parameters in the query are not read', async () => {
    const { client_id, client_secret } = await registerClient(used.lab)
    const url = `${used.lab.issuer}/token?grant_type=client_credentials&scope=my/scope`
    const answer = await readAnswer(
      used.lab.trustedFetch(url, {
        method: 'POST',
        headers: { authorization: basic(client_id, client_secret) },
        body: new URLSearchParams({ scope: 'my/scope' }),
      }),
    )
    requireRefused(answer, 'invalid_request', { check: 'grant-type.present' })
  })

  test('JSON and repeated parameters are refused', async () => {
    const { client_id, client_secret } = await registerClient(used.lab)
    const headers = { authorization: basic(client_id, client_secret) }
    const json = await readAnswer(
      used.lab.trustedFetch(`${used.lab.issuer}/token`, {
        method: 'POST',
        headers: { ...headers, 'content-type': 'application/json' },
        body: JSON.stringify(own),
      }),
    )
    requireRefused(json, 'invalid_request', { check: 'request.form' })
    const body = new URLSearchParams([...Object.entries(own), ['scope', 'openid']])
    const url = `${used.lab.issuer}/token`
    const twice = await readAnswer(used.lab.trustedFetch(url, { method: 'POST', headers, body }))
    requireRefused(twice, 'invalid_request', { check: 'request.parameters-once' })
  })
})
