import { deepEqual, equal, match, ok } from 'node:assert/strict'
import { randomUUID } from 'node:crypto'
import { describe, test } from 'node:test'
import type { Configuration } from '@oauth-lab/kit/admin/control-client.ts'
import { exportJWK, SignJWT } from 'jose'
import { stringify } from 'yaml'
import { noteSecret } from '../../secrets.ts'
import { requireRefused } from '../support/answer.ts'
import type { Answer } from '../support/answer.ts'
import { flowTokens, introspect, tokenRequest } from '../support/code-flow.ts'
import type { Change, FlowClient } from '../support/code-flow.ts'
import { decodeClaims } from '../support/decode-claims.ts'
import { register, registerClient, registerPublicClient } from '../support/place.ts'
import type { RegisteredClient } from '../support/place.ts'
import { createProver, proofRequest } from '../support/prover.ts'
import { createCertifiedKey, createKey } from '../support/signing-client.ts'
import type { AssertionChange, ClientKey } from '../support/signing-client.ts'
import { checksOf, configure, useLab } from '../support/use-lab.ts'
import type { TestPlace } from '../support/use-lab.ts'

const used = useLab()

const grantType = 'urn:ietf:params:oauth:grant-type:jwt-bearer'
const issuer = 'https://issuer.example'
const grant_types = [grantType, 'authorization_code', 'client_credentials']

type Trusted = Configuration['trustedIssuers'][string]
type Trust = Partial<Trusted>

interface Trusting {
  place: TestPlace
  client: RegisteredClient
  key: ClientKey
  /** Makes an assertion of the issuer about the developer, and what the change says. */
  assertion(change?: AssertionChange, by?: ClientKey): Promise<string>
  /** The same, sent by the client. */
  send(change?: AssertionChange, by?: ClientKey): Promise<Answer>
}

/** A server that trusts one issuer by one key, as the rule says, and a client that may send its assertions. */
async function withIssuer(rule: Trust = {}, alg = 'ES256'): Promise<Trusting> {
  const place = await used.sandbox()
  const key = await createKey(alg, 'one')
  await trust(place, { jwks: { keys: [key.publicJwk] } as Trusted['jwks'], ...rule })
  const client = await registerClient(place, { grant_types })
  return sender(place, client, key)
}

async function trust(place: TestPlace, rule: Trust, iss = issuer): Promise<void> {
  const { supportedGrantTypes } = await place.control.config.get()
  await configure(place, {
    supportedGrantTypes: [...new Set([...supportedGrantTypes, grantType])],
    trustedIssuers: { [iss]: { userClaim: 'sub', claims: [], ...rule } },
  })
}

function sender(place: TestPlace, client: RegisteredClient, key: ClientKey): Trusting {
  const assertion: Trusting['assertion'] = (change, by = key) => createGrant(place, by, change)
  const send: Trusting['send'] = async (change, by) =>
    ask(place, client, { assertion: await assertion(change, by) })
  return { place, client, key, assertion, send }
}

async function createGrant(
  place: TestPlace,
  { alg, privateKey, publicJwk: { kid } }: ClientKey,
  { header = {}, claims = {} }: AssertionChange = {},
  now = seconds(),
): Promise<string> {
  const own = { iss: issuer, sub: 'developer', aud: place.issuer, jti: randomUUID(), iat: now }
  const assertion = await new SignJWT({ ...own, exp: now + 60, ...claims })
    .setProtectedHeader({ alg, ...(kid && { kid }), ...header })
    .sign(privateKey)
  noteSecret(assertion, 'assertion')
  return assertion
}

const encode = (part: object) => Buffer.from(JSON.stringify(part)).toString('base64url')
const seconds = () => Math.floor(Date.now() / 1000)

function ask(place: TestPlace, client: FlowClient, change: Change): Promise<Answer> {
  return tokenRequest(place, client, { grant_type: grantType, scope: 'my/scope', ...change })
}

function requireCheck(answer: Answer, step: string, detail = /./): void {
  requireRefused(answer, 'invalid_grant', { check: `jwt-bearer.${step}` })
  match(String(answer.body['error_description']), detail)
}

function requireToken({ status, body }: Answer): Record<string, unknown> {
  equal(status, 200, JSON.stringify(body))
  return decodeClaims(body['access_token'])
}

describe('the JWT bearer grant (RFC 7523 §2.1)', () => {
  test('brings a token of the user whom a trusted issuer names, and no refresh token', async () => {
    const { place, client, send } = await withIssuer()
    await configure(place, { refreshTokens: 'always' })
    const answer = await send()
    const claims = requireToken(answer)
    equal('refresh_token' in answer.body, false)
    equal('id_token' in answer.body, false)
    equal(answer.body['scope'], 'my/scope')
    equal(claims['client_id'], client.client_id)
    const { access_token: own } = await flowTokens(place, client)
    equal(claims['sub'], decodeClaims(own)['sub'])
    const told = await introspect(place, client, answer.body['access_token'])
    deepEqual([told['active'], told['username']], [true, 'developer'])
    const opened = await place.trustedFetch(`${place.base}/resserver/protected-resources/`, {
      headers: { authorization: `Bearer ${String(answer.body['access_token'])}` },
    })
    equal(opened.status, 200)
  })

  test('is off unless said, in metadata and registration too', async () => {
    const { lab } = used
    const client = await registerClient(lab)
    requireRefused(await ask(lab, client, { assertion: 'x' }), 'unsupported_grant_type')
    equal((await register(lab, { grant_types: [grantType] })).status, 400)
    const { place } = await withIssuer()
    const offered = async ({ issuer: at, trustedFetch }: TestPlace) => {
      const metadata = await trustedFetch(`${at}/.well-known/openid-configuration`)
      const { grant_types_supported: all } = (await metadata.json()) as Record<string, string[]>
      return all!.includes(grantType)
    }
    deepEqual([await offered(lab), await offered(place)], [false, true])
  })

  test('is for clients that registered it and authenticate', async () => {
    const { place, assertion, client } = await withIssuer()
    const other = await registerClient(place, { grant_types: ['client_credentials'] })
    const good = await assertion()
    requireRefused(await ask(place, other, { assertion: good }), 'unauthorized_client', {
      check: 'grant-type.allowed',
    })
    const wrong = { ...client, client_secret: 'wrong' }
    requireRefused(await ask(place, wrong, { assertion: good }), 'invalid_client', { status: 401 })
    const person = await registerPublicClient(place)
    requireRefused(await ask(place, person, { assertion: good }), 'unauthorized_client')
    await place.control.policy.waive('grant-type.allowed')
    requireRefused(await ask(place, person, { assertion: good }), 'unauthorized_client', {
      check: 'jwt-bearer.confidential',
    })
    const { status } = await register(place, {
      grant_types: [grantType],
      token_endpoint_auth_method: 'none',
    })
    equal(status, 400)
    requireToken(await ask(place, client, { assertion: good }))
  })

  test('lives no longer than the assertion, and no longer than other tokens', async () => {
    const { place, send } = await withIssuer()
    const short = await send()
    ok(Number(short.body['expires_in']) <= 60, String(short.body['expires_in']))
    await configure(place, { accessTokenLifetime: 20 })
    equal((await send()).body['expires_in'], 20)
  })

  test('takes the issuer and the token endpoint as audience, alone and in a list', async () => {
    const { place, send } = await withIssuer()
    const endpoint = `${place.issuer}/token`
    for (const aud of [place.issuer, endpoint, [place.issuer], ['https://other.example', endpoint]])
      requireToken(await send({ claims: { aud } }))
    for (const aud of [undefined, [], 'https://other.example', `${place.issuer}/`, place.origin])
      requireCheck(await send({ claims: { aud } }), 'audience', /Expected /)
    await configure(place, { clientAssertionAudience: 'issuer' })
    requireToken(await send())
    for (const aud of [endpoint, [place.issuer]])
      requireCheck(await send({ claims: { aud } }), 'audience')
  })

  test('refuses what is no assertion, and JWTs that were made for something else', async () => {
    const { place, client, assertion: create, send } = await withIssuer()
    requireRefused(await ask(place, client, {}), 'invalid_request', { check: 'jwt-bearer.present' })
    const [, ...rest] = (await create()).split('.')
    const wanting = [encode({ alg: 'ES256', crit: ['b64'], b64: true }), ...rest].join('.')
    for (const assertion of ['x', 'a.b.c', '..', wanting])
      requireCheck(await ask(place, client, { assertion }), 'form')
    for (const typ of ['at+jwt', 'dpop+jwt', 'application/logout+jwt', 7])
      requireCheck(await send({ header: { typ } }), 'typ')
    for (const typ of ['JWT', 'authorization-grant+jwt', 'application/authorization-grant+jwt'])
      requireToken(await send({ header: { typ } }))
  })

  test('takes neither the access token nor the ID token of a trusted server for an assertion', async () => {
    const [place, other] = [await used.sandbox(), await used.sandbox()]
    await trust(place, { jwksUri: `${other.issuer}/jwks` }, other.issuer)
    const client = await registerClient(place, { grant_types })
    const tokens = await flowTokens(other, await registerClient(other))
    requireCheck(await ask(place, client, { assertion: tokens.access_token }), 'typ')
    const idToken = String(tokens['id_token'])
    requireCheck(await ask(place, client, { assertion: idToken }), 'audience')
  })

  test('binds the token to the key of a DPoP proof (RFC 9449 §5)', async () => {
    const { place, client, assertion } = await withIssuer()
    const prover = await createProver()
    const proof = await prover.proof({ method: 'POST', url: `${place.issuer}/token` })
    const form = { grant_type: grantType, assertion: await assertion() }
    const answer = await proofRequest(place, client, { form, proof })
    deepEqual(requireToken(answer)['cnf'], { jkt: prover.jkt })
    equal(answer.body['token_type'], 'DPoP')
  })

  test('refuses an issuer whom the server does not trust', async () => {
    const { send } = await withIssuer()
    for (const iss of [
      undefined,
      `${issuer}/`,
      'https://other.example',
      [issuer],
      7,
      'constructor',
    ])
      requireCheck(await send({ claims: { iss } }), 'issuer')
    requireToken(await send())
  })
})

describe('the signature of an assertion', () => {
  test('may be by each algorithm of a public key, unless the issuer’s are named', async () => {
    for (const alg of ['RS256', 'PS384', 'ES512', 'EdDSA', 'Ed25519'])
      requireToken(await (await withIssuer({}, alg)).send())
    const { send } = await withIssuer({ algorithms: ['PS256'] })
    requireCheck(await send(), 'algorithm', /Expected PS256, found ES256/)
  })

  test('is by a key of the issuer', async () => {
    const { place, client, key, send, assertion } = await withIssuer()
    const stranger = await createKey('ES256', 'stranger')
    requireCheck(await send({}, stranger), 'key-found', /kid stranger; the sender has one/)
    requireCheck(await send({ header: { kid: 'one' } }, stranger), 'signature')
    const rsa = await createKey('RS256', 'one')
    requireCheck(await send({}, rsa), 'key-kind', /RS256 takes a key of RSA/)
    const [header, payload, signature] = (await assertion()).split('.')
    const claims = JSON.parse(Buffer.from(payload!, 'base64url').toString()) as object
    const forged = [header, encode({ ...claims, sub: 'superuser' }), signature].join('.')
    requireCheck(await ask(place, client, { assertion: forged }), 'signature')
    const unsigned = `${encode({ alg: 'none' })}.${payload}.`
    requireCheck(await ask(place, client, { assertion: unsigned }), 'algorithm')
    const bytes = new TextEncoder().encode(JSON.stringify(key.publicJwk))
    const hmac: ClientKey = { alg: 'HS256', privateKey: bytes, publicJwk: { kid: 'one' } }
    requireCheck(await send({}, hmac), 'algorithm')
    requireToken(await send())
  })

  test('may be by the key of a certificate, which x5t#S256 names', async () => {
    const [one, other] = [await createCertifiedKey(), await createCertifiedKey()]
    const pem = ({ publicJwk }: typeof one) =>
      `-----BEGIN CERTIFICATE-----\n${publicJwk.x5c[0]}\n-----END CERTIFICATE-----\n`
    const place = await used.sandbox()
    await trust(place, { certificates: [pem(one)] })
    const client = await registerClient(place, { grant_types })
    const { send } = sender(place, client, one)
    requireToken(await send())
    requireToken(await send({ header: { 'x5t#S256': one['x5t#S256'] } }))
    const named = { header: { 'x5t#S256': other['x5t#S256'] } }
    requireCheck(await send(named), 'thumbprint', /Expected /)
    requireCheck(await send({}, other), 'signature')
  })

  test('may be by a key at the jwks_uri, also by one that is new, and not by one that is gone', async () => {
    const [place, publisher] = [await used.sandbox(), await used.sandbox()]
    const bring = async (kid: string) => {
      const key = await createKey('ES256', kid)
      const jwk = { ...(await exportJWK(key.privateKey)), kid }
      const document = stringify({ keys: [{ kid, state: 'current', jwk }] })
      await publisher.control.transfer.import(document)
      return key
    }
    await trust(place, { jwksUri: `${publisher.issuer}/jwks` })
    const client = await registerClient(place, { grant_types })
    const { send } = sender(place, client, await bring('first'))
    requireToken(await send())
    const second = await bring('second')
    requireToken(await send({}, second))
    const never = await createKey('ES256', 'never')
    requireCheck(await send({}, never), 'key-found', /kid never/)
    // The first one is published no more.
    requireCheck(await send(), 'key-found', /kid first/)
  })

  test('cannot be verified where the jwks_uri brings no keys, or is inside of a network', async () => {
    const place = await used.sandbox()
    const client = await registerClient(place)
    await trust(place, { jwksUri: `${place.base}/nowhere` })
    const own = await registerClient(place, { grant_types })
    const { send } = sender(place, own, await createKey('ES256', 'one'))
    requireCheck(await send(), 'key-set', /answered with 404/)
    await trust(place, { jwksUri: `${place.issuer}/.well-known/openid-configuration` })
    requireCheck(await send(), 'key-set', /not a JSON Web Key Set/)
    await trust(place, { jwksUri: 'https://169.254.169.254/jwks' })
    requireCheck(await send(), 'key-set', /asks nobody/)
    requireRefused(await ask(place, client, { assertion: 'x' }), 'unauthorized_client')
  })
})

describe('the times of an assertion, by the clock of the sandbox', () => {
  const wrong: Record<string, [claims: () => Record<string, unknown>, step: string]> = {
    'no exp': [() => ({ exp: undefined }), 'expiry'],
    'an exp that is over': [() => ({ exp: seconds() - 1 }), 'fresh'],
    'an exp in two hours': [() => ({ exp: seconds() + 7200 }), 'lifetime'],
    'an nbf in a minute': [() => ({ nbf: seconds() + 60 }), 'begun'],
    'an iat in a minute': [() => ({ iat: seconds() + 60 }), 'begun'],
    'no jti': [() => ({ jti: undefined }), 'jti'],
  }
  for (const [name, [claims, step]] of Object.entries(wrong)) {
    test(`${name} is refused`, async () => {
      const { send } = await withIssuer()
      requireCheck(await send({ claims: claims() }), step)
    })
  }

  test('the clock that is moved is the one that counts', async () => {
    const { place, client, key, send } = await withIssuer()
    await place.control.clock.set({ offset: 3600 })
    requireCheck(await send(), 'fresh', /moved by 1 h/)
    const assertion = await createGrant(place, key, {}, seconds() + 3600)
    requireToken(await ask(place, client, { assertion }))
  })
})

describe('an assertion that comes again', () => {
  test('is refused, also to another client and beside the first', async () => {
    const { place, client, assertion } = await withIssuer()
    const once = await assertion()
    requireToken(await ask(place, client, { assertion: once }))
    requireCheck(await ask(place, client, { assertion: once }), 'unused')
    const other = await registerClient(place, { grant_types })
    requireCheck(await ask(place, other, { assertion: once }), 'unused')
    const twin = await assertion()
    const both = await Promise.all([1, 2, 3].map(() => ask(place, client, { assertion: twin })))
    deepEqual(
      both.map(({ status }) => status).toSorted((a, b) => a - b),
      [200, 400, 400],
    )
  })

  test('counts again after a refusal of the scope, which it did not bring about', async () => {
    const { place, client, assertion } = await withIssuer()
    const once = await assertion()
    const wide = await ask(place, client, { assertion: once, scope: 'unknown' })
    requireRefused(wide, 'invalid_scope', { check: 'scope.supported' })
    requireToken(await ask(place, client, { assertion: once }))
  })

  test('is let in where the policy waives that, and recorded', async () => {
    const { place, client, assertion } = await withIssuer()
    await place.control.policy.waive('jwt-bearer.unused')
    const once = await assertion()
    requireToken(await ask(place, client, { assertion: once }))
    requireToken(await ask(place, client, { assertion: once }))
    deepEqual(await checksOf(place, '/token', 'waived'), ['jwt-bearer.unused'])
  })
})

describe('what an assertion brings', () => {
  test('is for the user whom the claim of the issuer names, and for nobody else', async () => {
    const { send } = await withIssuer({ userClaim: 'preferred_username' })
    const claims = { sub: '8f3a', preferred_username: 'developer' }
    requireToken(await send({ claims }))
    for (const name of [undefined, 'nobody', 7, ['developer']]) {
      const wrong = { sub: 'developer', preferred_username: name }
      requireCheck(await send({ claims: wrong }), 'user', /The preferred_username is /)
    }
  })

  test('is a scope that the client registered, and no more than the issuer may bring', async () => {
    const { place, key } = await withIssuer({ scopes: ['my/scope', 'email'] })
    const client = await registerClient(place, { grant_types, scope: 'my/scope phone' })
    const send = async (scope: string | undefined) =>
      ask(place, client, { assertion: await createGrant(place, key), scope })
    equal((await send('my/scope')).body['scope'], 'my/scope')
    equal((await send(undefined)).body['scope'], 'my/scope')
    requireRefused(await send('email'), 'invalid_scope', { check: 'scope.registered' })
    requireRefused(await send('phone'), 'invalid_scope', { check: 'scope.granted' })
  })

  test('is never offline_access, and nothing where nothing is asked of a free issuer', async () => {
    const { place, client, assertion } = await withIssuer()
    const send = async (scope?: string) =>
      ask(place, client, { assertion: await assertion(), scope })
    const offline = await send('my/scope offline_access')
    equal(offline.body['scope'], 'my/scope')
    equal('refresh_token' in offline.body, false)
    equal('scope' in (await send()).body, false)
  })

  test('are also those claims that the issuer may pass on', async () => {
    const { place, client, send } = await withIssuer({ claims: ['tenant', 'absent'] })
    const answer = await send({ claims: { tenant: 'north', department: 'x' } })
    const claims = requireToken(answer)
    equal(claims['tenant'], 'north')
    equal('department' in claims || 'absent' in claims, false)
    const told = await introspect(place, client, answer.body['access_token'])
    equal(told['tenant'], 'north')
  })

  test('is for the resource that is asked for', async () => {
    const { place, client, assertion } = await withIssuer()
    const orders = 'https://orders.example/'
    await registerClient(place, { resource: orders })
    const send = async (resource: string) =>
      ask(place, client, { assertion: await assertion(), resource })
    equal(requireToken(await send(orders))['aud'], orders)
    requireRefused(await send('https://unknown.example/'), 'invalid_target')
  })
})

test('a trusted issuer has keys of one kind, public and good, and passes on no claim of the protocol', async () => {
  const place = await used.sandbox()
  const { publicJwk, privateKey } = await createKey('ES256', 'one')
  const privateJwk = await exportJWK(privateKey)
  const jwks = { keys: [publicJwk] }
  const jwksUri = 'https://issuer.example/jwks'
  const wrong: [Record<string, unknown>, RegExp][] = [
    [{}, /must have one of jwks, jwksUri and certificates/],
    [{ jwks, jwksUri }, /must have one of jwks, jwksUri and certificates/],
    [{ jwks: { keys: [] } }, /must hold at least 1/],
    [{ jwks: { keys: [privateJwk] } }, /is a secret or private key/],
    [{ jwksUri: 'http://issuer.example/jwks' }, /must be an https address/],
    [{ certificates: ['x'] }, /must be a certificate as PEM/],
    [
      { certificates: ['-----BEGIN CERTIFICATE-----\nAAAA\n-----END CERTIFICATE-----\n'] },
      /must hold a public key/,
    ],
    [{ jwks, algorithms: ['none'] }, /must be one of RS256/],
    [{ jwks, claims: ['scope'] }, /must not be a claim of the protocol/],
  ]
  for (const [rule, told] of wrong) {
    const change = trust(place, rule as Trust).then(() => 'it was taken', String)
    const problem = await change
    match(problem, told)
    equal(problem.includes(String(privateJwk.d)), false)
  }
  await trust(place, { jwks: jwks as Trusted['jwks'] })
})
