import { deepEqual, equal, match, notEqual, ok } from 'node:assert/strict'
import { createHmac, createPublicKey } from 'node:crypto'
import { describe, test } from 'node:test'
import type { TokenDocument } from '@oauth-lab/kit/admin/token-document.ts'
import { noteSecret } from '../secrets.ts'
import { readAnswer, requireRefused } from './support/answer.ts'
import { formRequest, introspect, refresh } from './support/code-flow.ts'
import { registerClient } from './support/place.ts'
import type { RegisteredClient } from './support/place.ts'
import { refusal } from './support/refusal.ts'
import { configure, useLab } from './support/use-lab.ts'
import type { TestPlace } from './support/use-lab.ts'

const used = useLab()

/** A sandbox with a client, and the way to a token for the resource server, changed as told. */
async function open() {
  const place = await used.sandbox()
  const client = await registerClient(place)
  const mint = async (change: Partial<TokenDocument> = {}) => {
    const wanted = { client: client.client_id, scope: 'my/scope', ...change }
    const minted = await place.control.tokens.create(wanted)
    // Without a signature there is nothing that a recording would hide.
    if (!minted.token.endsWith('.')) noteSecret(minted.token, 'access token')
    return minted
  }
  return { place, client, mint }
}

async function resource(place: TestPlace, token: string) {
  const address = `${place.base}/resserver/protected-resources/`
  const headers = { authorization: `Bearer ${token}` }
  const { status, body } = await readAnswer(place.trustedFetch(address, { headers }))
  return [status, body['check']]
}

/** The heading after a request to log out with an ID token as the hint. */
async function logOut(place: TestPlace, hint: string, cookie: string) {
  const url = `${place.issuer}/logout?id_token_hint=${hint}`
  const response = await place.trustedFetch(url, { headers: { cookie } })
  return /<h1[^>]*>([^<]*)/.exec(await response.text())?.[1]
}

async function revoke(place: TestPlace, client: RegisteredClient, token: string) {
  equal((await formRequest(place, client, 'revocation', { token })).status, 200)
}

const past = '2020-01-01T00:00:00Z'

describe('a token without a flow', () => {
  test('is accepted where one of a flow is', async () => {
    const { place, client, mint } = await open()
    const { token, header, claims } = await mint()
    deepEqual(await resource(place, token), [200, undefined])
    equal(header?.['typ'], 'at+jwt')
    equal(claims?.['sub'], client.client_id)
    equal(claims?.['aud'], `${place.base}/resserver`)
  })

  test('stands for a user, whom UserInfo and the delegated resource know', async () => {
    const { place, mint } = await open()
    const { token, claims } = await mint({ user: 'developer', scope: 'openid profile my/scope' })
    const headers = { authorization: `Bearer ${token}` }
    const address = `${place.base}/resserver/protected-resources-delegated/`
    equal((await readAnswer(place.trustedFetch(address, { headers }))).status, 200)
    const { status, body } = await readAnswer(
      place.trustedFetch(`${place.issuer}/userinfo`, { headers }),
    )
    deepEqual([status, body['name'], body['sub']], [200, 'Dana Developer', claims?.['sub']])
  })

  for (const [title, change] of [
    ['the current key', {}],
    ['the next key, which is published', { signedBy: 'next' }],
    ['an algorithm of another key', { header: { alg: 'ES256' } }],
  ] as const) {
    test(`is accepted when signed with ${title}`, async () => {
      const { place, mint } = await open()
      deepEqual(await resource(place, (await mint(change)).token), [200, undefined])
    })
  }

  for (const [title, change, check] of [
    ['a key that is not published', { signedBy: 'unpublished' }, 'token.signature'],
    ['no key', { signedBy: 'none' }, 'token.algorithm'],
    ['HMAC and the public key', { signedBy: 'hmac' }, 'token.algorithm'],
  ] as const) {
    test(`signed with ${title} is refused by ${check}`, async () => {
      const { place, mint } = await open()
      deepEqual(await resource(place, (await mint(change)).token), [401, check])
    })
  }

  for (const [title, change, check] of [
    ['another issuer', { claims: { iss: 'https://other.example' } }, 'token.issuer'],
    ['another audience', { audience: 'https://other.example/api' }, 'token.audience'],
    ['no subject', { claims: { sub: null } }, 'token.claims'],
    ['another type', { header: { typ: 'JWT' } }, 'token.type'],
    ['no type', { header: { typ: null } }, 'token.type'],
    ['the kid of no key', { header: { kid: 'nobody' } }, 'token.signature'],
    ['a time that has passed', { issuedAt: past }, 'token.not-expired'],
    ['a lifetime below 0', { expiresIn: -1 }, 'token.not-expired'],
    ['a beginning to come', { claims: { nbf: 4102444800 } }, 'token.not-before'],
    ['no row in the store', { store: false }, 'introspection.active'],
  ] as const) {
    test(`with ${title} is refused by ${check}`, async () => {
      const { place, mint } = await open()
      deepEqual(await resource(place, (await mint(change)).token), [401, check])
    })
  }

  test('with another scope is refused by scope.sufficient', async () => {
    const { place, mint } = await open()
    const { token } = await mint({ scope: 'email' })
    deepEqual(await resource(place, token), [403, 'scope.sufficient'])
  })

  for (const alg of ['RS256', 'RS384', 'RS512', 'PS256', 'ES256', 'EdDSA', 'Ed25519']) {
    test(`is accepted with the signature of ${alg}`, async () => {
      const { place, mint } = await open()
      const { token, header } = await mint({ header: { alg } })
      equal(header?.['alg'], alg)
      deepEqual(await resource(place, token), [200, undefined])
    })
  }

  test('with an alg that the server does not have is signed as ever, and says another thing', async () => {
    const { place, mint } = await open()
    const { token, header } = await mint({ header: { alg: 'HS512' } })
    equal(header?.['alg'], 'HS512')
    deepEqual(await resource(place, token), [401, 'token.algorithm'])
  })

  test('by HMAC has the PEM of the published key as secret, by none no signature', async () => {
    const { place, mint } = await open()
    const { token, header } = await mint({ signedBy: 'hmac' })
    const { body } = await readAnswer(place.trustedFetch(`${place.issuer}/jwks`))
    const key = (body['keys'] as JsonWebKey[]).find(
      (one) => (one as { kid?: string }).kid === header?.['kid'],
    )!
    const pem = createPublicKey({ key, format: 'jwk' }).export({ type: 'spki', format: 'pem' })
    const [head, claims, signature] = token.split('.')
    const wanted = createHmac('sha256', pem).update(`${head}.${claims}`).digest('base64url')
    deepEqual([header?.['alg'], signature], ['HS256', wanted])
    const none = await mint({ signedBy: 'none' })
    deepEqual([none.header?.['alg'], none.token.split('.')[2]], ['none', ''])
  })

  test('of a forged key names that key each time, and the key is never published', async () => {
    const { place, mint } = await open()
    const [first, second] = [
      await mint({ signedBy: 'unpublished' }),
      await mint({ signedBy: 'unpublished' }),
    ]
    equal(first.header?.['kid'], second.header?.['kid'])
    const { body } = await readAnswer(place.trustedFetch(`${place.issuer}/jwks`))
    const kids = (body['keys'] as { kid: string }[]).map(({ kid }) => kid)
    ok(!kids.includes(String(first.header?.['kid'])))
  })

  test('signed with the next key is good after a rotation, and the current one is another', async () => {
    const { place, mint } = await open()
    const next = await mint({ signedBy: 'next' })
    await place.control.keys.rotate()
    deepEqual(await resource(place, next.token), [200, undefined])
    const current = await mint()
    equal(current.header?.['kid'], next.header?.['kid'])
    notEqual((await mint({ signedBy: 'next' })).header?.['kid'], next.header?.['kid'])
  })
})

describe('what is stored of it', () => {
  test('is introspected as it was asked for', async () => {
    const { place, client, mint } = await open()
    const { token, claims } = await mint({ user: 'developer', expiresIn: 90 })
    const { active, sub, username, scope, exp, iat } = await introspect(place, client, token)
    deepEqual([active, username, scope], [true, 'developer', 'my/scope'])
    deepEqual([sub, exp, iat], [claims?.['sub'], claims?.['exp'], claims?.['iat']])
    equal(Number(exp) - Number(iat), 90)
  })

  test('is found by another iat in the token, too', async () => {
    const { place, client, mint } = await open()
    for (const iat of [1, null, 'yesterday']) {
      const { token } = await mint({ claims: { iat } })
      equal((await introspect(place, client, token))['active'], true, String(iat))
    }
  })

  test('ends by a revocation', async () => {
    const { place, client, mint } = await open()
    const { token } = await mint()
    await revoke(place, client, token)
    deepEqual(await introspect(place, client, token), { active: false })
    deepEqual(await resource(place, token), [401, 'introspection.active'])
  })

  test("ends with the user's password", async () => {
    const { place, client, mint } = await open()
    const { token } = await mint({ user: 'developer' })
    await place.control.users.update('developer', { password: 'p-another' })
    deepEqual(await introspect(place, client, token), { active: false })
  })

  test('is nothing when it was not to be stored', async () => {
    const { place, client, mint } = await open()
    const { token } = await mint({ store: false })
    deepEqual(await introspect(place, client, token), { active: false })
    await revoke(place, client, token)
  })
})

describe('where tokens are opaque', () => {
  test('it is opaque, and is accepted', async () => {
    const { place, client, mint } = await open()
    await configure(place, { accessTokenFormat: 'opaque' })
    const { token, ...rest } = await mint({ user: 'developer' })
    match(token, /^[\w-]{43}$/)
    deepEqual(rest, {})
    deepEqual(await resource(place, token), [200, undefined])
    await revoke(place, client, token)
    deepEqual(await resource(place, token), [401, 'introspection.active'])
  })

  test('it has no claims, header and signature that could be told', async () => {
    const { place, mint } = await open()
    await configure(place, { accessTokenFormat: 'opaque' })
    const { problems } = await refusal(mint({ claims: { a: 1 }, header: {}, signedBy: 'none' }))
    deepEqual(problems.map(({ path }) => path).toSorted(), ['claims', 'header', 'signedBy'])
  })
})

describe('an ID token without a flow', () => {
  const idToken = { type: 'id_token', user: 'developer', scope: 'openid' } as const

  test('is one of the server: a hint that logs its user out without a question', async () => {
    const { place, client, mint } = await open()
    const { token, header, claims } = await mint({ ...idToken, claims: { nonce: 'n1' } })
    equal(header?.['typ'], 'JWT')
    deepEqual(
      [claims?.['iss'], claims?.['aud'], claims?.['nonce']],
      [place.issuer, client.client_id, 'n1'],
    )
    const { cookie } = await place.control.browserSessions.create({ user: 'developer' })
    equal(await logOut(place, token, cookie), 'You are logged out')
  })

  test('that an unpublished key signed is no hint', async () => {
    const { place, mint } = await open()
    const { token } = await mint({ ...idToken, signedBy: 'unpublished' })
    const { cookie } = await place.control.browserSessions.create({ user: 'developer' })
    notEqual(await logOut(place, token, cookie), 'You are logged out')
    const checks = await place.control.checks({ role: 'authserver' })
    const failed = checks.at(-1)!.checks.filter(({ outcome }) => outcome === 'failed')
    deepEqual(
      failed.map(({ id }) => id),
      ['logout.hint-valid'],
    )
  })

  test('lets nobody in at the resource server', async () => {
    const { place, mint } = await open()
    const { token } = await mint(idToken)
    equal((await resource(place, token))[0], 401)
  })
})

describe('a refresh token without a flow', () => {
  const wanted = { type: 'refresh_token', user: 'developer', scope: 'openid my/scope' } as const

  test('brings tokens, once', async () => {
    const { place, client, mint } = await open()
    const { token, ...rest } = await mint({ ...wanted, scope: 'openid my/scope offline_access' })
    deepEqual(rest, {})
    const first = await refresh(place, client, token)
    equal(first.status, 200, JSON.stringify(first.body))
    deepEqual(await resource(place, String(first.body['access_token'])), [200, undefined])
    requireRefused(await refresh(place, client, token), 'invalid_grant')
  })

  test('that has expired, or that nobody stored, brings none', async () => {
    const { place, client, mint } = await open()
    for (const change of [{ expiresIn: -1 }, { store: false }]) {
      const { token } = await mint({ ...wanted, ...change })
      requireRefused(await refresh(place, client, token), 'invalid_grant')
    }
  })

  test('has no claims, and stands for a user', async () => {
    const { mint } = await open()
    const { problems } = await refusal(
      mint({ type: 'refresh_token', claims: { a: 1 }, audience: 'x', signedBy: 'none' }),
    )
    deepEqual(problems.map(({ path }) => path).toSorted(), [
      'audience',
      'claims',
      'signedBy',
      'user',
    ])
  })
})

test('a wrong document is refused with every problem at once', async () => {
  const { place } = await open()
  const { status, problems } = await refusal(
    place.control.tokens.create({
      scope: 'a  b',
      expiresIn: 1.5,
      issuedAt: 'yesterday',
      signedBy: 'nobody',
      lifetime: 1,
    } as never),
  )
  equal(status, 400)
  deepEqual(problems.map(({ path }) => path).toSorted(), [
    'client',
    'expiresIn',
    'issuedAt',
    'lifetime',
    'scope',
    'signedBy',
  ])
  const unknown = await refusal(place.control.tokens.create({ client: 'nobody', user: 'nobody' }))
  deepEqual(unknown.problems, [
    { path: 'client', message: 'there is no such client' },
    { path: 'user', message: 'there is no such user' },
  ])
})

test('OpenAPI tells what a token may be asked for, and what comes', async () => {
  const { place } = await open()
  for (const [api, path] of [
    ['control', '/control/api/tokens'],
    ['authserver/admin', '/authserver/admin/api/tokens'],
  ]) {
    const { body } = await readAnswer(place.trustedFetch(`${place.origin}/${api}/api/openapi.json`))
    const { post } = (body['paths'] as Record<string, { post: Record<string, never> }>)[path!]!
    const text = JSON.stringify(post)
    match(text, /"signedBy":\{[^}]*"enum":\["current","next","unpublished","none","hmac"\]/)
    match(text, /"responses":\{"201":/)
  }
})
