import { deepEqual, equal, match, notEqual, ok } from 'node:assert/strict'
import { test } from 'node:test'
import { untrustedHeaders } from '@oauth-lab/webserver/forwarded-headers.ts'
import { ask, seen, talk } from '../ask.ts'
import type { Used } from '../used.ts'

/** A role of the lab, an external program, and a well-known address of each. */
const places = [
  '/authserver/oauth2/jwks',
  '/~k3f9/control/api',
  '/.well-known/oauth-authorization-server/authserver/oauth2',
  '/resserver/protected-resources/',
  '/.well-known/oauth-protected-resource/resserver',
  '/',
]

/** Of the peer that the web server itself sees, and of nobody else. */
const oneAddress = /^(?:::ffff:)?(?:127|10|172|192)\.[0-9]+\.[0-9]+\.[0-9]+$/

export function headerTests(used: Used): void {
  test('a role hears from the web server alone who asked, how and where', async () => {
    const { host, port } = new URL(used.webServer.origin)
    const lies = {
      'x-forwarded-for': '6.6.6.6',
      'x-forwarded-proto': 'http',
      'x-forwarded-host': 'evil.example',
      'x-forwarded-port': 'evil',
      'x-request-id': 'evil',
      X_Forwarded_Host: 'evil.example',
      'X-Forwarded_Proto': 'evil',
      'x.forwarded.for': 'evil',
    }
    for (const path of places) {
      const { headers } = seen(await ask(used.webServer, path, { headers: lies }))
      equal(headers['x-forwarded-proto'], 'https', path)
      equal(headers['x-forwarded-host'], host)
      equal(headers['x-forwarded-port'], port)
      equal(headers['host'], host)
      match(headers['x-forwarded-for'] ?? '', oneAddress)
      match(headers['x-request-id'] ?? '', /^[0-9a-f]{8}$/)
      ok(!/evil|6\.6\.6\.6/.test(JSON.stringify(headers)), path)
    }
  })

  test('every other header by which a proxy would speak is dropped', async () => {
    const names = [...untrustedHeaders, 'X-Accel-Drop']
    const lies = Object.fromEntries(names.map((name) => [name, 'evil']))
    for (const path of places) {
      const { headers } = seen(await ask(used.webServer, path, { headers: lies }))
      deepEqual(
        Object.entries(headers).filter(([, value]) => value.includes('evil')),
        [],
        path,
      )
    }
    const unknown = { 'x-forwarded-by-nobody': 'evil' }
    const { headers } = seen(await ask(used.webServer, places[0]!, { headers: unknown }))
    equal(headers['x-forwarded-by-nobody'] === undefined, used.differs.dropsUnknownForwarded)
  })

  test('nobody is taken for a proxy; what a client says for itself arrives', async () => {
    const proxys = {
      forwarded: 'for=6.6.6.6;proto=http;host=evil.example',
      'x-forwarded-prefix': '/evil',
      'x-forwarded-server': 'evil',
      'x-forwarded-ssl': 'off',
      'x-forwarded-scheme': 'http',
      'x-forwarded-user': 'superuser',
      'x-real-ip': '6.6.6.6',
      'true-client-ip': '6.6.6.6',
      'x-original-url': '/evil',
      'x-rewrite-url': '/evil',
      'remote-user': 'superuser',
      'client-cert': ':evil:',
    }
    const clients = { via: '1.0 proxy', 'x-http-method-override': 'DELETE' }
    for (const path of places) {
      const got = seen(
        await ask(used.webServer, path, { headers: { ...proxys, ...clients } }),
      ).headers
      deepEqual(
        Object.keys(proxys).filter((name) => name in got),
        [],
        path,
      )
      for (const [name, value] of Object.entries(clients)) equal(got[name], value, path)
    }
  })

  test('a peer takes no header away that is meant for all, by naming it in Connection', async () => {
    const { host } = new URL(used.webServer.origin)
    const connection =
      'close, x-forwarded-for, x-forwarded-proto, x-forwarded-host, host, authorization'
    for (const path of places) {
      const headers = { connection, authorization: 'Bearer kept' }
      const got = seen(await ask(used.webServer, path, { headers })).headers
      deepEqual(
        [got['host'], got['x-forwarded-host'], got['x-forwarded-proto'], got['authorization']],
        [host, host, 'https', 'Bearer kept'],
        path,
      )
      match(got['x-forwarded-for'] ?? '', oneAddress)
    }
  })

  test('every answer names its request, as the line in the log does; a peer has no say in it', async () => {
    const answers: { path: string; id: string }[] = []
    for (const [index, [path, options]] of (
      [
        ['/authserver/', {}],
        [`/resserver/?say=${encodeURIComponent('["x-request-id","of-the-program"]')}`, {}],
        ['/resserver/?die', { method: 'POST' }],
        ['/client/', {}],
        ['/client/', { headers: { accept: 'text/html' } }],
        ['/assets/tokens.css', {}],
        ['/assets/tokens.css', { method: 'PUT' }],
        ['/assets/none', {}],
        ['/unknown', {}],
        ['/authserver/a//', {}],
        ['/authserver', {}],
        ['/authserver/', { headers: { host: 'evil.example' } }],
        ['/client/', { headers: { host: 'localhost', accept: 'text/html' } }],
        ['/authserver/', { headers: { cookie: 'c'.repeat(33 * 1024) } }],
      ] as const
    ).entries()) {
      const target = `${path}${path.includes('?') ? '&' : '?'}n=${index}`
      const headers = {
        'x-request-id': 'of-the-peer',
        ...('headers' in options && options.headers),
      }
      const { raw } = await ask(used.webServer, target, { ...options, headers })
      const ids = raw.filter((_, at) => /^x-request-id$/i.test(raw[at - 1] ?? '') && at % 2 === 1)
      equal(ids.length, 1, `${path} ${index}`)
      match(ids[0]!, /^[0-9a-f]{8}$/, path)
      answers.push({ path, id: ids[0]! })
    }
    for (const { path, id } of answers) {
      const fits = (line: string) =>
        line.includes(`"request":"${id}"`) && line.includes('"status":')
      match(await used.webServer.log.find(fits), /^\{/, path)
    }
    equal(new Set(answers.map(({ id }) => id)).size, answers.length)
    for (const text of [
      'nonsense\r\n\r\n',
      'CONNECT webserver:443 HTTP/1.1\r\nHost: webserver:443\r\n\r\n',
    ]) {
      const [, id] =
        /\r\nx-request-id: ([0-9a-f]{8})\r\n/i.exec(await talk(used.webServer, text)) ?? []
      await used.webServer.log.find((line) => line.includes(`"request":"${id}"`))
    }
  })

  test('each request has an id of its own', async () => {
    const ids = []
    for (const path of places)
      ids.push(seen(await ask(used.webServer, path)).headers['x-request-id'])
    equal(new Set(ids).size, places.length)
    notEqual(ids[0], undefined)
  })

  test('all other headers arrive as they were sent', async () => {
    const sent = {
      authorization: 'Bearer abc.def.ghi',
      dpop: 'eyJ.eyJ.sig',
      cookie: '__Secure-session=a; other="b c"',
      origin: 'https://app.example',
      referer: 'https://app.example/?code=1',
      accept: 'application/jwt;q=0.5, */*',
      'accept-language': 'de, en;q=0.5',
      'content-type': 'application/x-www-form-urlencoded',
      'if-none-match': 'W/"1"',
      'x-custom': 'kept',
    }
    for (const path of places) {
      const { headers } = seen(
        await ask(used.webServer, path, { method: 'POST', headers: sent, body: 'a=b' }),
      )
      for (const [name, value] of Object.entries(sent)) equal(headers[name], value, path)
    }
  })

  test('what a role says comes back, cookies one by one', async () => {
    for (const path of places) {
      const say = JSON.stringify(['set-cookie', ['a=1; Path=/', 'b=2; Path=/']])
      const { headers } = await ask(used.webServer, `${path}?say=${encodeURIComponent(say)}`)
      deepEqual(headers['set-cookie'], ['a=1; Path=/', 'b=2; Path=/'], path)
    }
    const location = 'http://authserver:3000/elsewhere'
    const say = encodeURIComponent(JSON.stringify(['location', location]))
    const { headers, status } = await ask(used.webServer, `/authserver/?status=303&say=${say}`)
    deepEqual([status, headers.location], [303, location])
  })

  test('every answer has nosniff and no-referrer once, and tells no version of a server', async () => {
    for (const path of [
      ...places,
      '/client/',
      '/assets/tokens.css',
      '/assets/none',
      '/unknown',
      '//',
    ]) {
      const { headers, raw } = await ask(used.webServer, path)
      equal(headers['x-content-type-options'], 'nosniff', path)
      equal(headers['referrer-policy'], 'no-referrer', path)
      equal(headers['strict-transport-security'], undefined)
      equal(headers['server'], used.differs.server)
      equal(
        raw.filter((name) => /^(x-content-type-options|referrer-policy)$/i.test(name)).length,
        2,
      )
    }
  })

  test('a Referrer-Policy of a role holds', async () => {
    const say = encodeURIComponent(JSON.stringify(['referrer-policy', 'origin']))
    for (const path of places) {
      equal(
        (await ask(used.webServer, `${path}?say=${say}`)).headers['referrer-policy'],
        'origin',
        path,
      )
    }
  })

  test('an external program has nothing to say to the web server itself, and nor has a peer', async () => {
    for (const place of ['/-errors/404.json', '/-dropped']) {
      const say = encodeURIComponent(JSON.stringify(['x-accel-redirect', place]))
      const answer = await ask(used.webServer, `/resserver/?say=${say}`)
      deepEqual([answer.status, answer.headers['x-accel-redirect']], [200, undefined])
      equal(seen(answer).method, 'GET')
    }
    equal((await ask(used.webServer, '/-dropped')).status, 404)
  })
}
