import { equal, match, ok } from 'node:assert/strict'
import { request as httpsRequest } from 'node:https'
import { after, describe, test } from 'node:test'
import type { RouteInfo } from '@oauth-lab/kit/admin/control-client.ts'
import { openTestLab } from '../../test-lab.ts'

/** One malformed request: what `raw` sends besides method and address. */
interface BadRequest {
  method?: string
  query?: string
  headers?: Record<string, string>
  body?: string | Buffer
}

const form = { 'content-type': 'application/x-www-form-urlencoded' }
const json = { 'content-type': 'application/json' }
const nul = '%00'

/** Without a body of their own these are sent to every route; the others only where bodies are read. */
const always: Record<string, BadRequest> = {
  'an unknown method': { method: 'PROPFIND' },
  'duplicate parameters': { query: '?a=1&a=2&client_id=x&client_id=y&state=1&state=2' },
  'a NUL byte in the query': { query: `?client_id=${nul}&scope=a${nul}` },
  'bytes that are not UTF-8 in the query': {
    query: '?client_id=%ff%fe&redirect_uri=%c3%28&code=%',
  },
  'a prototype in the query': { query: '?__proto__=x&constructor=y&toString=z&hasOwnProperty=1' },
  'odd credentials': { headers: { authorization: 'Basic %%%', cookie: 'a=%ff; =; ;;;x' } },
  'a bearer token of odd letters': { headers: { authorization: 'Bearer \u00ff"\\' } },
}
const withBody: Record<string, BadRequest> = {
  'JSON that breaks off': { headers: json, body: '{"a":' },
  'JSON that is empty': { headers: json, body: '' },
  'JSON null': { headers: json, body: 'null' },
  'a JSON array': { headers: json, body: '[[[]]]' },
  'a JSON number': { headers: json, body: '1e999' },
  'JSON with a prototype': { headers: json, body: '{"__proto__":{"x":1},"constructor":{}}' },
  'JSON members of wrong types': {
    headers: json,
    body: '{"username":{},"password":[],"id":7,"clock":null,"waived":"x","redirect_uris":{}}',
  },
  'bytes that are no JSON': { headers: json, body: Buffer.from([0, 0xff, 0xfe, 0]) },
  'a form in no order': { headers: form, body: '&&==&=a&a&%&%zz=%ff&\0=\0' },
  'a form with a NUL byte': { headers: form, body: `token=${nul}&client_id=${nul}&login=${nul}` },
  'a form with duplicate parameters': { headers: form, body: 'token=a&token=b&csrf=1&csrf=2' },
  'a form with a prototype': { headers: form, body: '__proto__=1&__proto__=2&constructor=x' },
  'a form that is not UTF-8': { headers: form, body: Buffer.from([0x61, 0x3d, 0xff, 0xfe]) },
  'an unknown content type': { headers: { 'content-type': 'text/x-unheard-of' }, body: 'x' },
  'a malformed content type': { headers: { 'content-type': ';;;' }, body: 'x' },
  'no content type': { body: 'x' },
  multipart: { headers: { 'content-type': 'multipart/form-data; boundary=x' }, body: '--x--' },
}
/** A snapshot may be larger than what else is read. */
function oversized({ path }: RouteInfo): Record<string, BadRequest> {
  const large = 'x'.repeat((/\/(?:snapshot|import)$/.test(path) ? 17 * 1024 : 300) * 1024)
  return {
    'an oversized form': { headers: form, body: `token=${large}` },
    'oversized JSON': { headers: json, body: `{"a":"${large}"}` },
  }
}
const hugeHeader: BadRequest = { headers: { 'x-huge': 'x'.repeat(40 * 1024) } }

const lab = await openTestLab()
const routes = (await lab.control.routes()).filter(({ role }) => role !== 'static')
const session = await lab.trustedFetch(`${lab.origin}/control/api/session`, {
  method: 'POST',
  headers: json,
  body: JSON.stringify({ username: 'superuser', password: 'SYS' }),
})
const administrator = ((await session.json()) as { access_token: string }).access_token
after(() => lab.stop())

/** Requests that a good administrator's token must not send: they would end the lab of the others. */
const isHarmless = ({ method, path }: RouteInfo) =>
  !/\/(reset|renew|rotate|bootstrap|session)$/.test(path) &&
  !(method === 'DELETE' && /\/config(uration)?$/.test(path))
const isAdministration = ({ path }: RouteInfo) => /\/(admin\/)?api\//.test(path)

// Each waits for the lab most of its time.
describe('every route', { concurrency: 4 }, () => {
  for (const route of routes) {
    const { method, path } = route
    const reads = ['POST', 'PUT', 'PATCH', 'DELETE'].includes(method)
    describe(`${method} ${path}`, () => {
      test('answers bad input with JSON or a page that says what is wrong, never with 5xx', async () => {
        for (const [what, bad] of Object.entries({ ...always, ...(reads && withBody) })) {
          requireClear(await send(route, bad), what)
          if (isAdministration(route) && isHarmless(route)) {
            const authorization = `Bearer ${administrator}`
            const headers = { authorization, ...bad.headers }
            requireClear(await send(route, { ...bad, headers }), `${what}, by an administrator`)
          }
        }
      })

      test('refuses what is too large: 413 for a body, 431 for headers', async () => {
        const huge = await send(route, hugeHeader)
        equal(huge.status, 431)
        if (!reads) return
        const authorization = `Bearer ${administrator}`
        for (const [what, bad] of Object.entries(oversized(route))) {
          const headers = { ...bad.headers, ...(isAdministration(route) && { authorization }) }
          const answer = await send(route, { ...bad, headers })
          // Where forms are not read at all, their type is refused before their size.
          const refused = what === 'oversized JSON' ? [413] : [413, 415]
          ok(refused.includes(answer.status), `${what}: ${answer.status}`)
          requireClear(answer, what)
        }
      })
    })
  }
})

describe('the route table', () => {
  test('names the routes of every role, each once', () => {
    for (const role of ['authserver', 'resserver', 'client', 'control']) {
      ok(
        routes.some((route) => route.role === role),
        role,
      )
    }
    const names = routes.map(({ method, path }) => `${method} ${path}`)
    equal(new Set(names).size, names.length)
    ok(names.includes('POST /authserver/oauth2/token'))
  })

  test('bad identifiers in its paths are answered clearly too', async () => {
    for (const route of routes.filter(({ path }) => path.includes(':'))) {
      for (const id of ['%00', '%ff', '%', 'a%20b', '__proto__', '~', 'long-name-'.repeat(60)]) {
        const answer = await send(route, {}, id)
        requireClear(answer, `${route.method} ${route.path} ${id.slice(0, 9)}`)
      }
    }
  })
})

interface RawAnswer {
  status: number
  type: string
  challenge: string | undefined
  text: string
}

/** Sends the request as it is; `undici` would fix some of it. */
function send({ method, path }: RouteInfo, bad: BadRequest, id = 'x'): Promise<RawAnswer> {
  const { hostname, port, host } = new URL(lab.origin)
  const target = path.replaceAll(/:\w+/g, id) + (bad.query ?? '')
  return new Promise((resolve, reject) => {
    const request = httpsRequest(
      {
        hostname: lab.address,
        port,
        servername: hostname,
        ca: lab.ca,
        method: bad.method ?? method,
        path: target,
        headers: {
          host,
          ...bad.headers,
          ...(bad.body !== undefined && { 'content-length': Buffer.byteLength(bad.body) }),
        },
      },
      (response) => {
        let text = ''
        response.setEncoding('utf8').on('data', (part: string) => (text += part))
        response.on('end', () => {
          const type = response.headers['content-type'] ?? ''
          const challenge = response.headers['www-authenticate']
          resolve({ status: response.statusCode ?? 0, type, challenge, text })
        })
        response.on('error', reject)
      },
    )
    request.on('error', reject)
    request.end(bad.body)
  })
}

/** Fine, a redirect, or a refusal that tells in JSON or on a page what is wrong. */
function requireClear({ status, type, challenge, text }: RawAnswer, what: string): void {
  ok(status >= 200 && status < 500, `${what}: ${status} ${text.slice(0, 300)}`)
  if (status < 400 || text === '') return
  // Without a token the challenge alone tells what is wanted (RFC 6750 §3.1).
  if (status === 401 && challenge !== undefined && !challenge.includes('error=')) return
  if (type.startsWith('application/json')) {
    const { error, error_description } = JSON.parse(text) as Record<string, string>
    match(error ?? '', /^[a-z_]+$/, what)
    ok(error_description, what)
    return
  }
  ok(type.startsWith('text/html'), `${what}: ${status} ${type}`)
  match(text, /<h1[^>]*>[^<]+<\/h1>/, what)
}
