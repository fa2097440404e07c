import { deepEqual, equal, match, ok } from 'node:assert/strict'
import { describe, test } from 'node:test'
import { decodeJwt } from 'jose'
import { readAnswer, requireRefused } from '../support/answer.ts'
import type { Answer } from '../support/answer.ts'
import { createBrowser } from '../support/browser.ts'
import {
  authorizationRequest,
  authorize,
  basic,
  clientToken,
  flowTokens,
  introspect,
  redeem,
  refresh,
  responseOf,
  tokenRequest,
} from '../support/code-flow.ts'
import type { FlowClient } from '../support/code-flow.ts'
import { initialToken } from '../support/initial-token.ts'
import { register, registerClient } from '../support/place.ts'
import type { Place, RegisteredClient } from '../support/place.ts'
import { checksOf, configure, useLab } from '../support/use-lab.ts'

const used = useLab()
const own = { grant_type: 'client_credentials', scope: 'my/scope' }

const audienceOf = (token: unknown) => decodeJwt(String(token)).aud
const urlOf = (place: Place, path: string) => `${place.base}/resserver/${path}`
const call = async (url: string, token: string) =>
  (await used.lab.trustedFetch(url, { headers: { authorization: `Bearer ${token}` } })).status

/** A client that only introspects. */
const registerResourceServer = (place: Place, resource: string | string[]) =>
  registerClient(place, { resource, redirect_uris: [], grant_types: ['client_credentials'] })

/** A token request with a parameter several times. */
function repeated(client: Required<FlowClient>, form: [string, string][]) {
  return readAnswer(
    used.lab.trustedFetch(`${used.lab.issuer}/token`, {
      method: 'POST',
      headers: { authorization: basic(client.client_id, client.client_secret) },
      body: new URLSearchParams(form),
    }),
  )
}

describe('a resource (RFC 8707)', () => {
  test('becomes the audience of the access token, the resource server is the default', async () => {
    const client = await registerClient(used.lab)
    const resource = urlOf(used.lab, 'protected-resources/')
    equal(audienceOf((await flowTokens(used.lab, client, { resource })).access_token), resource)
    const plain = await flowTokens(used.lab, client)
    equal(audienceOf(plain.access_token), `${used.lab.base}/resserver`)
  })

  test('what is granted, the resource server takes there and nowhere else', async () => {
    const client = await registerClient(used.lab)
    const [one, other] = ['protected-resources/', 'protected-resources-delegated/']
    for (const [granted, taken, refused] of [
      [urlOf(used.lab, one), [one], [other]],
      [urlOf(used.lab, other), [other], [one]],
      [`${used.lab.base}/resserver`, [one, other], []],
    ] as const) {
      const change = { resource: granted, scope: 'openid my/scope' }
      const { access_token } = await flowTokens(used.lab, client, change)
      for (const path of taken) equal(await call(urlOf(used.lab, path), access_token), 200)
      for (const path of refused) equal(await call(urlOf(used.lab, path), access_token), 401)
    }
  })

  test('is known in a sandbox from its beginning, and that of another sandbox is not', async () => {
    const [place, other] = [await used.sandbox(), await used.sandbox()]
    const client = await registerClient(place)
    const resource = urlOf(place, 'protected-resources-delegated/')
    equal(audienceOf(await clientToken(place, client, { resource })), resource)
    const foreign = { ...own, resource: urlOf(other, 'protected-resources/') }
    requireRefused(await tokenRequest(place, client, foreign), 'invalid_target')
  })

  test('is compared whole: what no resource server serves is invalid_target', async () => {
    const client = await registerClient(used.lab)
    for (const path of [
      '',
      'protected-resources',
      'protected-resources/x',
      'protected-resources/?a=1',
      'protected-resources-delegated',
      'nowhere/',
      '../resserver/protected-resources/',
      './protected-resources/',
      'protected%2Dresources/',
    ]) {
      const answer = await tokenRequest(used.lab, client, {
        ...own,
        resource: urlOf(used.lab, path),
      })
      requireRefused(answer, 'invalid_target', { check: 'resource.known' })
    }
  })

  test('is an absolute URI without fragment, and nothing else', async () => {
    const client = await registerClient(used.lab)
    for (const resource of [
      '/resserver',
      'resserver',
      'https:/resserver.example/',
      String.raw`https:\\resserver.example`,
      `${used.lab.base}/resserver#`,
      `${used.lab.base}/resserver `,
      `${used.lab.base}/resserver/%zz`,
      `${used.lab.base}/ressërver`,
    ]) {
      const answer = await tokenRequest(used.lab, client, { ...own, resource })
      requireRefused(answer, 'invalid_target', { check: 'resource.form' })
    }
  })

  test('at the token endpoint may be repeated but not changed', async () => {
    const client = await registerClient(used.lab)
    const resource = urlOf(used.lab, 'protected-resources/')
    const scope = 'openid offline_access my/scope'
    const authorization = await authorize(used.lab, client, { resource, scope })
    const changed = { resource: `${used.lab.base}/resserver` }
    const answer = await redeem(used.lab, client, authorization, changed)
    requireRefused(answer, 'invalid_target', { check: 'resource.granted' })
    const { status, body } = await redeem(used.lab, client, authorization, { resource })
    equal(status, 200)
    const other = await refresh(used.lab, client, body['refresh_token'], changed)
    requireRefused(other, 'invalid_target', { check: 'resource.granted' })
    const same = await refresh(used.lab, client, body['refresh_token'], { resource })
    equal(audienceOf(same.body['access_token']), resource)
  })

  test('that is sent twice is invalid_target, at both endpoints and for every grant (RFC 8707 §2)', async () => {
    const client = await registerClient(used.lab)
    const resource = `${used.lab.base}/resserver`
    const twice: [string, string][] = [
      ['resource', resource],
      ['resource', urlOf(used.lab, 'protected-resources/')],
    ]
    const { url } = authorizationRequest(used.lab, client)
    const query = new URLSearchParams(twice).toString()
    const page = await createBrowser(used.lab.trustedFetch).open(`${url}&${query}`)
    equal(responseOf(page)['error'], 'invalid_target')
    const scope = 'openid offline_access'
    const { code, verifier, parameters } = await authorize(used.lab, client, { scope })
    const { redirect_uri = '' } = parameters
    const { refresh_token } = await flowTokens(used.lab, client, { scope })
    const forms = [
      { ...own },
      { grant_type: 'authorization_code', code, redirect_uri, code_verifier: verifier },
      { grant_type: 'refresh_token', refresh_token: String(refresh_token) },
    ]
    for (const form of forms) {
      const answer = await repeated(client, [...Object.entries(form), ...twice])
      requireRefused(answer, 'invalid_target', { check: 'resource.one' })
      const again = await repeated(client, Object.entries(form))
      equal(again.status, 200, 'nothing was used up')
    }
  })

  test('an audience that is sent twice is a doubled parameter where no hook takes it', async () => {
    const client = await registerClient(used.lab)
    const twice: [string, string][] = [
      ['audience', 'a'],
      ['audience', 'b'],
    ]
    const answer = await repeated(client, [...Object.entries(own), ...twice])
    requireRefused(answer, 'invalid_request', { check: 'request.parameters-once' })
  })

  test('is needed where the server requires an audience', async () => {
    const place = await used.sandbox()
    await configure(place, { audienceRequired: true })
    const client = await registerClient(place)
    const browser = createBrowser(place.trustedFetch)
    const page = await browser.open(authorizationRequest(place, client).url)
    equal(responseOf(page)['error'], 'invalid_target')
    const resource = `${place.base}/resserver`
    ok((await flowTokens(place, client, { resource })).access_token)
  })
})

describe('a resource of somebody else', () => {
  const api = 'https://api.example/v1'

  test('is granted and introspected once a resource server has registered it, until that is gone', async () => {
    const place = await used.sandbox()
    const client = await registerClient(place)
    const before = await tokenRequest(place, client, { ...own, resource: api })
    requireRefused(before, 'invalid_target', { check: 'resource.known' })
    const server = await registerResourceServer(place, ['urn:example:other', api])
    const token = await clientToken(place, client, { resource: api })
    equal((await introspect(place, server, token))['aud'], api)
    const elsewhere = await registerResourceServer(place, 'https://api.example/v1/')
    deepEqual(await introspect(place, elsewhere, token), { active: false })
    equal((await manage(place, server, { method: 'DELETE' })).status, 204)
    const after = await tokenRequest(place, client, { ...own, resource: api })
    requireRefused(after, 'invalid_target', { check: 'resource.known' })
  })

  test('a change of a registration changes what is known', async () => {
    const place = await used.sandbox()
    const client = await registerClient(place)
    const server = await registerResourceServer(place, api)
    const answer = await change(place, server, { resource: ['urn:example:b'] })
    deepEqual(answer.body['resource'], ['urn:example:b'])
    requireRefused(await tokenRequest(place, client, { ...own, resource: api }), 'invalid_target', {
      check: 'resource.known',
    })
    ok(await clientToken(place, client, { resource: 'urn:example:b' }))
  })

  test('is known by the configuration too', async () => {
    const place = await used.sandbox()
    await configure(place, { resources: { [api]: {} } })
    const client = await registerClient(place)
    equal(audienceOf(await clientToken(place, client, { resource: api })), api)
  })

  test('is granted though unknown where that check is waived, and recorded as waived', async () => {
    const place = await used.sandbox()
    await place.control.policy.waive('resource.known', 'authserver')
    const client = await registerClient(place)
    equal(audienceOf(await clientToken(place, client, { resource: api })), api)
    deepEqual(await checksOf(place, '/token', 'waived'), ['resource.known'])
  })
})

describe('a resource that a client registers by its own word alone', () => {
  const api = 'https://api.example/v1'
  const machine = { redirect_uris: [], grant_types: ['client_credentials'] }
  const refused = (answer: Answer, check: string) => {
    requireRefused(answer, 'invalid_client_metadata', { check })
    match(String(answer.body['error_description']), /An initial access token .* allows it/)
  }

  test('is none of this lab’s: a stranger can’t introspect the tokens of its resource server', async () => {
    const place = await used.sandbox()
    const below = [
      `${place.base}/resserver`,
      urlOf(place, 'protected-resources/'),
      urlOf(place, 'nowhere/'),
      `${place.base}/client/application/`,
      place.base,
    ]
    for (const resource of below) {
      const answer = await register(place, { ...machine, resource: [api, resource] })
      refused(answer, 'registration.resource-elsewhere')
    }
    // Nothing of a refused registration is kept.
    const { status } = await register(place, { ...machine, resource: api })
    equal(status, 201)
  })

  test('is none of another client, neither at registration nor by an update', async () => {
    const place = await used.sandbox()
    const server = await registerResourceServer(place, api)
    refused(await register(place, { ...machine, resource: api }), 'registration.resource-free')
    const stranger = await registerResourceServer(place, 'urn:example:b')
    refused(await change(place, stranger, { resource: [api] }), 'registration.resource-free')
    const lab = { resource: [`${place.base}/resserver`] }
    refused(await change(place, stranger, lab), 'registration.resource-elsewhere')
    const token = await clientToken(place, server, { resource: api })
    equal((await introspect(place, server, token))['active'], true)
    deepEqual(await introspect(place, stranger, token), { active: false })
    ok(await clientToken(place, server, { resource: 'urn:example:b' }))
  })

  test('stays its own in an update', async () => {
    const place = await used.sandbox()
    const server = await registerResourceServer(place, api)
    const { status, body } = await change(place, server, { resource: [api, 'urn:example:b'] })
    equal(status, 200)
    deepEqual(body['resource'], [api, 'urn:example:b'])
  })

  test('may be any with an initial access token; it keeps it by its own word (RFC 7591 §3)', async () => {
    const place = await used.sandbox()
    await registerResourceServer(place, api)
    const resource = [`${place.base}/resserver`, api]
    const token = await initialToken(place)
    const server = await registerClient(place, { ...machine, resource }, token)
    const { status } = await change(place, server, { client_name: 'renamed' })
    equal(status, 200)
    const issued = await clientToken(place, server)
    equal((await introspect(place, server, issued))['active'], true)
  })

  test('may be any where that is waived, and is recorded as waived', async () => {
    const place = await used.sandbox()
    await place.control.policy.waive('registration.resource-elsewhere', 'authserver')
    await registerResourceServer(place, `${place.base}/resserver`)
    deepEqual(await checksOf(place, '/register', 'waived'), ['registration.resource-elsewhere'])
  })
})

test('the lab’s resource server has its resources by an administrator’s word, in each sandbox', async () => {
  for (const registration of ['open', 'initial-token'] as const) {
    const place = await used.sandbox()
    const client = await registerClient(place)
    await configure(place, { registration })
    const token = await clientToken(place, client)
    equal(await call(urlOf(place, 'protected-resources/'), token), 200)
    const [server] = await place.control.clients.list({ client_name: 'resserver' })
    ok((server!['resource'] as string[]).includes(`${place.base}/resserver`))
  }
})

describe('the header of an access token', () => {
  const typOf = (token: unknown) => {
    const header = Buffer.from(String(token).split('.')[0]!, 'base64url').toString()
    return (JSON.parse(header) as { typ: string }).typ
  }

  test('says at+jwt, and nothing is told of it (RFC 9068 §2.1)', async () => {
    const client = await registerClient(used.lab)
    equal(typOf(await clientToken(used.lab, client)), 'at+jwt')
    deepEqual(await checksOf(used.lab, '/token', 'waived'), [])
  })

  test('says JWT by a setting of the server, told as a leniency', async () => {
    const place = await used.sandbox()
    await configure(place, { accessTokenTyp: 'JWT' })
    const client = await registerClient(place)
    equal(typOf(await clientToken(place, client)), 'JWT')
    deepEqual(await checksOf(place, '/token', 'waived'), ['access-token.typ'])
    const exchanges = await place.control.checks({ role: 'authserver' })
    const { checks } = exchanges.findLast(({ path }) => path.endsWith('/token'))!
    match(checks.find(({ id }) => id === 'access-token.typ')?.detail ?? '', /the server wants JWT/)
  })

  test('is a choice of the client, and of the resource before it', async () => {
    const place = await used.sandbox()
    const [strict, loose] = ['https://strict.example/', 'https://loose.example/']
    await configure(place, {
      resources: { [strict]: { accessTokenTyp: 'at+jwt' }, [loose]: { accessTokenTyp: 'JWT' } },
    })
    const plain = await registerClient(place)
    const client = await registerClient(place, { access_token_typ: 'JWT' })
    equal(typOf(await clientToken(place, client)), 'JWT')
    equal(typOf(await clientToken(place, client, { resource: strict })), 'at+jwt')
    equal(typOf(await clientToken(place, plain, { resource: loose })), 'JWT')
    equal(typOf(await clientToken(place, plain)), 'at+jwt')
  })
})

function change(place: Place, client: RegisteredClient, change: object) {
  const body = JSON.stringify({ ...client, ...change, registration_access_token: undefined })
  return manage(place, client, { method: 'PUT', body })
}

/** A request to the client's configuration endpoint (RFC 7592 §2). */
function manage(place: Place, client: RegisteredClient, init: { method: string; body?: string }) {
  const headers = {
    authorization: `Bearer ${client.registration_access_token}`,
    ...(init.body !== undefined && { 'content-type': 'application/json' }),
  }
  return readAnswer(place.trustedFetch(client.registration_client_uri, { ...init, headers }))
}
