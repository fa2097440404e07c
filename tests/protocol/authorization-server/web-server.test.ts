import { deepEqual, equal, match, ok } from 'node:assert/strict'
import { request as httpsRequest } from 'node:https'
import type { IncomingHttpHeaders } from 'node:http'
import { connect } from 'node:tls'
import { describe, test } from 'node:test'
import { useLab } from '../support/use-lab.ts'

const used = useLab()

interface Answer {
  status: number
  headers: IncomingHttpHeaders
  text: string
}

/** A request target exactly as written. */
function get(path: string, headers: Record<string, string> = {}, method = 'GET'): Promise<Answer> {
  const { ca, address, origin } = used.lab
  const { hostname: servername, port, host } = new URL(origin)
  return new Promise((resolve, reject) => {
    const at = { hostname: address, port, servername, ca }
    const options = { ...at, method, path, headers: { host, ...headers } }
    const request = httpsRequest(options, (response) => {
      let text = ''
      response.setEncoding('utf8').on('data', (part: string) => (text += part))
      response.on('end', () => {
        resolve({ status: response.statusCode ?? 0, headers: response.headers, text })
      })
    })
    request.on('error', reject).end()
  })
}

describe('the web server', () => {
  test('answers odd paths with 400', async () => {
    for (const path of [
      '/authserver/../control/api/users',
      '/authserver/./oauth2/jwks',
      '/authserver/oauth2/..',
      '//authserver/oauth2/jwks',
      '/authserver//oauth2/jwks',
      '/authserver%2foauth2/jwks',
      '/authserver%2Foauth2/jwks',
      '/authserver/%2e%2e/control/api/users',
      '/authserver/.%2E/control',
      '/assets/..%5c..%5ckit/log.ts',
      '/assets/%2e%2e/%2e%2e/package.json',
      '/assets/\\..\\package.json',
      '/spa/%00',
      '/~abc/../authserver/oauth2/jwks',
    ]) {
      const { status, headers, text } = await get(path)
      equal(status, 400, path)
      equal(headers['content-type'], 'application/json')
      equal((JSON.parse(text) as { error: string }).error, 'bad_path')
    }
  })

  test('takes a dot within a name, and %7E for ~', async () => {
    const place = await used.sandbox()
    const id = place.base.split('~')[1]!
    equal((await get('/authserver/oauth2/.well-known/openid-configuration')).status, 200)
    for (const tilde of ['~', '%7E', '%7e']) {
      equal((await get(`/${tilde}${id}/authserver/oauth2/jwks`)).status, 200)
    }
  })

  test('answers a foreign Host with 421, whatever the path', async () => {
    const { port } = new URL(used.lab.origin)
    const accept = 'text/html'
    for (const host of [
      'evil.example',
      `evil.example:${port}`,
      'localhost',
      `localhost.:${port}`,
    ]) {
      const { status, text } = await get('/authserver/oauth2/jwks', { host })
      equal(status, 421, host)
      equal((JSON.parse(text) as { error: string }).error, 'misdirected_request')
    }
    equal((await get('/', { host: 'evil.example', accept })).status, 421)
  })

  test('sends pages asked for under another name of the certificate to the origin, by 308', async () => {
    const { port, host: own } = new URL(used.lab.origin)
    const others = [`127.0.0.1:${port}`, `webserver:${port}`, `[::1]:${port}`, 'webserver']
    for (const host of others.filter((name) => name !== own)) {
      const page = await get('/client/?a=1', { host, accept: 'text/html,*/*' })
      equal(page.status, 308, host)
      equal(page.headers.location, `${used.lab.origin}/client/?a=1`)
      equal((await get('/authserver/oauth2/jwks', { host })).status, 421)
      equal((await get('/client/', { host, accept: 'text/html' }, 'POST')).status, 421)
    }
  })

  test('answers unknown paths with 404 as JSON, and a role that prefixes another name too', async () => {
    for (const path of ['/unknown', '/authserverx/', '/authserver/unknown', '/.env', '/~/x']) {
      const { status, text } = await get(path)
      equal(status, 404, path)
      ok((JSON.parse(text) as { error: string }).error)
    }
  })

  test('answers a known path with a wrong method with 405 and Allow, as a page where one is asked for', async () => {
    for (const [method, path, allow] of [
      ['GET', '/authserver/oauth2/token', /POST/],
      ['DELETE', '/authserver/oauth2/jwks', /GET, HEAD/],
      ['POST', '/authserver/oauth2/.well-known/openid-configuration', /GET, HEAD/],
      ['PUT', '/authserver/oauth2/authorize', /^GET, OPTIONS, POST$/],
      ['PUT', '/resserver/protected-resources/', /GET, HEAD, OPTIONS, POST/],
      ['POST', '/control/readyz', /GET, HEAD/],
      ['PUT', '/control/api/session', /POST/],
    ] as const) {
      const { status, headers, text } = await get(path, {}, method)
      deepEqual([status, headers['content-type']], [405, 'application/json; charset=utf-8'], path)
      match(headers.allow ?? '', allow, path)
      match(text, /"error":"method_not_allowed"/, path)
    }
    // A HEAD of a page would begin or end an interaction.
    equal((await get('/authserver/oauth2/authorize', {}, 'HEAD')).status, 405)
    const page = await get('/authserver/oauth2/token', { accept: 'text/html' })
    deepEqual([page.status, page.headers['content-type']], [405, 'text/html; charset=utf-8'])
  })

  test('names the request in every answer, the same for a role and its log', async () => {
    const place = await used.sandbox()
    const { pathname } = new URL(place.base)
    const ids = new Set<string>()
    for (const path of [
      '/authserver/oauth2/token',
      '/client/',
      '/resserver/',
      '/assets/none',
      '/',
    ]) {
      const { headers } = await get(pathname + path, { 'x-request-id': 'mine' })
      match(String(headers['x-request-id']), /^[0-9a-f]{8}$/, path)
      ids.add(String(headers['x-request-id']))
    }
    equal(ids.size, 5)
  })

  test('takes one Authorization header, and refuses two', async () => {
    const path = '/resserver/protected-resources/'
    const two = { authorization: ['Bearer a', 'Bearer b'] as unknown as string }
    equal((await get(path, { authorization: 'Bearer a' })).status, 401)
    equal((await get(path, two)).status, 400)
  })

  test('serves no file outside of its folders', async () => {
    for (const path of ['/assets/.env', '/assets/', '/assets/package.json', '/spa/nothing.html']) {
      ok([403, 404].includes((await get(path)).status), path)
    }
    equal((await get('/assets/tokens.css')).status, 200)
    equal((await get('/assets/tokens.css', {}, 'POST')).status, 405)
  })

  test('sets nosniff and no-referrer on every answer, and no HSTS on localhost', async () => {
    for (const path of ['/', '/assets/tokens.css', '/unknown', '/authserver/oauth2/jwks', '//']) {
      const { headers } = await get(path)
      equal(headers['x-content-type-options'], 'nosniff', path)
      equal(headers['referrer-policy'], 'no-referrer', path)
      equal(headers['strict-transport-security'], undefined, path)
      equal(headers['x-powered-by'], undefined, path)
    }
  })

  test('believes no forwarded header from outside', async () => {
    const { text } = await get('/authserver/oauth2/.well-known/openid-configuration', {
      'x-forwarded-host': 'evil.example',
      'x-forwarded-proto': 'http',
      'x-forwarded-prefix': '/evil',
      forwarded: 'host=evil.example;proto=http',
    })
    ok(!text.includes('evil'))
    match(text, new RegExp(`"issuer":"${used.lab.origin}/authserver/oauth2"`))
  })

  test('breaks off what is no HTTP, and goes on serving', async () => {
    const { ca, address: host, origin } = used.lab
    const { hostname: servername, port } = new URL(origin)
    const answer = await new Promise<string>((resolve, reject) => {
      const socket = connect({ host, servername, port: Number(port), ca }, () => {
        socket.end('\0\0\0 nonsense\r\n\r\n')
      })
      let text = ''
      socket.setEncoding('latin1').on('data', (part: string) => (text += part))
      socket.on('end', () => resolve(text)).on('error', reject)
    })
    match(answer, /^HTTP\/1\.1 400 /)
    equal((await get('/authserver/oauth2/jwks')).status, 200)
  })
})
