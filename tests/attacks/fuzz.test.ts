import { ok } from 'node:assert/strict'
import { request as httpsRequest } from 'node:https'
import { after, test } from 'node:test'
import * as fc from 'fast-check'
import { explainRecording } from '@oauth-lab/explain/explain-recording.ts'
import type { RouteInfo } from '@oauth-lab/kit/admin/control-client.ts'
import { redirectUri, registerClient } from '../protocol/support/place.ts'
import { basic } from '../protocol/support/code-flow.ts'
import { openTestLab } from '../test-lab.ts'

/** So many requests in CI; `LAB_FUZZ_REQUESTS` sends more, `LAB_FUZZ_SEED` the same ones again. */
const numRuns = Number(process.env['LAB_FUZZ_REQUESTS'] ?? 1500)
const seed = Number(process.env['LAB_FUZZ_SEED'] ?? Date.now() % 2 ** 31)

const lab = await openTestLab()
after(() => lab.stop())
const session = await lab.trustedFetch(`${lab.base}/control/api/session`, {
  method: 'POST',
  headers: { 'content-type': 'application/json' },
  body: JSON.stringify({ username: 'superuser', password: 'SYS' }),
})
const { access_token: administrator } = (await session.json()) as { access_token: string }
const client = await registerClient(lab)

/** Those that end what the other requests are sent to, or wait for something that never comes. */
const spared =
  /\/(?:reset|renew|rotate|bootstrap|session|snapshot|import|stream|wait)$|\/sandboxes|\/certificate/
const routes = (await lab.control.routes()).filter(
  ({ role, path, method }) => role !== 'static' && method !== 'DELETE' && !spared.test(path),
)

/** What the endpoints read, so that a request comes further than its first check. */
const names = `
  response_type client_id redirect_uri scope state nonce prompt max_age code_challenge
  code_challenge_method response_mode request request_uri claims id_token_hint
  login_hint acr_values resource dpop_jkt grant_type code code_verifier refresh_token
  device_code assertion client_assertion token client_assertion_type client_secret
  subject_token subject_token_type user_code actor_token audience token_type_hint login
  password csrf answer iss redirect_uris grant_types jwks jwks_uri username name at
  limit page post_logout_redirect_uri logout_token access_token sort q waive id
  __proto__
`
  .trim()
  .split(/\s+/)
const assertionType = 'urn:ietf:params:oauth:client-assertion-type:jwt-bearer'
const encode = (value: unknown) => Buffer.from(JSON.stringify(value) ?? '').toString('base64url')

/** Any text, and what is near to what is expected. */
const text = fc.oneof(
  { weight: 3, arbitrary: fc.string({ unit: 'binary', maxLength: 40 }) },
  { weight: 2, arbitrary: fc.webUrl({ withQueryParameters: true, withFragments: true }) },
  fc.constantFrom(
    'code',
    'code id_token',
    'none',
    'authorization_code',
    'client_credentials',
    'refresh_token',
    'openid',
    'openid my/scope',
    'S256',
    'plain',
    'form_post',
    'jwt',
    'login',
    '0',
    '-1',
    '1e999',
    'urn:ietf:params:oauth:grant-type:device_code',
    assertionType,
    'Infinity',
    'null',
    '\0',
    '%',
  ),
  fc.constantFrom(client.client_id, redirectUri, `${lab.base}/resserver`, lab.issuer),
  fc.double().map(String),
  fc.json({ maxDepth: 3 }),
  fc
    .tuple(
      fc.dictionary(fc.constantFrom('alg', 'kid', 'typ', 'crit', 'jwk', 'b64'), fc.jsonValue()),
      fc.jsonValue(),
    )
    .map(([header, claims]) => `${encode(header)}.${encode(claims)}.AAAA`),
)
const parameters = fc.array(
  fc.tuple(fc.oneof({ weight: 9, arbitrary: fc.constantFrom(...names) }, text), text),
  {
    maxLength: 8,
  },
)
const form = parameters.map((pairs) => ({
  type: 'application/x-www-form-urlencoded',
  body: new URLSearchParams(
    pairs.map(([name, value]): [string, string] => [name, value]),
  ).toString(),
}))
const json = fc
  .oneof(fc.dictionary(fc.constantFrom(...names), fc.oneof(text, fc.jsonValue())), fc.jsonValue())
  .map((value) => ({ type: 'application/json', body: JSON.stringify(value) }))
const raw = fc.record({ type: fc.constantFrom('text/plain', 'application/json', ''), body: text })
/** What may stand in a header at all (RFC 9110 §5.5). */
const headerText = text.map((value) => value.replaceAll(/[^\x20-\x7e\x80-\xff]/g, '').trim())
const authorization = fc.oneof(
  fc.constantFrom(`Bearer ${administrator}`, basic(client.client_id, client.client_secret)),
  fc.tuple(fc.constantFrom('Bearer', 'DPoP', 'bearer'), headerText).map((words) => words.join(' ')),
  fc.tuple(text, text).map((pair) => `Basic ${Buffer.from(pair.join(':')).toString('base64')}`),
  headerText,
)
const request = fc.record({
  route: fc.constantFrom(...routes),
  id: fc.oneof(fc.constantFrom('x', 'developer', '~', '__proto__'), text),
  query: parameters,
  sent: fc.oneof(form, json, raw),
  headers: fc.record(
    {
      authorization,
      dpop: headerText,
      cookie: headerText,
      origin: headerText,
      accept: fc.constantFrom('text/html', 'application/json', 'application/jwt', '*/*'),
      'if-match': headerText,
    },
    { requiredKeys: [] },
  ),
})
type Fuzzed = typeof request extends fc.Arbitrary<infer One> ? One : never

/** Sends it as it is, by node:https: `fetch` would mend some of it. */
function send({
  route,
  id,
  query,
  sent,
  headers,
}: Fuzzed): Promise<{ status: number; said: string }> {
  const { hostname, port, host, pathname } = new URL(lab.base)
  const { path, method }: RouteInfo = route
  const reads = ['POST', 'PUT', 'PATCH'].includes(method)
  const named = path.replaceAll(/:\w+|\*/g, () => encodeURIComponent(id.toWellFormed()))
  const search = new URLSearchParams(query.map(([name, value]): [string, string] => [name, value]))
  const body = reads ? Buffer.from(sent.body) : undefined
  return new Promise((resolve, reject) => {
    const out = httpsRequest(
      {
        hostname: lab.address,
        port,
        servername: hostname,
        ca: lab.ca,
        method,
        path: `${pathname.replace(/\/$/, '')}${named}?${search.toString()}`,
        headers: {
          host,
          ...headers,
          ...(body && { 'content-type': sent.type, 'content-length': body.length }),
        },
      },
      (response) => {
        let said = ''
        response.setEncoding('utf8').on('data', (part: string) => (said += part))
        response.on('end', () => resolve({ status: response.statusCode ?? 0, said }))
        response.on('error', reject)
      },
    )
    out.on('error', reject)
    out.end(body)
  })
}

test(`no request of ${numRuns} makes a server fail (LAB_FUZZ_SEED=${seed})`, async () => {
  ok(routes.length > 50)
  await fc.assert(
    fc.asyncProperty(request, async (fuzzed) => {
      const { status, said } = await send(fuzzed)
      // 502: the web client could not reach a server that somebody named.
      ok(status < 500 || status === 502, `${status} ${said.slice(0, 300)}`)
    }),
    { numRuns, seed },
  )
  // What was recorded of all that can be told, and explained.
  const { log } = await lab.control.recording.har()
  ok(log.entries.length > 0)
  explainRecording(log.entries)
})
