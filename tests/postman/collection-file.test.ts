import assert from 'node:assert/strict'
import { readFileSync } from 'node:fs'
import { join } from 'node:path'
import { describe, test } from 'node:test'
import { createPostmanEnvironment } from '@oauth-lab/scripts/postman/environment.ts'
import { collectionFile, postmanFolder } from './run-collection.ts'

interface Item {
  name: string
  description?: string
  item?: Item[]
  event?: { listen: string; script: { exec: string[] } }[]
  auth?: Auth
  request?: { url: string | { raw: string }; description: string; auth?: Auth }
}

interface Parameter {
  key: string
  value: unknown
}

type Auth = Record<string, Parameter[] | string>

interface Collection {
  info: { schema: string }
  item: Item[]
  variable: { key: string; value: string }[]
}

const text = readFileSync(collectionFile, 'utf8')
const collection = JSON.parse(text) as Collection

describe('the committed collection', () => {
  test('is of the format 2.1', () => {
    const schema = 'https://schema.getpostman.com/json/collection/v2.1.0/collection.json'
    assert.equal(collection.info.schema, schema)
  })

  test('describes each folder and each request with the clause that rules it', () => {
    for (const { name, description, request } of everyItem(collection.item)) {
      assert.match(description ?? request?.description ?? '', /RFC \d+|OpenID Connect/, name)
    }
  })

  test('asserts something in each request', () => {
    for (const item of requests(collection.item))
      assert.match(testsOf(item), /pm\.test\(/, item.name)
  })

  test('has a refusal in each folder', () => {
    for (const folder of collection.item) {
      const scripts = requests([folder]).map(testsOf).join('\n')
      assert.match(scripts, /refused with 4\d\d/, folder.name)
    }
  })

  test('asks nobody but the lab', () => {
    for (const { name, request } of requests(collection.item)) {
      const address = typeof request!.url === 'string' ? request!.url : request!.url.raw
      assert.match(
        address,
        /^\{\{(origin|base|issuer|[a-z]+_endpoint|jwks_uri|next_page|form_action)\}\}/,
        name,
      )
    }
  })

  test('holds no secret and no token', () => {
    for (const { key, value } of collection.variable) assert.equal(value, '', key)
    for (const item of everyItem(collection.item)) {
      for (const { key, value } of authenticationOf(item)) {
        if (!/password|secret|token$/i.test(key)) continue
        assert.match(String(value), /^\{\{\w+\}\}$|^not-the-secret$/, `${item.name}: ${key}`)
      }
    }
    assert.doesNotMatch(text, /eyJ[\w-]{10}/)
  })
})

describe('the committed environment', () => {
  const file = join(postmanFolder, 'oauth-lab.postman_environment.json')
  const environment: unknown = JSON.parse(readFileSync(file, 'utf8'))

  test('is that of a lab at its own address, without anything that only the lab knows', () => {
    const origin = 'https://localhost:8443'
    const issuer = `${origin}/authserver/oauth2`
    const expected = createPostmanEnvironment({
      origin,
      base: origin,
      metadata: {
        issuer,
        authorization_endpoint: `${issuer}/authorize`,
        token_endpoint: `${issuer}/token`,
        introspection_endpoint: `${issuer}/introspection`,
        revocation_endpoint: `${issuer}/revocation`,
        userinfo_endpoint: `${issuer}/userinfo`,
        jwks_uri: `${issuer}/jwks`,
      },
      client: {
        client_id: '',
        client_secret: '',
        redirect_uri: 'https://oauth.pstmn.io/v1/callback',
      },
      passwords: { developer: '', superuser: '' },
    })
    assert.deepEqual(environment, expected)
  })

  test('has every variable that the collection needs and does not set by itself', () => {
    const { values } = environment as { values: { key: string }[] }
    const known = new Set([...values, ...collection.variable].map(({ key }) => key))
    for (const [, name] of text.matchAll(/\{\{(\w+)\}\}/g)) assert.ok(known.has(name!), name!)
  })
})

function everyItem(items: Item[]): Item[] {
  return items.flatMap((item) => [item, ...everyItem(item.item ?? [])])
}

function requests(items: Item[]): Item[] {
  return everyItem(items).filter(({ request }) => request !== undefined)
}

function testsOf({ event = [] }: Item): string {
  const tests = event.filter(({ listen }) => listen === 'test')
  return tests.flatMap(({ script }) => script.exec).join('\n')
}

function authenticationOf({ auth, request }: Item): Parameter[] {
  return [auth, request?.auth].flatMap((one) =>
    Object.values(one ?? {}).flatMap((found) => (typeof found === 'string' ? [] : found)),
  )
}
