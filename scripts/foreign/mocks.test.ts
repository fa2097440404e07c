import { deepEqual, equal, throws } from 'node:assert/strict'
import { generateKeyPairSync } from 'node:crypto'
import { readFileSync } from 'node:fs'
import { join } from 'node:path'
import { test } from 'node:test'
import { convertNavikt } from './navikt.ts'
import { convertOauth2MockServer } from './oauth2-mock-server.ts'
import { readForeignFile } from './read-foreign-file.ts'

const text = readFileSync(join(import.meta.dirname, 'fixtures/navikt-config.json'), 'utf8')
const navikt = (issuer?: string) => readForeignFile(text, issuer, convertNavikt)

test('an issuer of mock-oauth2-server: clients, scopes, resources, and claims by what hooks see', () => {
  const { document, mappers, left } = navikt('maskin')
  deepEqual(document, {
    interaction: 'pages',
    accessTokenTyp: 'JWT',
    refreshTokens: 'always',
    signingAlgorithm: 'ES256',
    accessTokenLifetime: 120,
    supportedScopes: { openid: 'Know that it is you', 'orders:read': 'orders:read' },
    resources: { 'https://api.example/': {} },
    clients: [{ client_id: 'batch', grant_types: ['client_credentials'] }],
    users: [],
  })
  deepEqual(
    mappers.map(({ when, claim, value }) => [when, claim, value]),
    [
      [{ clients: ['batch'] }, ['tenant'], { fixed: 'north' }],
      [{ scope: 'orders:read' }, ['level'], { fixed: 4 }],
    ],
  )
  deepEqual(
    left.map(({ path }) => path),
    [
      'tokenProvider.systemTime',
      'httpServer',
      'tokenCallbacks.maskin.requestMappings.2.requestParam',
    ],
  )
})

test('its users by name; an issuer is chosen where there are several', () => {
  const { document, left } = navikt('people')
  deepEqual(document['users'], [{ username: 'kari', sub: 'kari-1', claims: { name: 'Kari' } }])
  equal(left.at(-1)?.message, '"app" is no absolute URI (RFC 8707 §2)')
  throws(() => navikt(), /the file has maskin, people: choose one by --realm/)
  throws(() => convertNavikt({ tokenCallbacks: {} }, undefined), /tokenCallbacks: must be a list/)
})

const privateJwk = (curve: string) => {
  const { privateKey } = generateKeyPairSync('ec', { namedCurve: curve })
  return privateKey.export({ format: 'jwk' })
}

test('keys of oauth2-mock-server, but for those that the lab does not have', () => {
  const first = { ...privateJwk('P-256'), kid: 'first', alg: 'ES256' }
  const second = { ...privateJwk('P-384'), kid: 'second', alg: 'ES384' }
  const one = convertOauth2MockServer(first)
  deepEqual(one.document['keys'], [{ kid: 'first', state: 'current', jwk: first }])
  equal(one.document['signingAlgorithm'], 'ES256')
  const several = convertOauth2MockServer({
    keys: [first, second],
    endpoints: { token: '/oauth/token' },
  })
  deepEqual(
    several.left.map(({ path }) => path),
    ['keys.1', 'endpoints'],
  )
  const { publicKey } = generateKeyPairSync('ed25519')
  deepEqual(convertOauth2MockServer(publicKey.export({ format: 'jwk' })).left, [
    { path: '(document)', message: 'is no private key of RSA, P-256 or Ed25519' },
  ])
  throws(() => convertOauth2MockServer('key'), /has none of the forms/)
})
