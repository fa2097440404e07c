import { deepEqual, equal, match, ok } from 'node:assert/strict'
import { describe, test } from 'node:test'
import { decodeJwt } from 'jose'
import { administer } from '../support/administer.ts'
import { readAnswer } from '../support/answer.ts'
import { createBrowser } from '../support/browser.ts'
import {
  authorizationRequest,
  authorize,
  flowTokens,
  formRequest,
  introspect,
  redeem,
  refresh,
  responseOf,
  signIn,
  tokenRequest,
} from '../support/code-flow.ts'
import type { Change, FlowClient } from '../support/code-flow.ts'
import { registerClient } from '../support/place.ts'
import { checksOf, configure, useLab } from '../support/use-lab.ts'
import type { TestPlace } from '../support/use-lab.ts'

const used = useLab()

const texts = { type: 'array', items: { type: 'string' } }
const authorizationDetailsTypes = {
  account_information: {
    description: 'See your accounts',
    schema: {
      properties: {
        actions: {
          type: 'array',
          items: { enum: ['list_accounts', 'read_balances', 'read_transactions'] },
        },
        locations: texts,
      },
      required: ['actions'],
    },
  },
  payment_initiation: {
    description: 'Start a payment',
    schema: {
      properties: {
        actions: texts,
        locations: texts,
        instructedAmount: {
          properties: {
            currency: { type: 'string', pattern: '^[A-Z]{3}$', title: 'Currency' },
            amount: { type: 'string', title: 'Amount' },
          },
          required: ['currency', 'amount'],
          additionalProperties: false,
        },
        creditorName: { type: 'string' },
      },
      required: ['instructedAmount', 'creditorName'],
    },
  },
}
const accounts = {
  type: 'account_information',
  actions: ['list_accounts', 'read_balances'],
  locations: ['https://example.com/accounts'],
}
const payment = {
  type: 'payment_initiation',
  instructedAmount: { currency: 'EUR', amount: '123.50' },
  creditorName: 'Merchant A',
}

const asked = (...details: object[]): Change => ({
  authorization_details: JSON.stringify(details),
})

/** A place whose server knows the types, and a client there. */
async function placeWithTypes(change: object = {}, metadata: object = {}) {
  const place = await used.sandbox()
  await configure(place, { authorizationDetailsTypes, refreshTokens: 'always', ...change })
  return { place, client: await registerClient(place, metadata) }
}

const automatic = { interaction: 'automatic' }

/** The consent page of a request, and the answer to it with these details ticked. */
async function consentPage(place: TestPlace, client: FlowClient, change: Change) {
  const browser = createBrowser(place.trustedFetch)
  const request = authorizationRequest(place, client, change)
  const page = await signIn(browser, await browser.open(request.url))
  return {
    page,
    browser,
    request,
    async allow(detail: string[], scope = ['openid', 'my/scope']) {
      const done = await browser.submit(page, { scope, detail, answer: 'allow' })
      const { code = '', error } = responseOf(done)
      return { code, error, verifier: request.verifier }
    },
  }
}

const checkOf = async (place: TestPlace, path: string) => (await checksOf(place, path))[0]

describe('authorization_details (RFC 9396)', () => {
  test('are granted on the consent page, and stand in response, token and introspection', async () => {
    const { place, client } = await placeWithTypes()
    const { page, allow, request, browser } = await consentPage(
      place,
      client,
      asked(accounts, payment),
    )
    for (const said of [
      'See your accounts',
      'Start a payment',
      'list_accounts',
      'https://example.com/accounts',
      'Currency',
      'instructedAmount.<wbr>currency',
      'EUR',
      '123.50',
      'Merchant A',
    ]) {
      ok(page.text.includes(said), said)
    }
    const { body } = await redeem(place, client, await allow(['0', '1']))
    const granted = [accounts, payment]
    deepEqual(body['authorization_details'], granted)
    deepEqual(decodeJwt(String(body['access_token']))['authorization_details'], granted)
    const told = await introspect(place, client, body['access_token'])
    deepEqual(told['authorization_details'], granted)
    const refreshed = await refresh(place, client, body['refresh_token'])
    deepEqual(refreshed.body['authorization_details'], granted)
    const { items } = await place.control.grants.list({ user: 'developer' })
    deepEqual(
      items.map(({ authorizationDetails }) => authorizationDetails),
      [granted],
    )
    // Each request is asked about: a payment that was allowed once is not allowed for ever.
    match((await browser.open(request.url)).text, /Start a payment/)
  })

  test('are granted in part where the user unticks some', async () => {
    const { place, client } = await placeWithTypes()
    const { allow } = await consentPage(place, client, asked(accounts, payment))
    const { body } = await redeem(place, client, await allow(['1']))
    deepEqual(body['authorization_details'], [payment])
  })

  test('alone may be what is asked for; a user who allows none denies', async () => {
    const { place, client } = await placeWithTypes()
    const alone = { ...asked(payment), scope: undefined }
    const first = await consentPage(place, client, alone)
    const { body } = await redeem(place, client, await first.allow(['0'], []))
    deepEqual([body['authorization_details'], body['scope']], [[payment], undefined])
    const denied = await (await consentPage(place, client, alone)).allow([], [])
    equal(denied.error, 'access_denied')
  })

  test('are asked about each time: a silent request that has some is refused', async () => {
    const { place, client } = await placeWithTypes()
    const { browser } = await authorize(place, client)
    const silent = { ...asked(payment), prompt: 'none' }
    const { response } = await authorize(place, client, silent, { browser })
    equal(response['error'], 'consent_required')
    const without = await authorize(place, client, { prompt: 'none' }, { browser })
    ok(without.code)
  })

  test('stand in no token of a request that has none', async () => {
    const { place, client } = await placeWithTypes(automatic)
    const tokens = await flowTokens(place, client)
    equal(tokens['authorization_details'], undefined)
    equal(decodeJwt(tokens.access_token)['authorization_details'], undefined)
  })

  test('come in a pushed request and are refused there', async () => {
    const { place, client } = await placeWithTypes(automatic)
    const request = authorizationRequest(place, client, asked(payment))
    const pushed = await formRequest(place, client, 'par', request.parameters)
    equal(pushed.status, 201)
    const change = {
      ...Object.fromEntries(Object.keys(request.parameters).map((name) => [name, undefined])),
      client_id: client.client_id,
      request_uri: String(pushed.body['request_uri']),
    }
    const { response } = await authorize(place, client, change)
    const { verifier } = request
    const { body } = await redeem(place, client, { code: response['code']!, verifier })
    deepEqual(body['authorization_details'], [payment])
    const wrong = authorizationRequest(place, client, asked({ type: 'other' }))
    const refused = await formRequest(place, client, 'par', wrong.parameters)
    equal(refused.body['error'], 'invalid_authorization_details')
    equal(await checkOf(place, '/par'), 'authorization-details.type-known')
  })

  test('are opaque to nobody who may introspect an opaque token', async () => {
    const { place, client } = await placeWithTypes({ ...automatic, accessTokenFormat: 'opaque' })
    const tokens = await flowTokens(place, client, asked(payment))
    const told = await introspect(place, client, tokens.access_token)
    deepEqual(told['authorization_details'], [payment])
  })
})

describe('authorization_details of a user who answers elsewhere (RFC 9396 §3)', () => {
  const ways = {
    device_code: ['device_authorization', 'device_code', {}],
    ciba: ['backchannel_authentication', 'auth_req_id', { login_hint: 'developer' }],
  } as const
  const names = {
    device_code: 'urn:ietf:params:oauth:grant-type:device_code',
    ciba: 'urn:openid:params:grant-type:ciba',
  }
  for (const [way, [endpoint, member, change]] of Object.entries(ways)) {
    const grant_type = names[way as keyof typeof names]
    test(`${grant_type} brings them, narrowed where the client asks for less`, async () => {
      const { place, client } = await placeWithTypes(
        { ...automatic, supportedGrantTypes: Object.values(names) },
        {
          grant_types: [grant_type],
          redirect_uris: [],
          response_types: [],
          ...(way === 'ciba' && { backchannel_token_delivery_mode: 'poll' }),
        },
      )
      const form = { scope: 'openid', ...change, ...asked(accounts, payment) }
      const waiting = await formRequest(place, client, endpoint, form)
      equal(waiting.status, 200, JSON.stringify(waiting.body))
      const question = { grant_type, [member]: String(waiting.body[member]) }
      const wider = asked({ ...payment, actions: ['cancel'] })
      const refused = await tokenRequest(place, client, { ...question, ...wider })
      equal(refused.body['error'], 'invalid_authorization_details')
      const { body } = await tokenRequest(place, client, { ...question, ...asked(payment) })
      deepEqual(body['authorization_details'], [payment])
      const wrong = { ...form, ...asked({ type: 'other' }) }
      const unknown = await formRequest(place, client, endpoint, wrong)
      equal(unknown.body['error'], 'invalid_authorization_details')
    })
  }

  test('come by no grant type that asks nobody', async () => {
    const grant_type = 'password'
    const { place, client } = await placeWithTypes(
      { supportedGrantTypes: [grant_type] },
      { grant_types: [grant_type], redirect_uris: [], response_types: [] },
    )
    const form = { grant_type, username: 'developer', password: 'test', scope: 'openid' }
    equal((await tokenRequest(place, client, form)).status, 200)
    const refused = await tokenRequest(place, client, { ...form, ...asked(payment) })
    equal(refused.body['error'], 'invalid_authorization_details')
    equal(await checkOf(place, '/token'), 'authorization-details.grant-type')
  })
})

describe('authorization_details that are not as their type has them are refused (RFC 9396 §5)', () => {
  const cases: Record<string, [text: string, check: string, detail: RegExp]> = {
    'no JSON': ['[', 'form', /./],
    'no array': ['{"type": "payment_initiation"}', 'form', /./],
    'an object without type': ['[{"actions": []}]', 'form', /./],
    'a type that is no text': ['[{"type": 1}]', 'form', /./],
    'twenty-one levels': [
      `[{"type": "t", "a": ${'['.repeat(19)}${']'.repeat(19)}}]`,
      'form',
      /20 deep/,
    ],
    'an unknown type': ['[{"type": "other"}]', 'type-known', /other.*Known: account_information/],
    'a type named as a member of every object': [
      '[{"type": "toString"}]',
      'type-known',
      /toString/,
    ],
    'an unknown member': [
      JSON.stringify([accounts, { ...payment, debtor: 'x' }]),
      'fields-known',
      /Number 2, payment_initiation: debtor/,
    ],
    'an unknown member inside': [
      JSON.stringify([
        { ...payment, instructedAmount: { currency: 'EUR', amount: '1', limit: 'none' } },
      ]),
      'fields-known',
      /instructedAmount\.limit/,
    ],
    'a missing member': [
      JSON.stringify([{ ...payment, instructedAmount: { currency: 'EUR' } }]),
      'fields-present',
      /instructedAmount\.amount/,
    ],
    'a member of another kind': [
      JSON.stringify([{ ...payment, creditorName: 5 }]),
      'fields-typed',
      /creditorName/,
    ],
    'a value that is not allowed': [
      JSON.stringify([{ ...accounts, actions: ['delete_accounts'] }]),
      'values-valid',
      /actions\.0/,
    ],
  }
  for (const [name, [text, check, detail]] of Object.entries(cases)) {
    test(name, async () => {
      const { place, client } = await placeWithTypes(automatic)
      const { response } = await authorize(place, client, { authorization_details: text })
      equal(response['error'], 'invalid_authorization_details')
      equal(await checkOf(place, '/authorize'), `authorization-details.${check}`)
      match(response['error_description']!, detail)
    })
  }

  test('a server without types takes none', async () => {
    const place = await used.sandbox()
    const client = await registerClient(place)
    const { response } = await authorize(place, client, asked(payment))
    equal(response['error'], 'invalid_authorization_details')
  })

  test('a client that registered types may ask for those alone (RFC 9396 §10)', async () => {
    const types = { authorization_details_types: ['account_information'] }
    const { place, client } = await placeWithTypes(automatic, types)
    deepEqual((await flowTokens(place, client, asked(accounts)))['authorization_details'], [
      accounts,
    ])
    const { response } = await authorize(place, client, asked(payment))
    equal(response['error'], 'invalid_authorization_details')
    equal(await checkOf(place, '/authorize'), 'authorization-details.type-registered')
  })
})

describe('a token request (RFC 9396 §6)', () => {
  const narrower = { ...accounts, actions: ['list_accounts'] }

  test('of a code narrows for its token; the grant stays as it is', async () => {
    const { place, client } = await placeWithTypes(automatic)
    const code = await authorize(place, client, asked(accounts, payment))
    const { body } = await redeem(place, client, code, asked(narrower))
    deepEqual(body['authorization_details'], [narrower])
    deepEqual(decodeJwt(String(body['access_token']))['authorization_details'], [narrower])
    const refreshed = await refresh(place, client, body['refresh_token'], asked(payment))
    deepEqual(refreshed.body['authorization_details'], [payment])
    const none = await refresh(place, client, refreshed.body['refresh_token'], asked())
    equal(none.body['authorization_details'], undefined)
  })

  test('that leaves members out gets them as they were granted', async () => {
    const { place, client } = await placeWithTypes(automatic)
    const code = await authorize(place, client, asked(payment))
    const { body } = await redeem(place, client, code, asked({ type: 'payment_initiation' }))
    deepEqual(body['authorization_details'], [payment])
  })

  const wider: Record<string, object> = {
    'another type': accounts,
    'another amount': { ...payment, instructedAmount: { currency: 'EUR', amount: '200.00' } },
    'a member that was not granted': { ...payment, actions: ['initiate'] },
  }
  for (const [name, detail] of Object.entries(wider)) {
    test(`never widens: ${name} is refused, and the code stays good`, async () => {
      const { place, client } = await placeWithTypes(automatic)
      const code = await authorize(place, client, asked(payment))
      const refused = await redeem(place, client, code, asked(detail))
      equal(refused.body['error'], 'invalid_authorization_details')
      equal(await checkOf(place, '/token'), 'authorization-details.granted')
      equal((await redeem(place, client, code)).status, 200)
    })
  }

  test('never widens: a longer or an empty list at a refresh is refused', async () => {
    const { place, client } = await placeWithTypes(automatic)
    const tokens = await flowTokens(place, client, asked(accounts))
    for (const actions of [[...accounts.actions, 'read_transactions'], []]) {
      const wanted = asked({ ...accounts, actions })
      const refused = await refresh(place, client, tokens['refresh_token'], wanted)
      equal(refused.body['error'], 'invalid_authorization_details')
    }
    equal((await refresh(place, client, tokens['refresh_token'])).status, 200)
  })

  test('of a client for itself is held to its types and their schemas', async () => {
    const types = { authorization_details_types: ['account_information'] }
    const { place, client } = await placeWithTypes({}, types)
    const form = { grant_type: 'client_credentials', ...asked(accounts) }
    const { body } = await tokenRequest(place, client, form)
    deepEqual(body['authorization_details'], [accounts])
    const told = await introspect(place, client, body['access_token'])
    deepEqual(told['authorization_details'], [accounts])
    const refused = await tokenRequest(place, client, { ...form, ...asked(payment) })
    deepEqual([refused.status, refused.body['error']], [400, 'invalid_authorization_details'])
  })
})

describe('the configuration of types', () => {
  test('is told in the metadata, and nothing where there is none', async () => {
    const { place } = await placeWithTypes()
    const url = `${place.issuer}/.well-known/openid-configuration`
    const told = async () =>
      (await readAnswer(place.trustedFetch(url))).body['authorization_details_types_supported']
    deepEqual(await told(), Object.keys(authorizationDetailsTypes))
    await configure(place, { authorizationDetailsTypes: {} })
    equal(await told(), undefined)
  })

  test('takes no schema that the server does not understand whole', async () => {
    const place = await used.sandbox()
    const wrong: Record<string, [schema: Record<string, unknown>, says: RegExp]> = {
      kind: [{ properties: { amount: { type: 'money' } } }, /type/],
      keyword: [{ propertys: {} }, /propertys/],
      reference: [{ $ref: 'https://schemas.example/payment' }, /payment/],
    }
    for (const [name, [schema, says]] of Object.entries(wrong)) {
      const change = { authorizationDetailsTypes: { pay: { description: 'Pay', schema } } }
      const refused = await configure(place, change).catch((error: unknown) => error)
      match(String(refused), /authorizationDetailsTypes\.pay\.schema/, name)
      match(String(refused), says, name)
    }
  })
})

describe('an operation of the resource server that needs a type', () => {
  const call = async (place: TestPlace, token: string) => {
    const headers = { authorization: `Bearer ${token}` }
    const url = `${place.base}/resserver/protected-resources/`
    return readAnswer(place.trustedFetch(url, { headers }))
  }
  const needing = async (resource: string[]) => {
    const { place, client } = await placeWithTypes(automatic)
    const path = 'resserver/admin/api/configuration'
    const document = { authorizationDetails: { resource } }
    const { status, body } = await administer(place, 'PUT', path, document)
    equal(status, 200, JSON.stringify(body))
    return { place, client }
  }

  test('takes a token that has it, and refuses one without it', async () => {
    const { place, client } = await needing(['payment_initiation'])
    const paying = await flowTokens(place, client, asked(payment))
    equal((await call(place, paying.access_token)).status, 200)
    for (const change of [{}, asked(accounts)]) {
      const { access_token } = await flowTokens(place, client, change)
      const { status, body } = await call(place, access_token)
      deepEqual([status, body['error']], [403, 'insufficient_scope'])
      equal(body['check'], 'authorization-details.sufficient')
    }
    const { access_token } = await flowTokens(place, client)
    await place.control.policy.waive('authorization-details.sufficient')
    equal((await call(place, access_token)).status, 200)
  })

  test('counts a detail for other locations for those alone', async () => {
    const { place, client } = await needing(['account_information'])
    const elsewhere = await flowTokens(place, client, asked(accounts))
    equal((await call(place, elsewhere.access_token)).status, 403)
    const locations = [...accounts.locations, `${place.base}/resserver`]
    const here = await flowTokens(place, client, asked({ ...accounts, locations }))
    equal((await call(place, here.access_token)).status, 200)
  })

  test('is told in the metadata of the resource (RFC 9728 §2)', async () => {
    const { place } = await needing(['account_information'])
    const { origin, pathname } = new URL(`${place.base}/resserver/protected-resources/`)
    const url = `${origin}/.well-known/oauth-protected-resource${pathname}`
    const { body } = await readAnswer(place.trustedFetch(url))
    deepEqual(body['authorization_details_types_supported'], ['account_information'])
  })
})
