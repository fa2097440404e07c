import { createHash, randomUUID, X509Certificate } from 'node:crypto'
import { createRoot } from '@oauth-lab/kit/certificate-issuer.ts'
import { exportJWK, generateKeyPair, importPKCS8, SignJWT } from 'jose'
import type { JWK } from 'jose'
import { noteSecret } from '../../secrets.ts'
import { readAnswer } from './answer.ts'
import type { Answer } from './answer.ts'
import { registerClient } from './place.ts'
import type { Place, RegisteredClient } from './place.ts'

/** A key of a client: what it signs with and what it registers. */
export interface ClientKey {
  alg: string
  privateKey: CryptoKey | Uint8Array
  publicJwk: JWK
}

/** A new key pair for an algorithm. */
export async function createKey(alg: string, kid?: string): Promise<ClientKey> {
  const { privateKey, publicKey } = await generateKeyPair(alg, { extractable: true })
  const publicJwk = { ...(await exportJWK(publicKey)), ...(kid !== undefined && { kid }) }
  return { alg, privateKey, publicJwk }
}

/** A P-256 key with a certificate of its own, and the certificate's thumbprints (RFC 7515 §4.1.7, §4.1.8). */
export async function createCertifiedKey() {
  const { certificate, key } = await createRoot('client.example')
  const der = new X509Certificate(certificate).raw
  const print = (name: string) => createHash(name).update(der).digest('base64url')
  const privateKey = await importPKCS8(key, 'ES256', { extractable: true })
  const { d: _, ...publicJwk } = await exportJWK(privateKey)
  return {
    alg: 'ES256',
    privateKey,
    publicJwk: { ...publicJwk, x5c: [der.toString('base64')] },
    x5t: print('sha1'),
    'x5t#S256': print('sha256'),
  }
}

/** Registers a client that authenticates by private_key_jwt with these keys. */
export function registerSigner(
  place: Place,
  keys: readonly Pick<ClientKey, 'publicJwk'>[],
  change: object = {},
): Promise<RegisteredClient> {
  const jwks = { keys: keys.map(({ publicJwk }) => publicJwk) }
  const method = { token_endpoint_auth_method: 'private_key_jwt', jwks }
  return registerClient(place, { ...method, ...change })
}

/** `undefined` leaves a member out. */
export interface AssertionChange {
  header?: Record<string, unknown>
  claims?: Record<string, unknown>
}

/**
 * A client assertion (RFC 7523 §3) for the place, and what `change` says.
 * @param now seconds; those of real time unless told
 */
export async function createAssertion(
  place: Place,
  clientId: string,
  { alg, privateKey, publicJwk }: ClientKey,
  { header = {}, claims = {} }: AssertionChange = {},
  now = Math.floor(Date.now() / 1000),
): Promise<string> {
  const { kid } = publicJwk
  const assertion = await new SignJWT({
    iss: clientId,
    sub: clientId,
    aud: place.issuer,
    jti: randomUUID(),
    iat: now,
    exp: now + 60,
    ...claims,
  })
    .setProtectedHeader({ alg, ...(kid && { kid }), ...header })
    .sign(privateKey)
  noteSecret(assertion, 'client_assertion')
  return assertion
}

export const assertionType = 'urn:ietf:params:oauth:client-assertion-type:jwt-bearer'

/** A request at an endpoint below the issuer with an assertion; a token request unless told. */
export function sendAssertion(
  place: Place,
  assertion: string,
  change: Record<string, string> = {},
  endpoint = 'token',
): Promise<Answer> {
  const form = {
    ...(endpoint === 'token' && { grant_type: 'client_credentials', scope: 'my/scope' }),
    client_assertion_type: assertionType,
    client_assertion: assertion,
    ...change,
  }
  const body = new URLSearchParams(form)
  return readAnswer(place.trustedFetch(`${place.issuer}/${endpoint}`, { method: 'POST', body }))
}

/**
 * A request object (RFC 9101 §4) with these parameters, and what `change` says.
 * @param now seconds; those of real time unless told
 */
export async function createRequestObject(
  place: Place,
  { alg, privateKey, publicJwk: { kid } }: ClientKey,
  parameters: Record<string, string>,
  { header = {}, claims = {} }: AssertionChange = {},
  now = Math.floor(Date.now() / 1000),
): Promise<string> {
  const { client_id: iss = '' } = parameters
  return new SignJWT({
    ...parameters,
    iss,
    aud: place.issuer,
    jti: randomUUID(),
    iat: now,
    nbf: now,
    exp: now + 60,
    ...claims,
  })
    .setProtectedHeader({
      alg,
      typ: 'oauth-authz-req+jwt',
      ...(kid && { kid }),
      ...header,
    })
    .sign(privateKey)
}
