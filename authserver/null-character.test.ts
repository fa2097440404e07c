import { equal, ok } from 'node:assert/strict'
import { after, before, describe, test } from 'node:test'
import { PGlite, types } from '@electric-sql/pglite'
import { createLog } from '@oauth-lab/kit/log.ts'
import { PGliteDialect } from 'kysely'
import { createApp } from './app.ts'

const administration = { username: 'superuser', password: 'SYS', key: 'ab'.repeat(32) }
const nobody = () => Promise.reject(new Error('nobody is asked'))
const encode = (part: object) => Buffer.from(JSON.stringify(part)).toString('base64url')

describe('an authorization server over PostgreSQL, whose text holds no U+0000', () => {
  const pglite = new PGlite({ parsers: { [types.INT8]: Number } })
  let server: Awaited<ReturnType<typeof createApp>>
  before(async () => {
    server = await createApp({
      origin: 'https://lab.test',
      administration,
      fetch: nobody,
      fetchTrusting: () => nobody,
      log: createLog('authserver', { write: () => undefined }),
      database: new PGliteDialect({ pglite }),
    })
  })
  // It closes its database, too.
  after(() => server.app.close())

  const issuer = '/authserver/oauth2'
  const form = { 'content-type': 'application/x-www-form-urlencoded' }
  const basic = `Basic ${Buffer.from('%00:x').toString('base64')}`
  const jwt = `${encode({ alg: 'ES256' })}.${encode({ iss: '\0', sub: '\0', aud: 'x' })}.AAAA`
  const assertion = 'urn:ietf:params:oauth:client-assertion-type:jwt-bearer'
  const post = (path: string, body: Record<string, string>, headers = {}) => ({
    method: 'POST' as const,
    url: path,
    headers: { ...form, ...headers },
    payload: new URLSearchParams(body).toString(),
  })
  const bearer = { authorization: 'Bearer x' }

  for (const [where, request] of Object.entries({
    'the client_id of an authorization request': { url: `${issuer}/authorize?client_id=%00` },
    'the client_id of a token request': post(`${issuer}/token`, { client_id: '\0', code: '\0' }),
    'the client_id of a pushed request': post(`${issuer}/par`, { client_id: '\0' }),
    'HTTP Basic': post(`${issuer}/token`, { grant_type: 'x' }, { authorization: basic }),
    'a client assertion': post(`${issuer}/token`, {
      client_assertion_type: assertion,
      client_assertion: jwt,
    }),
    'the address of a registration': { url: `${issuer}/register/%00`, headers: bearer },
    'the address of an interaction': { url: '/authserver/interaction/%00' },
    'a log-out': {
      url: `${issuer}/logout?client_id=%00&post_logout_redirect_uri=https://a.example/`,
    },
  })) {
    test(`refuses one in ${where} as what is unknown`, async () => {
      const { statusCode, body } = await server.app.inject(request)
      ok([400, 401, 404].includes(statusCode), `${statusCode} ${body}`)
    })
  }

  test('answers a request without one', async () => {
    equal((await server.app.inject(`${issuer}/jwks`)).statusCode, 200)
  })
})
