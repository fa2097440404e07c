import { deepEqual, equal, match, ok } from 'node:assert/strict'
import { describe, test } from 'node:test'
import * as fc from 'fast-check'
import { responseTypes } from '../authorization/response-types/response-types.ts'
import { InvalidMetadata } from './metadata-problem.ts'
import { members } from '../clients/client-metadata.ts'
import { readMetadata } from './read-metadata.ts'

const offered = {
  grantTypes: ['authorization_code', 'client_credentials', 'refresh_token'],
  responseTypes: responseTypes.filter(({ name }) => name === 'code'),
  scopes: ['openid', 'my/scope'],
  httpForLocalhost: false,
}
const redirect_uris = ['https://app.example/cb']

/** What the document registers; it must have no problem. */
function registered(document: Record<string, unknown>) {
  const { metadata, problems } = readMetadata(document, offered)
  deepEqual(problems, [])
  return metadata
}

function paths(document: Record<string, unknown>): string[] {
  return readMetadata(document, offered).problems.map(({ path }) => path)
}

describe('client metadata (RFC 7591 §2)', () => {
  test('takes its defaults, and nothing that is unknown or not honoured', () => {
    const document = {
      redirect_uris,
      request_object_encryption_alg: 'RSA-OAEP-256',
      // Of a method without assertions it says nothing.
      token_endpoint_auth_signing_alg: 'RS256',
      logo_uri: 'javascript:alert(1)',
      'client_name#de': 'Anwendung',
      x_of_nobody: { deep: [1] },
      __proto__: { scope: 'unknown' },
    }
    deepEqual(registered(document), {
      redirect_uris,
      token_endpoint_auth_method: 'client_secret_basic',
      grant_types: ['authorization_code'],
      response_types: ['code'],
      application_type: 'web',
    })
  })

  test('that is null or empty is absent (RFC 7592 §2.2)', () => {
    const empty = {
      client_name: null,
      scope: '',
      contacts: [],
      grant_types: null,
      default_max_age: null,
    }
    deepEqual(registered({ redirect_uris, ...empty }), registered({ redirect_uris }))
  })

  test('has every problem told at once, with path, value and remedy', () => {
    const document = {
      redirect_uris: ['http://app.example/', 7, 'https://app.example/#x'],
      post_logout_redirect_uris: ['javascript:alert(1)'],
      client_name: 'x'.repeat(201),
      contacts: ['a', 1],
      scope: 'openid unknown',
      default_max_age: -1,
      initiate_login_uri: 'http://app.example/login',
      id_token_signed_response_alg: 'none',
      token_endpoint_auth_method: 'private_key_jwt',
    }
    const { problems } = readMetadata(document, offered)
    deepEqual(problems.map(({ path }) => path).sort(), [
      'client_name',
      'contacts.1',
      'default_max_age',
      'id_token_signed_response_alg',
      'initiate_login_uri',
      'post_logout_redirect_uris.0',
      'redirect_uris.0',
      'redirect_uris.1',
      'redirect_uris.2',
      'scope',
      'token_endpoint_auth_method',
    ])
    for (const { path, value, remedy } of problems) {
      ok(value !== undefined, path)
      match(remedy, /^[A-Z].*\S$/)
    }
    equal(problems.find(({ path }) => path === 'scope')?.value, 'unknown')
    const { message, problems: told } = new InvalidMetadata(problems)
    match(message, /And 1 more\.$/)
    equal(told.length, problems.length)
    ok(message.length < 4000)
  })

  test('has a remedy that helps', () => {
    const remedies = (document: Record<string, unknown>) =>
      readMetadata(document, offered).problems.map(({ remedy }) => remedy)
    const long = `https://app.example/${'x'.repeat(2000)}`
    deepEqual(remedies({ redirect_uris: [long] }), [
      'Send text of at most 2000 characters, or leave it out.',
    ])
    deepEqual(remedies({ redirect_uris: long }), [
      'Send a list of at most 50 texts, or leave redirect_uris out.',
    ])
    deepEqual(remedies({ redirect_uris, grant_types: ['refresh_token'] }), [
      'Add one of authorization_code, client_credentials.',
    ])
  })

  test('holds at most 16 KiB', () => {
    const uris = Array.from({ length: 50 }, (_, i) => `https://app.example/${'x'.repeat(400)}/${i}`)
    deepEqual(paths({ redirect_uris: uris }), ['(document)'])
    deepEqual(paths({ redirect_uris: uris.slice(0, 30) }), [])
  })
})

describe('grant and response types (RFC 7591 §2.1)', () => {
  test('a client that asks for more gets what there is', () => {
    const { grant_types, response_types } = registered({
      redirect_uris,
      grant_types: ['authorization_code', 'implicit', 'refresh_token'],
      response_types: ['code', 'id_token', 'token id_token', 'code id_token', 'code token'],
    })
    deepEqual(grant_types, ['authorization_code', 'refresh_token'])
    deepEqual(response_types, ['code'])
  })

  test('a client for which nothing useful is left is refused', () => {
    deepEqual(paths({ redirect_uris, grant_types: ['implicit'] }), ['grant_types'])
    deepEqual(paths({ redirect_uris, grant_types: ['implicit', 'refresh_token'] }), ['grant_types'])
    deepEqual(paths({ redirect_uris, response_types: ['token'] }), ['response_types'])
  })

  test('a client without the code grant has no response type, and needs no redirect URI', () => {
    deepEqual(registered({ grant_types: ['client_credentials'] }).response_types, [])
    deepEqual(registered({ grant_types: [], response_types: [] }).grant_types, [])
  })

  test('those that contradict each other are refused', () => {
    const document = { grant_types: ['client_credentials'], response_types: ['code'] }
    deepEqual(paths(document), ['response_types'])
    const open = { token_endpoint_auth_method: 'none', grant_types: ['client_credentials'] }
    deepEqual(paths(open), ['grant_types'])
    deepEqual(paths({ redirect_uris: [] }), ['redirect_uris'])
  })
})

describe('other members', () => {
  test('a name has no character that reorders the text beside it', () => {
    equal(
      registered({ redirect_uris, client_name: 'Ünïcode 東京 שלום' }).client_name,
      'Ünïcode 東京 שלום',
    )
    for (const client_name of ['app\u202egnp', 'app\u2066', 'app\n', 'app\u001b[2K', 'app\ud800']) {
      deepEqual(paths({ redirect_uris, client_name }), ['client_name'])
    }
  })

  test('scopes come once each, and are well formed', () => {
    equal(registered({ redirect_uris, scope: 'openid my/scope openid' }).scope, 'openid my/scope')
    deepEqual(paths({ redirect_uris, scope: 'openid  my/scope' }), ['scope'])
    const any = readMetadata({ redirect_uris, scope: 'x y' }, { ...offered, scopes: undefined })
    deepEqual(any.problems, [])
  })

  test('resource is a list, also where one came alone', () => {
    const one = 'https://api.example/'
    deepEqual(registered({ grant_types: [], resource: one }).resource, [one])
    deepEqual(registered({ grant_types: [], resource: [one, 'urn:x:y'] }).resource, [
      one,
      'urn:x:y',
    ])
    deepEqual(paths({ grant_types: [], resource: [one, '/relative'] }), ['resource.1'])
    deepEqual(paths({ grant_types: [], resource: `${one}#x` }), ['resource'])
  })

  test('plain HTTP at localhost is for native clients, or by the setting', () => {
    const document = { redirect_uris: ['http://localhost:3000/cb'] }
    deepEqual(paths(document), ['redirect_uris.0'])
    deepEqual(paths({ ...document, application_type: 'native' }), [])
    deepEqual(readMetadata(document, { ...offered, httpForLocalhost: true }).problems, [])
  })
})

describe('any metadata at all', () => {
  const value = fc.oneof(
    fc.jsonValue({ maxDepth: 3 }),
    fc.webUrl({ withQueryParameters: true, withFragments: true }),
    fc.array(fc.webUrl()),
    fc.constantFrom('none', 'private_key_jwt', 'ES256', 'pairwise', 'native', ['refresh_token']),
  )
  const documents = fc.dictionary(fc.constantFrom(...Object.keys(members)), value)

  test('is read without a failure; each problem says where it is, and what to do', () => {
    fc.assert(
      fc.property(documents, (document) => {
        for (const { path, message, remedy } of readMetadata(document, offered).problems) {
          ok(path && message && remedy)
        }
      }),
      { numRuns: 500 },
    )
  })

  test('that is registered would be registered again as it is', () => {
    fc.assert(
      fc.property(documents, (document) => {
        const { metadata, problems } = readMetadata({ redirect_uris, ...document }, offered)
        if (problems.length > 0) return
        deepEqual(readMetadata({ ...metadata }, offered), { metadata, problems })
      }),
      { numRuns: 500 },
    )
  })
})
