import { deepEqual, equal, match, ok } from 'node:assert/strict'
import { describe, test } from 'node:test'
import { compactDecrypt, exportJWK, generateKeyPair } from 'jose'
import type { CryptoKey, JWK } from 'jose'
import { noteSecret, noteSecretsIn } from '../../secrets.ts'
import { requireRefused } from '../support/answer.ts'
import {
  authorizationRequest,
  authorize,
  basic,
  clientToken,
  flowTokens,
  redeem,
} from '../support/code-flow.ts'
import { createBrowser } from '../support/browser.ts'
import { decodeClaims } from '../support/decode-claims.ts'
import { redirectUri, register, registerClient } from '../support/place.ts'
import { publish } from '../support/publish.ts'
import { configure, useLab } from '../support/use-lab.ts'
import type { TestPlace } from '../support/use-lab.ts'

const used = useLab()

async function createKey(alg: string, more: JWK = {}) {
  const curve = alg.startsWith('ECDH') ? { crv: more.crv ?? 'P-256' } : {}
  const { publicKey, privateKey } = await generateKeyPair(alg, { ...curve, extractable: true })
  return { privateKey, jwk: { ...(await exportJWK(publicKey)), kid: `to-${alg}`, ...more } as JWK }
}

/** What is within, and how it was encrypted. */
async function open(jwe: unknown, key: CryptoKey) {
  const { plaintext, protectedHeader } = await compactDecrypt(String(jwe), key)
  const text = Buffer.from(plaintext).toString()
  return { text, header: protectedHeader }
}

describe('an ID token', () => {
  for (const [alg, enc, crv] of [
    ['RSA-OAEP', undefined],
    ['RSA-OAEP-256', 'A256GCM'],
    ['ECDH-ES', 'A128GCM', 'P-384'],
    ['ECDH-ES+A256KW', 'A256CBC-HS512', 'X25519'],
  ] as const) {
    test(`is signed, then encrypted by ${alg} to the client’s key`, async () => {
      const { privateKey, jwk } = await createKey(alg, crv === undefined ? {} : { crv })
      const client = await registerClient(used.lab, {
        id_token_encrypted_response_alg: alg,
        ...(enc !== undefined && { id_token_encrypted_response_enc: enc }),
        jwks: { keys: [jwk] },
      })
      const { id_token } = await flowTokens(used.lab, client)
      const { text, header } = await open(id_token, privateKey)
      noteSecret(text, 'id_token')
      // What encrypts the content unless the client says it (OpenID Connect Registration §2).
      const expected = { alg, enc: enc ?? 'A128CBC-HS256', kid: jwk.kid, typ: 'JWT', cty: 'JWT' }
      const { epk: _, ...told } = header
      deepEqual(told, expected)
      equal(decodeClaims(text)['aud'], client.client_id)
    })
  }

  test('is encrypted to the key for that, and the access token beside it is not', async () => {
    const [right, other] = [
      await createKey('RSA-OAEP-256', { use: 'enc', kid: 'right' }),
      await createKey('RSA-OAEP-256', { use: 'sig', kid: 'other' }),
    ]
    const client = await registerClient(used.lab, {
      id_token_encrypted_response_alg: 'RSA-OAEP-256',
      jwks: { keys: [other.jwk, right.jwk] },
    })
    const { id_token, access_token } = await flowTokens(used.lab, client)
    const { text, header } = await open(id_token, right.privateKey)
    noteSecret(text, 'id_token')
    equal(header.kid, 'right')
    equal(decodeClaims(access_token)['client_id'], client.client_id)
  })
})

describe('UserInfo', () => {
  const answerOf = async (place: Pick<TestPlace, 'issuer' | 'trustedFetch'>, token: unknown) => {
    const headers = { authorization: `Bearer ${String(token)}` }
    const response = await place.trustedFetch(`${place.issuer}/userinfo`, { headers })
    return { type: response.headers.get('content-type') ?? '', text: await response.text() }
  }

  test('is encrypted JSON where the client wants no signature, else a signed JWT in it', async () => {
    const { privateKey, jwk } = await createKey('ECDH-ES')
    const wish = { userinfo_encrypted_response_alg: 'ECDH-ES', jwks: { keys: [jwk] } }
    for (const signed of [undefined, 'ES256']) {
      const client = await registerClient(used.lab, {
        ...wish,
        ...(signed !== undefined && { userinfo_signed_response_alg: signed }),
      })
      const { access_token } = await flowTokens(used.lab, client)
      const { type, text: answer } = await answerOf(used.lab, access_token)
      match(type, /^application\/jwt/)
      const { text, header } = await open(answer, privateKey)
      if (signed !== undefined) noteSecret(text, 'id_token')
      equal(header.cty, signed === undefined ? undefined : 'JWT')
      const claims = signed === undefined ? (JSON.parse(text) as object) : decodeClaims(text)
      ok('sub' in claims)
    }
  })

  test('is refused, and never sent in the clear, where the client’s key is gone', async () => {
    const place = await used.sandbox()
    const { jwk } = await createKey('ECDH-ES')
    const client = await registerClient(place, {
      userinfo_encrypted_response_alg: 'ECDH-ES',
      jwks_uri: await publish(await used.sandbox(), { keys: [{ ...jwk, use: 'sig' }] }),
    })
    const { access_token } = await flowTokens(place, client)
    const { type, text } = await answerOf(place, access_token)
    match(type, /^application\/json/)
    const { error, error_description } = JSON.parse(text) as Record<string, string>
    equal(error, 'invalid_request')
    match(error_description!, /no key to which the answer can be encrypted.*ECDH-ES/)
  })
})

describe('an introspection answer', () => {
  test('that is asked for as a JWT is encrypted to the resource server (RFC 9701 §5)', async () => {
    const { privateKey, jwk } = await createKey('RSA-OAEP-256')
    const client = await registerClient(used.lab, {
      introspection_encrypted_response_alg: 'RSA-OAEP-256',
      introspection_encrypted_response_enc: 'A256GCM',
      jwks: { keys: [jwk] },
    })
    const token = await clientToken(used.lab, client)
    const ask = (accept: string) =>
      used.lab.trustedFetch(`${used.lab.issuer}/introspection`, {
        method: 'POST',
        headers: { authorization: basic(client.client_id, client.client_secret), accept },
        body: new URLSearchParams({ token }),
      })
    const answer = await (await ask('application/token-introspection+jwt')).text()
    const { text, header } = await open(answer, privateKey)
    noteSecret(text, 'id_token')
    deepEqual([header.enc, header.typ], ['A256GCM', 'token-introspection+jwt'])
    const { token_introspection: told } = decodeClaims(text)
    equal((told as Record<string, unknown>)['active'], true)
    const plain = (await (await ask('application/json')).json()) as Record<string, unknown>
    equal(plain['active'], true)
  })
})

describe('an authorization response', () => {
  test('that is asked for as a JWT is encrypted to the client (JARM §2.2)', async () => {
    const { privateKey, jwk } = await createKey('ECDH-ES+A128KW')
    const client = await registerClient(used.lab, {
      authorization_encrypted_response_alg: 'ECDH-ES+A128KW',
      jwks: { keys: [jwk] },
    })
    const { response, verifier } = await authorize(used.lab, client, { response_mode: 'jwt' })
    deepEqual(Object.keys(response), ['response'])
    const { text } = await open(response['response'], privateKey)
    noteSecret(text, 'response')
    const claims = decodeClaims(text)
    noteSecretsIn(Object.entries(claims))
    const code = String(claims['code'])
    equal((await redeem(used.lab, client, { code, verifier })).status, 200)
  })

  test('is a page of the server where the client’s key is gone: nothing goes out in the clear', async () => {
    const place = await used.sandbox()
    await configure(place, { interaction: 'automatic' })
    const client = await registerClient(place, {
      authorization_encrypted_response_alg: 'ECDH-ES',
      jwks_uri: `${place.base}/nowhere`,
    })
    const { url } = authorizationRequest(place, client, { response_mode: 'jwt' })
    const page = await createBrowser(place.trustedFetch).open(url)
    equal(page.leaves, undefined)
    match(page.text, /no key to which the answer can be encrypted/)
  })
})

describe('the registration of encryption (OpenID Connect Registration §2)', () => {
  const alg = 'id_token_encrypted_response_alg'
  const enc = 'id_token_encrypted_response_enc'

  test('answers with what encrypts the content unless the client says it', async () => {
    const { jwk } = await createKey('RSA-OAEP-256')
    const { body } = await register(used.lab, {
      redirect_uris: [redirectUri],
      [alg]: 'RSA-OAEP-256',
      jwks: { keys: [jwk] },
    })
    deepEqual([body[alg], body[enc]], ['RSA-OAEP-256', 'A128CBC-HS256'])
  })

  test('refuses a content algorithm alone, a broken or unknown one, and a wish without a key', async () => {
    const { jwk } = await createKey('RSA-OAEP-256')
    const curve = await createKey('ECDH-ES')
    const jwks = { keys: [jwk] }
    for (const wrong of [
      { [enc]: 'A256GCM', jwks },
      { [alg]: 'RSA1_5', jwks },
      { [alg]: 'dir', jwks },
      { [alg]: 'RSA-OAEP-256', [enc]: 'A1', jwks },
      { [alg]: 'RSA-OAEP-256' },
      { [alg]: 'RSA-OAEP-256', jwks: { keys: [curve.jwk] } },
      { [alg]: 'RSA-OAEP-256', jwks: { keys: [{ ...jwk, use: 'sig' }] } },
      { [alg]: 'RSA-OAEP-256', jwks: { keys: [{ ...jwk, alg: 'RSA-OAEP' }] } },
    ]) {
      const answer = await register(used.lab, { redirect_uris: [redirectUri], ...wrong })
      requireRefused(answer, 'invalid_client_metadata')
    }
  })

  test('is offered in the metadata, for each answer', async () => {
    const { trustedFetch, issuer } = used.lab
    const response = await trustedFetch(`${issuer}/.well-known/openid-configuration`)
    const metadata = (await response.json()) as Record<string, string[]>
    for (const name of ['id_token', 'userinfo', 'introspection', 'authorization']) {
      ok(metadata[`${name}_encryption_alg_values_supported`]!.includes('ECDH-ES'), name)
      ok(metadata[`${name}_encryption_enc_values_supported`]!.includes('A128CBC-HS256'), name)
      equal(metadata[`${name}_encryption_alg_values_supported`]!.includes('RSA1_5'), false)
    }
  })
})
