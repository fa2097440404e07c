import { deepEqual, equal, ok, throws } from 'node:assert/strict'
import { readFileSync } from 'node:fs'
import { join } from 'node:path'
import { test } from 'node:test'
import { convertKeycloak } from './keycloak.ts'
import { hooksModule } from './mapper.ts'
import { readForeignFile } from './read-foreign-file.ts'

const text = readFileSync(join(import.meta.dirname, 'fixtures/keycloak-realm.json'), 'utf8')
const { document, mappers, left } = readForeignFile(text, undefined, convertKeycloak)
const { clients, users, ...configuration } = document as {
  clients: Record<string, unknown>[]
  users: Record<string, unknown>[]
}
const clientOf = (id: string) => clients.find(({ client_id }) => client_id === id)
const leftAt = (path: string) => left.filter((one) => one.path === path).map((one) => one.message)

test('a realm’s settings become the configuration', () => {
  deepEqual(configuration, {
    description: 'The shop, a realm of Keycloak',
    accessTokenTyp: 'JWT',
    refreshTokens: 'always',
    signingAlgorithm: 'RS256',
    accessTokenLifetime: 300,
    idTokenLifetime: 300,
    codeLifetime: 60,
    refreshTokenLifetime: 1800,
    sessionLifetime: 36_000,
    supportedScopes: { openid: 'Know that it is you', department: 'Read your department' },
    corsOrigins: ['https://orders.example', 'http://localhost:3000'],
    resources: { 'https://api.shop.example': {} },
    httpForLocalhost: true,
  })
})

test('its own clients are taken over, with the URIs that are whole', () => {
  deepEqual(
    clients.map(({ client_id }) => client_id),
    ['orders', 'stock-api', 'phone-app'],
  )
  deepEqual(clientOf('orders'), {
    client_id: 'orders',
    client_name: 'Orders',
    client_secret: 'secret-of-orders',
    token_endpoint_auth_method: 'client_secret_basic',
    application_type: 'web',
    grant_types: ['authorization_code', 'refresh_token', 'client_credentials'],
    redirect_uris: ['https://orders.example/callback', 'http://localhost:3000/callback'],
    post_logout_redirect_uris: [
      'https://orders.example/callback',
      'http://localhost:3000/callback',
      'https://orders.example/bye',
    ],
    scope: 'openid profile email offline_access department',
    require_pkce: true,
  })
  const { application_type, token_endpoint_auth_method, scope } = clientOf('phone-app')!
  deepEqual(
    [application_type, token_endpoint_auth_method, scope],
    ['native', 'none', 'openid profile email address phone offline_access'],
  )
  deepEqual(clientOf('stock-api')!['grant_types'], [])
})

test('users bring their sub, their claims, and roles of groups and composites', () => {
  deepEqual(users[0], {
    username: 'alice',
    sub: '7f0c4a5e-6a0d-4e7b-8a51-3f0f1d2c9b10',
    password: 'alice',
    claims: {
      department: ['sales'],
      preferred_username: 'alice',
      name: 'Alice Adams',
      given_name: 'Alice',
      family_name: 'Adams',
      email: 'alice@shop.example',
      email_verified: true,
      groups: ['/staff/berlin'],
    },
    roles: ['seller', 'buyer', 'orders:manage-orders'],
  })
  deepEqual(users[1], {
    username: 'bob',
    claims: { department: 'stock', locale: 'de', preferred_username: 'bob' },
    roles: ['buyer'],
  })
  equal(users.length, 2)
})

test('what cannot be taken over is listed, with its place and what to do', () => {
  deepEqual(leftAt('clients.orders.redirectUris'), [
    'https://orders.example/* has a wildcard. Register each URI as it is sent.',
  ])
  for (const path of [
    'registrationAllowed',
    'identityProviders',
    'components.org.keycloak.keys.KeyProvider',
    'clients.old-portal',
    'clients.orders.webOrigins',
    'clients.orders.directAccessGrantsEnabled',
    'clients.orders.attributes.dpop.bound.access.tokens',
    'clients.orders.protocolMappers.audience',
    'clients.stock-api.secret',
    'clientScopes.department.protocolMappers.by script',
    'users.carol',
  ]) {
    equal(leftAt(path).length, 1, path)
  }
  equal(leftAt('users.bob.credentials').length, 2)
  ok(!left.some(({ path }) => path.startsWith('clients.account')))
})

test('mappers are rows by client and scope', () => {
  deepEqual(
    mappers.filter(({ when }) => when.clients?.join() === 'orders'),
    [
      {
        when: { clients: ['orders'] },
        to: ['accessToken'],
        claim: ['tenant', 'number'],
        value: { fixed: 7 },
      },
    ],
  )
  const roles = mappers.filter(({ value }) => 'roles' in value)
  deepEqual(
    roles.map(({ claim }) => claim.join('.')),
    [
      'realm_access.roles',
      'realm_access.roles',
      'resource_access.orders.roles',
      'resource_access.orders.roles',
      'resource_access.account.roles',
      'resource_access.account.roles',
    ],
  )
  deepEqual(roles[0]!.when, { clients: ['orders', 'stock-api', 'phone-app'] })
  deepEqual(
    mappers.filter(({ when }) => when.scope === 'department').map(({ to }) => to),
    [['idToken', 'userInfo']],
  )
})

test('a claim that would leave the claims is no mapper, and no text of the file is code', () => {
  const config = { 'claim.value': 'x', 'access.token.claim': 'true' }
  const mapper = (name: string) => ({
    name,
    protocolMapper: 'oidc-hardcoded-claim-mapper',
    config: { ...config, 'claim.name': name },
  })
  const names = ['__proto__.polluted', 'a.constructor.b', 'aud', '`${process.exit()}`']
  const clients = [{ clientId: 'a', protocolMappers: names.map(mapper) }]
  const converted = convertKeycloak({ realm: 'r', clientScopes: [], clients }, undefined)
  deepEqual(
    converted.mappers.map(({ claim }) => claim),
    [['`${process', 'exit()}`']],
  )
  equal(converted.left.length, 4)
  const module = hooksModule(converted.mappers, 'a\nthrow 1')
  ok(module.startsWith('// Claims that "a\\nthrow 1" adds to tokens.\nconst mappers = ['))
})

test('a client with the name of one of the lab’s own does not take its place', () => {
  const clients = [{ clientId: 'mine', name: 'postman', redirectUris: ['https://a.example/'] }]
  const converted = convertKeycloak({ realm: 'small', clients }, undefined)
  const [client] = converted.document['clients'] as Record<string, unknown>[]
  deepEqual([client?.['client_id'], client?.['client_name']], ['mine', undefined])
  ok(converted.left.some(({ path }) => path === 'clients.mine.name'))
})

test('a file by hand, without scopes of its own, has Keycloak’s own mappers', () => {
  const converted = convertKeycloak({ realm: 'small', clients: [{ clientId: 'a' }] }, undefined)
  const claims = new Set(converted.mappers.map(({ claim }) => claim.join('.')))
  ok(claims.has('realm_access.roles') && claims.has('preferred_username') && claims.has('email'))
})

test('of several realms one is chosen, and what is no realm is refused by its line', () => {
  const two = [{ realm: 'one' }, { realm: 'two', displayName: 'Second' }]
  equal(convertKeycloak(two, 'two').document['description'], 'Second, a realm of Keycloak')
  throws(() => convertKeycloak(two, undefined), /the file has one, two: choose one by --realm/)
  throws(() => convertKeycloak(two, 'three'), /choose one by --realm/)
  const wrong = '{\n  "realm": "r",\n  "clients": [{ "clientId": 7 }]\n}'
  throws(() => readForeignFile(wrong, undefined, convertKeycloak), {
    problems: [
      {
        path: 'clients.0.clientId',
        message: 'must be a text, not a number',
        line: 3,
        column: 17,
        value: '7',
      },
    ],
  })
})
