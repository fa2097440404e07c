import { deepEqual, equal, match, ok } from 'node:assert/strict'
import { describe, test } from 'node:test'
import { CompactSign, exportJWK, SignJWT } from 'jose'
import { stringify } from 'yaml'
import { requireRefused } from '../support/answer.ts'
import type { Answer } from '../support/answer.ts'
import { basic } from '../support/code-flow.ts'
import { register, registerClient, registerPublicClient } from '../support/place.ts'
import {
  createAssertion,
  createCertifiedKey,
  createKey,
  registerSigner,
  sendAssertion,
} from '../support/signing-client.ts'
import type { AssertionChange, ClientKey } from '../support/signing-client.ts'
import { checksOf, configure, useLab } from '../support/use-lab.ts'
import type { TestPlace } from '../support/use-lab.ts'

const used = useLab()

/** The one public refusal, and which check it was, with its detail. */
async function requireUnauthenticated(
  place: TestPlace,
  answer: Answer,
  precise: string,
  detail = /./,
): Promise<void> {
  requireRefused(answer, 'invalid_client', { check: 'client.authenticated' })
  const exchanges = await place.control.checks({ role: 'authserver' })
  const failed = exchanges.at(-1)!.checks.filter(({ outcome }) => outcome === 'failed')
  deepEqual(
    failed.map(({ id }) => id),
    [precise],
  )
  match(failed[0]!.detail ?? 'none', detail)
}

/** Authenticates a token request by a new assertion, with what `change` says. */
async function authenticate(
  place: TestPlace,
  clientId: string,
  by: ClientKey,
  change?: AssertionChange,
): Promise<Answer> {
  return sendAssertion(place, await createAssertion(place, clientId, by, change))
}

/** A client with one key, and what sends a changed assertion of it. */
async function openSigner(place: TestPlace, alg = 'ES256', change: object = {}) {
  const key = await createKey(alg, 'one')
  const { client_id } = await registerSigner(place, [key], change)
  return {
    key,
    client_id,
    assertion: (wanted?: AssertionChange) => createAssertion(place, client_id, key, wanted),
    send: (wanted?: AssertionChange, by: ClientKey = key) =>
      authenticate(place, client_id, by, wanted),
  }
}

describe('private_key_jwt (RFC 7523 §3, OpenID Connect Core §9)', () => {
  test('every algorithm of the metadata authenticates a client', async () => {
    const { lab } = used
    const response = await lab.trustedFetch(`${lab.issuer}/.well-known/openid-configuration`)
    const metadata = (await response.json()) as Record<string, string[]>
    const all = metadata['token_endpoint_auth_signing_alg_values_supported']!
    for (const endpoint of ['introspection', 'revocation']) {
      deepEqual(metadata[`${endpoint}_endpoint_auth_signing_alg_values_supported`], all)
    }
    const algorithms = all.filter((alg) => !alg.startsWith('HS'))
    equal(algorithms.length, 11)
    for (const alg of algorithms) {
      const signer = await openSigner(lab, alg)
      equal((await signer.send()).status, 200, alg)
    }
  })

  test('a client has no secret, and its registration comes back as it is', async () => {
    const key = await createKey('ES256', 'one')
    const { lab } = used
    const client: object = await registerSigner(lab, [key], {
      token_endpoint_auth_signing_alg: 'ES256',
    })
    const told = client as Record<string, unknown>
    equal(told['client_secret'], undefined)
    deepEqual(told['jwks'], { keys: [key.publicJwk] })
    equal(told['token_endpoint_auth_signing_alg'], 'ES256')
  })

  test('issuer, token endpoint and the endpoint called are good audiences', async () => {
    const { lab } = used
    const signer = await openSigner(lab)
    for (const aud of [
      lab.issuer,
      `${lab.issuer}/token`,
      [lab.issuer],
      ['https://other.example', `${lab.issuer}/token`],
    ]) {
      equal((await signer.send({ claims: { aud } })).status, 200)
    }
    const asked = { claims: { aud: `${lab.issuer}/introspection` } }
    const own = await sendAssertion(
      lab,
      await signer.assertion(asked),
      { token: 'x' },
      'introspection',
    )
    equal(own.status, 200)
    await requireUnauthenticated(lab, await signer.send(asked), 'client-assertion.audience')
    for (const aud of [undefined, 'https://other.example', `${lab.issuer}/`, lab.origin, []]) {
      const answer = await signer.send({ claims: { aud } })
      await requireUnauthenticated(lab, answer, 'client-assertion.audience', /^Expected /)
    }
  })

  test('with the setting, the issuer alone is a good audience, as a string', async () => {
    const place = await used.sandbox()
    await configure(place, { clientAssertionAudience: 'issuer' })
    const signer = await openSigner(place)
    equal((await signer.send()).status, 200)
    for (const aud of [`${place.issuer}/token`, [place.issuer]]) {
      const answer = await signer.send({ claims: { aud } })
      await requireUnauthenticated(place, answer, 'client-assertion.audience')
    }
  })

  test('each failure of a signature says which it was', async () => {
    const { lab } = used
    const [one, two] = [await createKey('ES256', 'one'), await createKey('ES256', 'two')]
    const rsa = await createKey('RS256', 'rsa')
    const { client_id } = await registerSigner(lab, [one, two, rsa])
    const send = (by: ClientKey, wanted?: AssertionChange) =>
      authenticate(lab, client_id, by, wanted)
    const wrong = async (step: string, answer: Answer, detail: RegExp) =>
      requireUnauthenticated(lab, answer, `client-assertion.${step}`, detail)

    const stranger = await createKey('ES256', 'stranger')
    await wrong('key-found', await send(stranger), /kid stranger; the sender has one, two, rsa/)
    const unnamed = { header: { kid: undefined } }
    await wrong('key-found', await send(one, unnamed), /2 keys would do/)
    equal((await send(rsa, unnamed)).status, 200)
    await wrong('key-kind', await send(one, { header: { kid: 'rsa' } }), /ES256 takes a key of EC/)
    await wrong(
      'signature',
      await send(one, { header: { kid: 'two' } }),
      /Key one signed them, and the header names two/,
    )
    await wrong(
      'signature',
      await send(stranger, { header: { kid: 'one' } }),
      /nor did another key of the sender/,
    )
    const assertion = await createAssertion(lab, client_id, one)
    const [header, , signature] = assertion.split('.')
    const claims = { iss: client_id, sub: client_id, aud: lab.issuer, jti: 'x', exp: 9e9 }
    const changed = Buffer.from(JSON.stringify(claims)).toString('base64url')
    const forged = await sendAssertion(lab, [header, changed, signature].join('.'))
    await wrong('signature', forged, /did not sign these data/)
    equal((await sendAssertion(lab, assertion)).status, 200)
  })

  test('an algorithm that is not allowed is refused, none and HMAC with a public key too', async () => {
    const { lab } = used
    const signer = await openSigner(lab, 'PS256', { token_endpoint_auth_signing_alg: 'PS256' })
    equal((await signer.send()).status, 200)
    const { client_id, key } = signer
    const [header, payload] = (await signer.assertion()).split('.')
    const claims = JSON.parse(Buffer.from(payload!, 'base64url').toString()) as object
    ok(header)
    const none = [{ alg: 'none' }, claims].map((part) =>
      Buffer.from(JSON.stringify(part)).toString('base64url'),
    )
    const unsigned = await sendAssertion(lab, `${none.join('.')}.`)
    await requireUnauthenticated(lab, unsigned, 'client-assertion.algorithm', /found none/)
    const other: ClientKey = { ...(await createKey('RS256', 'one')), publicJwk: key.publicJwk }
    await requireUnauthenticated(lab, await signer.send({}, other), 'client-assertion.algorithm')
    // By HMAC it is another method, whatever the bytes of the key.
    const bytes = new TextEncoder().encode(JSON.stringify(key.publicJwk))
    const hmac = await new SignJWT({ iss: client_id, sub: client_id })
      .setProtectedHeader({ alg: 'HS256' })
      .sign(bytes)
    const shared = await sendAssertion(lab, hmac)
    await requireUnauthenticated(lab, shared, 'client.registered-method', /client_secret_jwt came/)
  })

  test('what is no JWT, wants what is not understood, or comes as another type is refused', async () => {
    const { lab } = used
    const signer = await openSigner(lab)
    const { client_id, key } = signer
    const wanting = await new CompactSign(new TextEncoder().encode('{}'))
      .setProtectedHeader({ alg: 'ES256', kid: 'one', crit: ['b64'], b64: true })
      .sign(key.privateKey)
    for (const text of ['x', 'a.b.c', '..', wanting]) {
      const answer = await sendAssertion(lab, text, { client_id })
      await requireUnauthenticated(lab, answer, 'client-assertion.form', /none/)
    }
    const type = {
      client_assertion_type: 'urn:ietf:params:oauth:client-assertion-type:saml2-bearer',
    }
    const saml = await sendAssertion(lab, await signer.assertion(), type)
    await requireUnauthenticated(lab, saml, 'client-assertion.type', /jwt-bearer/)
    const typeAlone = await sendAssertion(lab, '', { client_id })
    await requireUnauthenticated(lab, typeAlone, 'client-assertion.form', /none/)
  })

  test('iss and sub are the client, and a client_id beside it agrees', async () => {
    const { lab } = used
    const signer = await openSigner(lab)
    const { client_id } = signer
    const same = await sendAssertion(lab, await signer.assertion(), { client_id })
    equal(same.status, 200)
    const answer = await signer.send({ claims: { iss: 'https://other.example' } })
    await requireUnauthenticated(lab, answer, 'client-assertion.issuer-and-subject')
    const other = await sendAssertion(lab, await signer.assertion(), { client_id: 'c-other' })
    requireRefused(other, 'invalid_request', { check: 'client.same-id' })
    const unknown = await signer.send({ claims: { sub: 'c-unknown' } })
    await requireUnauthenticated(lab, unknown, 'client.known')
  })

  test('beside another method it is refused with 400', async () => {
    const { lab } = used
    const signer = await openSigner(lab)
    const twice = await sendAssertion(lab, await signer.assertion(), { client_secret: 'x' })
    requireRefused(twice, 'invalid_request', { check: 'client.one-method' })
  })

  test('another method than the registered one is refused, either way', async () => {
    const { lab } = used
    const key = await createKey('ES256', 'one')
    for (const client of [await registerClient(lab), await registerPublicClient(lab)]) {
      const answer = await authenticate(lab, client.client_id, key)
      await requireUnauthenticated(lab, answer, 'client.registered-method')
    }
    const { client_id } = await registerSigner(lab, [key])
    const body = new URLSearchParams({ grant_type: 'client_credentials' })
    const headers = { authorization: basic(client_id, 'x') }
    const url = `${lab.issuer}/token`
    equal((await lab.trustedFetch(url, { method: 'POST', headers, body })).status, 401)
    deepEqual(await checksOf(lab, '/token'), ['client.registered-method'])
  })
})

describe('the times of a client assertion, by the clock of the sandbox', () => {
  const now = () => Math.floor(Date.now() / 1000)
  const wrong = {
    'no exp': [{ exp: undefined }, 'expiry'],
    'an exp that is text': [{ exp: String(now() + 60) }, 'expiry'],
    'an exp that is over': [{ exp: now() - 1 }, 'fresh'],
    'an exp in two hours': [{ exp: now() + 7200 }, 'lifetime'],
    'an exp in milliseconds': [{ exp: (now() + 60) * 1000 }, 'lifetime'],
    'an nbf in a minute': [{ nbf: now() + 60 }, 'begun'],
    'an iat in a minute': [{ iat: now() + 60 }, 'begun'],
    'an iat that is text': [{ iat: 'now' }, 'begun'],
    'no jti': [{ jti: undefined }, 'jti'],
    'a jti that is a number': [{ jti: 7 }, 'jti'],
  } as const
  for (const [name, [claims, step]] of Object.entries(wrong)) {
    test(`${name} is refused`, async () => {
      const signer = await openSigner(used.lab)
      const answer = await signer.send({ claims })
      await requireUnauthenticated(used.lab, answer, `client-assertion.${step}`)
    })
  }

  test('a sender whose clock is ten seconds ahead is let in, without nbf and iat too', async () => {
    const signer = await openSigner(used.lab)
    equal((await signer.send({ claims: { iat: now() + 9, nbf: now() + 9 } })).status, 200)
    equal((await signer.send({ claims: { iat: undefined } })).status, 200)
  })

  test('the clock that is moved is the one that counts', async () => {
    const place = await used.sandbox()
    await place.control.clock.set({ offset: 3600 })
    const signer = await openSigner(place)
    const old = await signer.send()
    await requireUnauthenticated(place, old, 'client-assertion.fresh', /moved by 1 h/)
    const assertion = await createAssertion(place, signer.client_id, signer.key, {}, now() + 3600)
    equal((await sendAssertion(place, assertion)).status, 200)
  })
})

describe('a client assertion that comes again', () => {
  test('is refused at any endpoint', async () => {
    const { lab } = used
    const signer = await openSigner(lab)
    const assertion = await signer.assertion()
    equal((await sendAssertion(lab, assertion)).status, 200)
    const again = await sendAssertion(lab, assertion)
    await requireUnauthenticated(lab, again, 'client-assertion.unused', /none/)
    const elsewhere = await sendAssertion(lab, assertion, { token: 'x' }, 'introspection')
    await requireUnauthenticated(lab, elsewhere, 'client-assertion.unused', /none/)
  })

  test('of two at the same moment one wins', async () => {
    const { lab } = used
    const signer = await openSigner(lab)
    const assertion = await signer.assertion()
    const answers = await Promise.all([1, 2, 3, 4].map(() => sendAssertion(lab, assertion)))
    deepEqual(
      answers.map(({ status }) => status).toSorted((a, b) => a - b),
      [200, 400, 400, 400],
    )
  })

  test('is let in where the policy waives that, and recorded', async () => {
    const place = await used.sandbox()
    await place.control.policy.waive('client-assertion.unused')
    const signer = await openSigner(place)
    const assertion = await signer.assertion()
    equal((await sendAssertion(place, assertion)).status, 200)
    equal((await sendAssertion(place, assertion)).status, 200)
    deepEqual(await checksOf(place, '/token', 'waived'), ['client-assertion.unused'])
  })

  test('with the jti of another client is the first of its own', async () => {
    const { lab } = used
    const claims = { jti: 'the-same' }
    for (const signer of [await openSigner(lab), await openSigner(lab)]) {
      equal((await signer.send({ claims })).status, 200)
    }
  })
})

describe('keys by certificate (RFC 7515 §4.1.7, §4.1.8)', () => {
  test('x5t and x5t#S256 name the key, with a kid or without', async () => {
    const { lab } = used
    const [one, two] = [await createCertifiedKey(), await createCertifiedKey()]
    const { client_id } = await registerSigner(lab, [one, two])
    for (const header of [
      { x5t: two.x5t },
      { 'x5t#S256': two['x5t#S256'] },
      { x5t: two.x5t, 'x5t#S256': two['x5t#S256'] },
    ]) {
      const { status } = await authenticate(lab, client_id, two, { header })
      equal(status, 200, Object.keys(header).join())
    }
  })

  test('another thumbprint, and one where no key has a certificate, are told apart', async () => {
    const { lab } = used
    const [certified, other] = [await createCertifiedKey(), await createCertifiedKey()]
    const { client_id: one } = await registerSigner(lab, [certified])
    const differs = await authenticate(lab, one, certified, { header: { x5t: other.x5t } })
    await requireUnauthenticated(
      lab,
      differs,
      'client-assertion.thumbprint',
      new RegExp(`Expected ${certified.x5t}, found ${other.x5t}`),
    )
    const named = { ...certified.publicJwk, kid: 'named' }
    const { client_id: two } = await registerSigner(lab, [{ publicJwk: named }])
    const thumbprint = { kid: 'named', 'x5t#S256': other['x5t#S256'] }
    const beside = await authenticate(lab, two, certified, { header: thumbprint })
    await requireUnauthenticated(lab, beside, 'client-assertion.thumbprint')
    const bare = await createKey('ES256', 'bare')
    const { client_id: three } = await registerSigner(lab, [bare])
    const unnamed = { kid: undefined, x5t: other.x5t }
    const without = await authenticate(lab, three, bare, { header: unnamed })
    await requireUnauthenticated(lab, without, 'client-assertion.key-found', /x5t/)
  })
})

describe('keys at a jwks_uri', () => {
  /** Another sandbox publishes the client's keys: its own key set, with a key that the test brings. */
  async function openPublished() {
    const [place, publisher] = [await used.sandbox(), await used.sandbox()]
    const bring = async (kid: string) => {
      const key = await createKey('ES256', kid)
      const jwk = { ...(await exportJWK(key.privateKey)), kid }
      const document = stringify({ keys: [{ kid, state: 'current', jwk }] })
      await publisher.control.transfer.import(document)
      return key
    }
    const { client_id } = await registerClient(place, {
      token_endpoint_auth_method: 'private_key_jwt',
      jwks_uri: `${publisher.issuer}/jwks`,
    })
    const send = (key: ClientKey) => authenticate(place, client_id, key)
    return { place, publisher, bring, send }
  }

  test('are fetched, and again for a kid that is new', async () => {
    const { place, publisher, bring, send } = await openPublished()
    equal((await send(await bring('first'))).status, 200)
    equal((await send(await bring('second'))).status, 200)
    const unknown = await send(await createKey('ES256', 'never'))
    await requireUnauthenticated(place, unknown, 'client-assertion.key-found', /kid never/)
    const asked = await publisher.control.checks({ role: 'authserver' })
    ok(asked.filter(({ path }) => path.endsWith('/jwks')).length <= 3)
  })

  test('that cannot be had, and addresses inside of a network, are refused', async () => {
    const place = await used.sandbox()
    const key = await createKey('ES256', 'one')
    for (const [jwks_uri, why] of [
      [`${place.base}/nowhere`, /answered with 404/],
      [`${place.issuer}/.well-known/openid-configuration`, /not a JSON Web Key Set/],
      ['https://169.254.169.254/jwks', /asks nobody/],
    ] as const) {
      const { client_id } = await registerClient(place, {
        token_endpoint_auth_method: 'private_key_jwt',
        jwks_uri,
      })
      const answer = await authenticate(place, client_id, key)
      await requireUnauthenticated(place, answer, 'client-assertion.key-set', why)
    }
  })
})

describe('client_secret_jwt (OpenID Connect Core §9)', () => {
  const method = { token_endpoint_auth_method: 'client_secret_jwt' }
  const keyOf = (alg: string, secret: string): ClientKey => ({
    alg,
    privateKey: new TextEncoder().encode(secret),
    publicJwk: {},
  })

  test('each HMAC authenticates a client, whose secret is long enough for all', async () => {
    const { lab } = used
    const { client_id, client_secret } = await registerClient(lab, method)
    for (const alg of ['HS256', 'HS384', 'HS512']) {
      equal((await authenticate(lab, client_id, keyOf(alg, client_secret))).status, 200, alg)
    }
  })

  test('another secret, another algorithm and the secret itself are refused', async () => {
    const { lab } = used
    const client = await registerClient(lab, {
      ...method,
      token_endpoint_auth_signing_alg: 'HS256',
    })
    const { client_id, client_secret } = client
    const wrong = await authenticate(lab, client_id, keyOf('HS256', `${client_secret}x`))
    await requireUnauthenticated(lab, wrong, 'client-assertion.signature', /none/)
    const other = await authenticate(lab, client_id, keyOf('HS512', client_secret))
    await requireUnauthenticated(
      lab,
      other,
      'client-assertion.algorithm',
      /Expected HS256, found HS512/,
    )
    const byPublicKey = await authenticate(lab, client_id, await createKey('ES256', 'one'))
    await requireUnauthenticated(lab, byPublicKey, 'client.registered-method')
  })

  test('a chosen secret that is too short for the algorithm is told so (RFC 7518 §3.2)', async () => {
    const place = await used.sandbox()
    const secret = 'a-secret-of-thirty-two-letters-x'
    const { client_id } = await place.control.clients.create({
      ...method,
      client_secret: secret,
      grant_types: ['client_credentials'],
    })
    equal((await authenticate(place, client_id, keyOf('HS256', secret))).status, 200)
    const long = await authenticate(place, client_id, keyOf('HS512', secret))
    await requireUnauthenticated(
      place,
      long,
      'client-assertion.key-kind',
      /at least 64 bytes; the client's has 32/,
    )
  })
})

describe('the keys in a registration (RFC 7591 §2)', () => {
  test('both ways at once, none, private keys and wrong ones are refused with their place', async () => {
    const { lab } = used
    const key = await createKey('ES256', 'one')
    const [certified, other] = [await createCertifiedKey(), await createCertifiedKey()]
    const privateJwk = await exportJWK(key.privateKey)
    const jwks = (...keys: object[]) => ({ jwks: { keys } })
    const uri = { jwks_uri: 'https://client.example/jwks' }
    const wrong: [object, RegExp][] = [
      [{}, /token_endpoint_auth_method: private_key_jwt needs a key/],
      [{ ...jwks(key.publicJwk), ...uri }, /jwks_uri: .* beside jwks/],
      [jwks(privateJwk), /jwks\.keys\.0: \(not shown\) is a secret or private key/],
      [jwks({ kty: 'oct', k: 'AAAA' }), /is a secret or private key/],
      [jwks({ kty: 'EC', crv: 'P-256', x: 'x', y: 'y' }), /is no key that can be read/],
      [jwks(key.publicJwk, key.publicJwk), /jwks\.keys\.1\.kid: one is the kid of two keys/],
      [
        jwks({ ...certified.publicJwk, x5c: other.publicJwk.x5c }),
        /its certificate holds another public key/,
      ],
      [jwks({ ...certified.publicJwk, x5t: other.x5t }), /its x5t is not the thumbprint/],
      [jwks({ ...key.publicJwk, x5c: ['x'] }), /no certificate in base64/],
      [{ jwks: { keys: 'no list' } }, /jwks: .* is not what jwks takes/],
      [{ jwks_uri: 'http://client.example/jwks' }, /Send an https address/],
      [
        { ...jwks(key.publicJwk), token_endpoint_auth_signing_alg: 'HS256' },
        /HS256 signs no assertion of private_key_jwt/,
      ],
      [{ ...jwks(key.publicJwk), token_endpoint_auth_signing_alg: 'none' }, /Send one of RS256/],
    ]
    for (const [change, told] of wrong) {
      const { status, body } = await register(lab, {
        grant_types: ['client_credentials'],
        token_endpoint_auth_method: 'private_key_jwt',
        ...change,
      })
      equal(status, 400, JSON.stringify(change))
      equal(body['error'], 'invalid_client_metadata')
      match(String(body['error_description']), told)
      equal(String(body['error_description']).includes(String(privateJwk.d)), false)
    }
  })

  test('a key of a kind that nobody here knows is kept; a short RSA key is refused', async () => {
    const key = await createKey('ES256', 'one')
    const future = { publicJwk: { kty: 'AKP', alg: 'ML-DSA-44', pub: 'AAAA' } }
    const client: object = await registerSigner(used.lab, [key, future])
    equal((client as { jwks: { keys: object[] } }).jwks.keys.length, 2)
    const n = Buffer.alloc(128, 0xff).toString('base64url')
    const { body } = await register(used.lab, {
      grant_types: ['client_credentials'],
      jwks: { keys: [{ kty: 'RSA', n, e: 'AQAB' }] },
    })
    match(String(body['error_description']), /1024 bits, and 2048 are the fewest/)
  })
})
