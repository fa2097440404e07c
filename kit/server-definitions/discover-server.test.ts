import { deepEqual, equal, match } from 'node:assert/strict'
import { test } from 'node:test'
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
  answers?: Record<string, Response | Error>
}) {
  const authorities: string[] = []
  const answers: Record<string, Response | Error> = {
    '/.well-known/openid-configuration': Response.json(metadata),
    '/jwks': Response.json(keys),
    ...change.answers,
  }
  const fetch = ((url: string) => {
    const answer = answers[url.slice(issuer.length)]
    return answer instanceof Response
      ? Promise.resolve(answer)
      : Promise.reject(answer ?? new Error('nothing answers there'))
  }) as Fetch
  const wanted = { issuer: change.issuer ?? issuer, authority: change.authority ?? 'lab' }
  const answer = await discoverServer(sandbox, wanted, {
    fetchTrusting: (authority) => {
      authorities.push(authority)
      return fetch
    },
    needs: ['jwks_uri', 'token_endpoint'],
  })
  return { ...answer, authorities, failed: answer.checks.filter((one) => one.outcome === 'failed') }
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
