import assert from 'node:assert/strict'
import { suite, test } from 'node:test'
import { clientMetadata } from '@oauth-lab/explain/catalogue/metadata.ts'
import { parameters } from '@oauth-lab/explain/catalogue/parameters.ts'
import { asOpenidClient } from './as-openid-client.ts'
import { compose, gapsIn } from './compose.ts'
import type { Values, Wanted } from './compose.ts'
import { kindsOf } from './kinds.ts'
import { learn, methodIn } from './learn.ts'

const metadata = {
  authorization_endpoint: 'https://as.example/authorize',
  token_endpoint: 'https://as.example/token',
  registration_endpoint: 'https://as.example/register',
  pushed_authorization_request_endpoint: 'https://as.example/par',
  userinfo_endpoint: 'https://as.example/userinfo',
  grant_types_supported: ['authorization_code', 'implicit', 'client_credentials', 'urn:own:grant'],
}
const kinds = kindsOf(metadata, { isLab: false })

function wanted(id: string, values: Values, more: Partial<Wanted> = {}): Wanted {
  return {
    kind: kinds.find((kind) => kind.id === id)!,
    metadata,
    metadataUrl: 'https://as.example/.well-known/openid-configuration',
    resource: '',
    values,
    clientMethod: 'client_secret_basic',
    extra: [],
    ...more,
  }
}

suite('a request is composed', () => {
  test('the metadata say which requests there are, a token request for each grant that has one', () => {
    assert.deepEqual(
      kinds.map(({ id }) => id),
      [
        'metadata request',
        'client registration request',
        'pushed authorization request',
        'authorization request',
        'token request authorization_code',
        'token request client_credentials',
        'token request urn:own:grant',
        'UserInfo request',
      ],
    )
    const none = { token_endpoint: 'https://as.example/token', grant_types_supported: [] }
    const ofLab = kindsOf(none, { isLab: true }).map(({ id }) => id)
    assert.equal(ofLab.at(-1), 'resource request')
    assert.ok(ofLab.includes('token request client_credentials'))
    const others = kindsOf(none, { isLab: false }).map(({ id }) => id)
    assert.ok(!others.some((id) => id.startsWith('token request')))
  })

  test('the catalogue explains each parameter', () => {
    const all = kindsOf(
      {
        ...metadata,
        grant_types_supported: [
          'client_credentials',
          'refresh_token',
          'password',
          'authorization_code',
          ...['device_code', 'token-exchange', 'jwt-bearer'].map(
            (name) => `urn:ietf:params:oauth:grant-type:${name}`,
          ),
          'urn:openid:params:grant-type:ciba',
        ],
        device_authorization_endpoint: 'https://as.example/device',
        backchannel_authentication_endpoint: 'https://as.example/ciba',
        introspection_endpoint: 'https://as.example/introspect',
        end_session_endpoint: 'https://as.example/logout',
      },
      { isLab: true },
    )
    const names = all.flatMap((kind) => kind.parameters.map(({ name }) => name))
    assert.deepEqual(
      names.filter((name) => !Object.hasOwn({ ...parameters, ...clientMetadata }, name)),
      [],
    )
  })

  test('client id and secret are encoded before they are joined', () => {
    const { headers, body } = compose(
      wanted('token request client_credentials', {
        client_id: 'a:b',
        client_secret: 'c d',
        scope: 'x y',
      }),
    )
    const [, authorization] = headers.find(([name]) => name === 'authorization')!
    assert.equal(atob(authorization.split(' ')[1]!), 'a%3Ab:c+d')
    assert.equal(body, 'grant_type=client_credentials&scope=x+y')
  })

  test('they stand in the form where the client shows them there, the id alone for a public one', () => {
    const values = { client_id: 'a', client_secret: 's' }
    const body = (clientMethod: 'client_secret_post' | 'none') =>
      compose(wanted('token request client_credentials', values, { clientMethod })).body
    assert.equal(
      body('client_secret_post'),
      'grant_type=client_credentials&client_id=a&client_secret=s',
    )
    assert.equal(body('none'), 'grant_type=client_credentials&client_id=a')
    const { headers } = compose(
      wanted('token request client_credentials', values, { clientMethod: 'none' }),
    )
    assert.equal(
      headers.some(([name]) => name === 'authorization'),
      false,
    )
  })

  test('a client that signs shows its assertion in the form, and its key is sent nowhere', () => {
    const values = { client_id: 'a', client_secret: 's', client_key: '{"d":"private"}' }
    const signing = wanted('token request client_credentials', values, {
      clientMethod: 'private_key_jwt',
    })
    const { body, headers } = compose(signing)
    assert.deepEqual(
      [...new URLSearchParams(body)],
      [
        ['grant_type', 'client_credentials'],
        ['client_id', 'a'],
        ['client_assertion_type', 'urn:ietf:params:oauth:client-assertion-type:jwt-bearer'],
        ['client_assertion', '{client_assertion}'],
      ],
    )
    assert.equal(
      JSON.stringify([headers, asOpenidClient(signing, { issuer: 'https://as.example' })]).includes(
        'private"',
      ),
      false,
    )
    assert.deepEqual(
      gapsIn(wanted('token request client_credentials', {}, { clientMethod: 'private_key_jwt' })),
      ['client_id', 'private key'],
    )
  })

  test('a registration is a document: lists, keys and texts, without what is empty', () => {
    const { method, headers, body, query } = compose(
      wanted('client registration request', {
        client_name: 'Try',
        redirect_uri: 'https://a.example/cb https://b.example/cb',
        grant_types: 'authorization_code refresh_token',
        response_types: 'code id_token',
        jwks: '{"keys":[]}',
        scope: '',
      }),
    )
    assert.deepEqual([method, query], ['POST', ''])
    assert.ok(
      headers.some(([name, value]) => name === 'content-type' && value === 'application/json'),
    )
    assert.deepEqual(JSON.parse(body), {
      client_name: 'Try',
      redirect_uris: ['https://a.example/cb', 'https://b.example/cb'],
      grant_types: ['authorization_code', 'refresh_token'],
      response_types: ['code id_token'],
      jwks: { keys: [] },
    })
  })

  test('what a registration brings is kept; the client of an introspection is not', () => {
    const made = { client_id: 'c-1', redirect_uris: [], token_endpoint_auth_method: 'none' }
    assert.deepEqual(learn(JSON.stringify(made)), { client_id: 'c-1', client_secret: '' })
    assert.equal(methodIn(JSON.stringify(made)), 'none')
    assert.deepEqual(learn('{"active":true,"client_id":"c-2"}'), {})
  })

  test('an authorization request is an address; what is empty is not sent, what was added is', () => {
    const { address, query, body } = compose(
      wanted(
        'authorization request',
        { client_id: 'a', response_type: 'code', scope: '' },
        {
          extra: [
            ['custom', '1'],
            ['', ''],
          ],
        },
      ),
    )
    assert.equal(address, 'https://as.example/authorize')
    assert.equal(query, 'response_type=code&client_id=a&custom=1')
    assert.equal(body, '')
  })

  test('what is required and empty is named; with request_uri the rest was pushed', () => {
    assert.deepEqual(gapsIn(wanted('token request authorization_code', {})), [
      'code',
      'redirect_uri',
      'code_verifier',
      'client_id',
      'client_secret',
    ])
    assert.deepEqual(gapsIn(wanted('UserInfo request', {})), ['access_token'])
    assert.deepEqual(gapsIn(wanted('authorization request', { request_uri: 'urn:x' })), [
      'client_id',
    ])
  })
})
