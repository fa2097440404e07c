import assert from 'node:assert/strict'
import { readFileSync } from 'node:fs'
import { after, before, describe, test } from 'node:test'
import { authenticationOf } from '@oauth-lab/scripts/client-authentication.ts'
import { walkCodeFlow } from '@oauth-lab/scripts/code-flow.ts'
import type { Endpoints } from '@oauth-lab/scripts/code-flow.ts'
import type { PostmanEnvironment } from '@oauth-lab/scripts/postman/environment.ts'
import { noteSecret } from '../secrets.ts'
import { openTestLab } from '../test-lab.ts'
import type { TestLab } from '../test-lab.ts'
import { environmentOf } from './environment-of.ts'
import { collectionFile, runCollection } from './run-collection.ts'

const dialog = 'with Postman’s own dialog'

describe('newman', () => {
  let lab: TestLab
  let environment: PostmanEnvironment
  before(async () => {
    lab = await openTestLab()
    environment = await environmentOf(lab)
  })
  after(() => lab.stop())

  test('trusts no lab without its root', async () => {
    const { address } = lab
    const outcomes = await runCollection({ environment, address, folder: 'the metadata' })
    assert.match(outcomes[0]?.error ?? '', /certificate/)
    assert.ok(outcomes.every(({ error }) => error !== undefined))
  })

  test('fails the assertion that does not hold, and no other', async () => {
    const { address, ca } = lab
    const changed = withValue(environment, 'jwks_uri', `${lab.issuer}/jwks?other`)
    const run = { environment: changed, address, ca, folder: 'the metadata' }
    const failed = (await runCollection(run)).filter(({ error }) => error !== undefined)
    assert.deepEqual(
      failed.map(({ path, title }) => [...path, title]),
      [['the metadata', 'OpenID Connect Discovery', 'the endpoints are those of the environment']],
    )
  })

  test('reaches nobody but the lab', async () => {
    const { address, ca } = lab
    const changed = withValue(environment, 'jwks_uri', 'https://elsewhere.example/jwks')
    const outcomes = await runCollection({ environment: changed, address, ca, folder: 'the JWKS' })
    assert.match(outcomes[0]?.error ?? '', /elsewhere\.example, which is not the lab/)
  })

  test('the request with Postman’s dialog is let in by the token that the dialog brings', async () => {
    const { address, ca } = lab
    const collection = withToken(await tokenOf(lab))
    const outcomes = await runCollection({ environment, address, ca, collection, folder: dialog })
    assert.deepEqual(outcomes, [
      {
        path: ['the authorization code grant (RFC 6749 §4.1)', dialog],
        title: 'the token from the dialog is let in, and names the user who signed in',
        error: undefined,
      },
    ])
  })

  test('the dialog asks for what the client postman is registered for', async () => {
    const wanted = new Map(
      parametersOf(dialogOf(readCollection())).map(({ key, value }) => [key, value]),
    )
    const client = await postmanOf(lab)
    assert.equal(wanted.get('grant_type'), 'authorization_code_with_pkce')
    assert.equal(wanted.get('challengeAlgorithm'), 'S256')
    assert.equal(wanted.get('addTokenTo'), 'header')
    assert.equal(wanted.get('client_authentication'), 'header')
    assert.equal(client['token_endpoint_auth_method'], 'client_secret_basic')
    assert.equal(wanted.get('redirect_uri'), '{{redirect_uri}}')
    const { value } = environment.values.find(({ key }) => key === 'redirect_uri')!
    assert.deepEqual(client.redirect_uris, [value])
    const scopes = String(client['scope']).split(' ')
    for (const scope of String(wanted.get('scope')).split(' '))
      assert.ok(scopes.includes(scope), scope)
  })
})

interface Item {
  name: string
  item?: Item[]
  request?: { auth: { oauth2: { key: string; value: unknown; type?: string }[] } }
}

function readCollection(): { item: Item[] } {
  return JSON.parse(readFileSync(collectionFile, 'utf8')) as { item: Item[] }
}

function dialogOf({ item }: { item: Item[] }): Item {
  return item.flatMap((folder) => folder.item ?? []).find(({ name }) => name === dialog)!
}

function parametersOf({ request }: Item) {
  return request!.auth.oauth2
}

/** The collection as Postman has it after "Use Token". */
function withToken(accessToken: string) {
  const collection = readCollection()
  parametersOf(dialogOf(collection)).push({
    key: 'accessToken',
    value: accessToken,
    type: 'string',
  })
  return collection
}

function withValue(environment: PostmanEnvironment, key: string, value: string) {
  const values = environment.values.map((one) => (one.key === key ? { ...one, value } : one))
  return { ...environment, values }
}

async function postmanOf({ control }: TestLab) {
  const clients = await control.clients.list()
  return clients.find(({ client_name }) => client_name === 'postman')!
}

async function tokenOf(lab: TestLab): Promise<string> {
  const metadata = await lab.trustedFetch(`${lab.issuer}/.well-known/openid-configuration`)
  const client = await postmanOf(lab)
  const server = { issuer: lab.issuer, now: async () => Math.floor(Date.now() / 1000) }
  const { access_token } = await walkCodeFlow({
    fetch: lab.trustedFetch,
    endpoints: (await metadata.json()) as Endpoints,
    client,
    authenticate: authenticationOf(client, {}, server),
    scope: 'openid my/scope',
    person: { username: 'developer', password: async () => 'test', totp: async () => '' },
  })
  noteSecret(access_token, 'access token')
  return access_token
}
