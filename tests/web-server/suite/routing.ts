import { deepEqual, equal, match } from 'node:assert/strict'
import { test } from 'node:test'
import { ask, errorOf, seen, talk } from '../ask.ts'
import type { Used } from '../used.ts'

const html = 'text/html,application/xhtml+xml,*/*;q=0.8'

/** Which role answers at which path; each is sent the path as it stands here. */
const table: readonly (readonly [path: string, role: string])[] = [
  ['/', 'control'],
  ['/?a=b', 'control'],
  ['/control/api/users', 'control'],
  ['/spa/config.json', 'control'],
  ['/spa/config.json?v=1', 'control'],
  ['/authserver/', 'authserver'],
  ['/authserver/oauth2/authorize?scope=a%20b&state=%2F..%2F//', 'authserver'],
  ['/authserver/oauth2/.well-known/openid-configuration', 'authserver'],
  ['/authserver/a..b/.c/..d/e...', 'authserver'],
  ['/authserver/admin/api/users/a%20b%C3%BC', 'authserver'],
  ['/.well-known/oauth-authorization-server/authserver/oauth2', 'authserver'],
  ['/.well-known/oauth-authorization-server/~k3f9/authserver/oauth2', 'authserver'],
  ['/resserver/protected-resources/', 'resserver'],
  ['/.well-known/oauth-protected-resource/resserver', 'resserver'],
  ['/~k3f9', 'control'],
  ['/~k3f9/', 'control'],
  ['/~k3f9/spa/config.json', 'control'],
  ['/~k3f9/authserver/oauth2/jwks', 'authserver'],
  ['/%7Ek3f9/authserver/oauth2/jwks', 'authserver'],
  ['/%7ek3f9/control/api', 'control'],
  ['/%7Ek3f9', 'control'],
  ['/~/control/api', 'control'],
  // An encoded letter is that letter (RFC 3986 §6.2.2.2), to both web servers.
  ['/%61uthserver/oauth2/jwks', 'authserver'],
  ['/spa/%63onfig.json', 'control'],
]

const odd = [
  '/authserver/../control/api/users',
  '/authserver/./oauth2/jwks',
  '/authserver/oauth2/..',
  '/authserver/.',
  '//authserver/oauth2/jwks',
  '/authserver//oauth2/jwks',
  '/authserver/oauth2//',
  '/authserver%2foauth2/jwks',
  '/authserver%2Foauth2/jwks',
  '/authserver/%2e%2e/control/api/users',
  '/authserver/.%2E/control',
  '/authserver/oauth2/%2e?a',
  '/assets/..%5c..%5ckit/log.ts',
  '/assets/%2e%2e/%2e%2e/package.json',
  '/assets/\\..\\package.json',
  '/spa/%00',
  '/authserver/%0d%0aset-cookie:a=b',
  '/authserver%0a',
  '/authserver/%7f',
  '/authserver/100%',
  '/authserver/%zz',
  '/~abc/../authserver/oauth2/jwks',
  '/../../etc/passwd',
  '/authserver/#fragment',
  '*',
  'ftp://webserver/authserver/',
]

export function routingTests(used: Used): void {
  test('each path leads to its role, whole and as it was sent', async () => {
    for (const [path, role] of table) {
      const answer = await ask(used.webServer, path)
      equal(answer.status, 200, path)
      deepEqual([seen(answer).role, seen(answer).target], [role, path])
    }
  })

  test('an absolute-form target is accepted, and its host holds in place of the Host header', async () => {
    const { origin } = used.webServer
    for (const [path, role] of table) {
      const answer = await ask(used.webServer, origin + path)
      equal(answer.status, 200, path)
      deepEqual([seen(answer).role, seen(answer).target], [role, path])
    }
    for (const target of [`${origin.toUpperCase()}/authserver/`, `${origin}/authserver/`]) {
      const answer = await ask(used.webServer, target, { headers: { host: 'evil.example' } })
      const { headers } = seen(answer)
      deepEqual(
        [headers['host'], headers['x-forwarded-host']],
        [new URL(origin).host, new URL(origin).host],
      )
    }
    equal(seen(await ask(used.webServer, origin)).target, '/')
    equal((await ask(used.webServer, `${origin}/assets/tokens.css`)).status, 200)
    const folder = await ask(used.webServer, `${origin}/client?a=b`)
    deepEqual([folder.status, folder.headers.location], [308, '/client/?a=b'])
  })

  test('an absolute-form target of another host or scheme is answered 421, an odd one 400', async () => {
    const { host } = new URL(used.webServer.origin)
    for (const [target, status, error] of [
      ['https://evil.example/authserver/', 421, 'misdirected_request'],
      ['https://webserver/authserver/', 421, 'misdirected_request'],
      [`http://${host}/authserver/`, 421, 'misdirected_request'],
      [`https://${host}//authserver/`, 400, 'bad_path'],
      [`https://${host}/authserver/../control/`, 400, 'bad_path'],
      [`https://${host}/authserver%2f`, 400, 'bad_path'],
    ] as const) {
      const answer = await ask(used.webServer, target)
      deepEqual([answer.status, errorOf(answer)], [status, error], target)
    }
    const page = await ask(used.webServer, `https://localhost:${used.webServer.port}/client/?a=b`, {
      headers: { accept: html },
    })
    deepEqual([page.status, page.headers.location], [308, `${used.webServer.origin}/client/?a=b`])
  })

  test('HEAD and OPTIONS reach a role unchanged, and their answers come back', async () => {
    for (const path of ['/authserver/oauth2/token', '/resserver/protected-resources/']) {
      const say = (name: string, value: string) =>
        `say=${encodeURIComponent(JSON.stringify([name, value]))}`
      const head = await ask(used.webServer, `${path}?${say('content-length', '77')}`, {
        method: 'HEAD',
      })
      deepEqual([head.status, head.text, head.headers['content-length']], [200, '', '77'], path)
      equal(head.headers['x-method'], 'HEAD')
      const headers = { origin: 'https://app.example', 'access-control-request-method': 'POST' }
      const options = await ask(used.webServer, `${path}?status=204&${say('allow', 'GET, HEAD')}`, {
        method: 'OPTIONS',
        headers,
      })
      deepEqual([options.status, options.text, options.headers.allow], [204, '', 'GET, HEAD'], path)
      equal(options.headers['x-method'], 'OPTIONS')
    }
  })

  test('every method reaches a role, with its body', async () => {
    for (const method of ['POST', 'PUT', 'PATCH', 'DELETE', 'OPTIONS']) {
      const body = method === 'OPTIONS' ? '' : 'grant_type=client_credentials'
      const got = seen(await ask(used.webServer, '/authserver/oauth2/token?a=b', { method, body }))
      deepEqual([got.method, got.body.bytes], [method, body.length])
    }
    equal((await ask(used.webServer, '/authserver/', { method: 'HEAD' })).text, '')
  })

  test('paths of nobody are answered 404 as JSON', async () => {
    for (const path of [
      '/unknown',
      '/authserverx/',
      '/Authserver/',
      '/.env',
      '/~/x',
      '/~k3f9/unknown',
      '/~a/~b/authserver/',
      '/x/authserver/',
      '/.well-known/security.txt',
      '/spa/config.json/',
      '/-errors/404.json',
      '/-errors/',
    ]) {
      const answer = await ask(used.webServer, path)
      deepEqual([answer.status, errorOf(answer)], [404, 'not_found'], path)
      equal(answer.headers['content-type'], 'application/json')
      equal(answer.headers['cache-control'], 'no-store')
    }
  })

  test('odd paths are answered 400 and reach nobody', async () => {
    for (const path of odd) {
      const answer = await ask(used.webServer, path)
      equal(answer.status, 400, path)
      equal(answer.headers['content-type'], 'application/json')
      equal(errorOf(answer), 'bad_path', path)
    }
    const { host } = new URL(used.webServer.origin)
    const raw = `GET /authserver/\u009b31m HTTP/1.1\r\nHost: ${host}\r\nConnection: close\r\n\r\n`
    match(await talk(used.webServer, raw), /^HTTP\/1\.1 400 /)
    const search = await ask(used.webServer, '/authserver//x', { method: 'M-SEARCH' })
    equal(search.status, 400)
  })

  test('a folder without its slash is redirected by 308, whatever the method', async () => {
    for (const [path, location] of [
      ['/authserver', '/authserver/'],
      ['/client?a=b&c=//', '/client/?a=b&c=//'],
      ['/~k3f9/spa', '/~k3f9/spa/'],
      ['/%7Ek3f9/control', '/%7Ek3f9/control/'],
      ['/assets', '/assets/'],
    ] as const) {
      for (const method of ['GET', 'POST']) {
        const { status, headers } = await ask(used.webServer, path, { method })
        deepEqual([status, headers.location], [308, location], path)
      }
    }
  })

  test('a Host that is not of the origin is answered 421, whatever the path', async () => {
    const { port } = used.webServer
    for (const host of [
      'evil.example',
      `evil.example:${port}`,
      'localhost',
      'webserver',
      `webserver.:${port}`,
    ]) {
      for (const path of ['/authserver/oauth2/jwks', '/', '/assets/tokens.css', '/unknown']) {
        const answer = await ask(used.webServer, path, { headers: { host } })
        deepEqual([answer.status, errorOf(answer)], [421, 'misdirected_request'], host + path)
      }
    }
    const page = await ask(used.webServer, '/', { headers: { host: 'evil.example', accept: html } })
    equal(page.status, 421)
    match(page.text, /This is https:\/\/webserver:/)
    const capitals = { host: `WebServer:${port}` }
    equal((await ask(used.webServer, '/authserver/', { headers: capitals })).status, 200)
  })

  test('pages asked for under another name of the certificate are sent to the origin by 308', async () => {
    const { port, origin } = used.webServer
    for (const host of [
      `localhost:${port}`,
      '127.0.0.1',
      `[::1]:${port}`,
      'webserver',
      'webserver:1',
    ]) {
      const headers = { host, accept: html }
      const page = await ask(used.webServer, '/client/?code=1', { headers })
      deepEqual([page.status, page.headers.location], [308, `${origin}/client/?code=1`], host)
      equal((await ask(used.webServer, '/client/', { headers: { host } })).status, 421)
      equal((await ask(used.webServer, '/client/', { headers, method: 'POST' })).status, 421)
    }
    const headers = { host: `localhost:${port}`, accept: html }
    equal((await ask(used.webServer, '/a/../b', { headers })).status, 400)
  })
}
