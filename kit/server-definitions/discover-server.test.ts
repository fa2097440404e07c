import { deepEqual, equal, match } from 'node:assert/strict'
import { test } from 'node:test'
import type { TypedMetadata } from '../admin/server-definition-document.ts'
import type { Sandbox } from '../sandbox.ts'
import type { Fetch } from '../trust.ts'
import { discoverServer } from './discover-server.ts'

const issuer = 'https://as.example/oauth2'
const metadata = { issuer, jwks_uri: `${issuer}/jwks`, token_endpoint: `${issuer}/token` }
const keys = { keys: [{ kty: 'EC', crv: 'P-256', x: 'x', y: 'y' }] }
const sandbox = { origin: 'https://lab.example', waives: () => false } as unknown as Sandbox

/** Discovers a server that answers this at `path`, and sees whom the authority was asked for. */
async function discover(change: {
  issuer?: string
  authority?: string
  metadata?: TypedMetadata
  answers?: Record<string, Response | Error>
}) {
  const authorities: string[] = []
  const asked: string[] = []
  const answers: Record<string, Response | Error> = {
    '/.well-known/openid-configuration': Response.json(metadata),
    '/jwks': Response.json(keys),
    ...change.answers,
  }
  const fetch = ((url: string) => {
    asked.push(url)
    const answer = answers[url.startsWith(issuer) ? url.slice(issuer.length) : url]
    return answer instanceof Response
      ? Promise.resolve(answer)
      : Promise.reject(answer ?? new Error('nothing answers there'))
  }) as Fetch
  const { metadata: typed } = change
  const wanted = {
    issuer: change.issuer ?? issuer,
    authority: change.authority ?? 'lab',
    metadata: typed,
  }
  const answer = await discoverServer(sandbox, wanted, {
    fetchTrusting: (authority) => {
      authorities.push(authority)
      return fetch
    },
    needs: () => ['jwks_uri', 'token_endpoint'],
  })
  return {
    ...answer,
    authorities,
    asked,
    failed: answer.checks.filter((one) => one.outcome === 'failed'),
  }
}

const failure = (code: string) =>
  Object.assign(new TypeError('fetch failed'), { cause: Object.assign(new Error(code), { code }) })
const wellKnown = '/.well-known/openid-configuration'

test('a server whose metadata and keys hold is usable, and every check says so', async () => {
  const { usable, checks, metadata: found, metadataUrl, authorities } = await discover({})
  equal(usable, true)
  deepEqual(found, metadata)
  equal(metadataUrl, issuer + wellKnown)
  deepEqual(new Set(checks.map(({ outcome }) => outcome)), new Set(['passed']))
  equal(checks.length, 9)
  deepEqual(authorities, ['lab'])
})

const refused: [string, string, Parameters<typeof discover>[0], RegExp][] = [
  ['an issuer of plain HTTP', 'issuer-form', { issuer: 'http://as.example' }, /http:/],
  ['an issuer with a query', 'issuer-form', { issuer: `${issuer}?a=b` }, /a=b/],
  [
    'an authority that is no certificate',
    'authority',
    { authority: '-----BEGIN CERTIFICATE-----\nAAAA\n-----END CERTIFICATE-----' },
    /^$/,
  ],
  [
    'a certificate of another host',
    'certificate',
    { answers: { [wellKnown]: failure('ERR_TLS_CERT_ALTNAME_INVALID') } },
    /ALTNAME/,
  ],
  [
    'a certificate of an unknown authority',
    'certificate',
    { answers: { [wellKnown]: failure('UNABLE_TO_VERIFY_LEAF_SIGNATURE') } },
    /UNABLE/,
  ],
  [
    'a server that does not listen',
    'answers',
    { answers: { [wellKnown]: failure('ECONNREFUSED') } },
    /ECONNREFUSED/,
  ],
  [
    'an answer of another status',
    'metadata',
    { answers: { [wellKnown]: Response.json(metadata, { status: 404 }) } },
    /404/,
  ],
  [
    'an answer that is no object',
    'metadata',
    { answers: { [wellKnown]: Response.json([metadata]) } },
    /no JSON object/,
  ],
  [
    'metadata of another issuer',
    'issuer',
    { answers: { [wellKnown]: Response.json({ ...metadata, issuer: `${issuer}/` }) } },
    /Expected https:\/\/as.example\/oauth2, found https:\/\/as.example\/oauth2\//,
  ],
  [
    'metadata that lacks what is needed',
    'members',
    { answers: { [wellKnown]: Response.json({ ...metadata, token_endpoint: 'http://x' }) } },
    /token_endpoint/,
  ],
  [
    'a key set that does not come',
    'keys',
    { answers: { '/jwks': failure('ECONNRESET') } },
    /RESET/,
  ],
  [
    'keys beside its metadata that are no set',
    'keys',
    { answers: { [wellKnown]: Response.json({ ...metadata, jwks_uri: undefined, jwks: 'none' }) } },
    /no key set/,
  ],
  [
    'a key set of secret keys',
    'keys',
    { answers: { '/jwks': Response.json({ keys: [{ kty: 'oct', k: 'AA' }] }) } },
    /holds 1/,
  ],
]
for (const [title, check, change, detail] of refused) {
  test(`${title} ends the discovery at server-definition.${check}`, async () => {
    const { usable, checks, failed } = await discover(change)
    equal(usable, false)
    deepEqual(
      failed.map(({ id }) => id),
      [`server-definition.${check}`],
    )
    equal(checks.at(-1), failed[0])
    match(failed[0]?.detail ?? '', detail)
  })
}

const inserted = 'https://as.example/.well-known/oauth-authorization-server/oauth2'
const none = () => new Response('', { status: 404 })

test('a server without an OpenID configuration is asked at the place of RFC 8414 §3.1', async () => {
  const answers = { [wellKnown]: none(), [inserted]: Response.json(metadata) }
  const { usable, source, metadataUrl, answered } = await discover({ answers })
  deepEqual(
    [usable, source, metadataUrl, answered?.status],
    [true, 'oauth-authorization-server', inserted, 200],
  )
})

test('where both places have nothing, both are told; one that fails is not followed by the other', async () => {
  const { failed, source } = await discover({
    answers: { [wellKnown]: none(), [inserted]: none() },
  })
  equal(failed[0]?.detail, `It was answered 404, and 404 at ${inserted}.`)
  equal(source, 'openid-configuration')
  const broken = await discover({ answers: { [wellKnown]: new Response('', { status: 500 }) } })
  deepEqual(broken.asked, [issuer + wellKnown])
  equal(broken.failed[0]?.detail, 'It was answered 500.')
})

test('of RFC 8414 another issuer is refused as well', async () => {
  const other = { ...metadata, issuer: 'https://as.example' }
  const answers = { [wellKnown]: none(), [inserted]: Response.json(other) }
  const { failed } = await discover({ answers })
  equal(failed[0]?.id, 'server-definition.issuer')
})

const typed = { token_endpoint: `${issuer}/token` }

test('what a person types is not discovered: its keys alone are asked for, and the rest is judged', async () => {
  const { usable, source, metadataUrl, asked, checks, members } = await discover({
    metadata: { ...typed, jwks_uri: `${issuer}/jwks` },
  })
  deepEqual([usable, source, metadataUrl], [true, 'typed', ''])
  deepEqual(asked, [`${issuer}/jwks`])
  deepEqual(
    checks.map(({ id }) => id.split('.')[1]),
    ['issuer-form', 'authority', 'members', 'address', 'certificate', 'keys'],
  )
  equal(members.find(({ name }) => name === 'token_endpoint')?.value, typed.token_endpoint)
  deepEqual((await discover({ metadata: { ...typed, jwks: keys } })).asked, [])
})

const unusable: [string, string, Parameters<typeof discover>[0], RegExp][] = [
  [
    'an address of plain HTTP',
    'members',
    { metadata: { token_endpoint: 'http://as.example/t', jwks: keys } },
    /token_endpoint/,
  ],
  [
    'an address that nobody needs, and is none',
    'members',
    { metadata: { ...typed, jwks: keys, userinfo_endpoint: 'here' } },
    /userinfo_endpoint/,
  ],
  ['no keys where they are needed', 'members', { metadata: typed }, /jwks_uri/],
  [
    'a private key',
    'keys',
    { metadata: { ...typed, jwks: { keys: [{ kty: 'EC', d: 'd' }] } } },
    /holds 1/,
  ],
  [
    'keys behind a certificate of another host',
    'certificate',
    {
      metadata: { ...typed, jwks_uri: `${issuer}/jwks` },
      answers: { '/jwks': failure('ERR_TLS_CERT_ALTNAME_INVALID') },
    },
    /ALTNAME/,
  ],
  [
    'an issuer with a query',
    'issuer-form',
    { issuer: `${issuer}?a=b`, metadata: { ...typed, jwks: keys } },
    /a=b/,
  ],
]
for (const [title, check, change, detail] of unusable) {
  test(`typed metadata with ${title} ends at server-definition.${check}`, async () => {
    const { usable, failed } = await discover(change)
    equal(usable, false)
    deepEqual(
      failed.map(({ id }) => id),
      [`server-definition.${check}`],
    )
    match(failed[0]?.detail ?? '', detail)
  })
}
