import { deepEqual, equal, match, ok } from 'node:assert/strict'
import { test } from 'node:test'
import { ask, errorOf, seen, talk } from '../ask.ts'
import type { Used } from '../used.ts'

const html = { accept: 'text/html,*/*;q=0.8' }
const json = { accept: 'application/json' }

export function errorTests(used: Used): void {
  test('a role that is down is answered 502 as JSON, with its name and what to do', async () => {
    for (const headers of [{}, json, { accept: '*/*' }]) {
      for (const method of ['GET', 'POST']) {
        const answer = await ask(used.webServer, '/~k3f9/client/application/', { method, headers })
        deepEqual([answer.status, errorOf(answer)], [502, 'bad_gateway'])
        equal(answer.headers['content-type'], 'application/json')
        equal(answer.headers['cache-control'], 'no-store')
        match(answer.text, /The client does not answer\..*\.\/lab logs client/)
        // RFC 6749 §5.2: what may stand in a description.
        const { error_description: text } = JSON.parse(answer.text) as { error_description: string }
        match(text, /^[\x20-\x21\x23-\x5b\x5d-\x7e]+$/)
      }
    }
  })

  test('a role that is down is answered 502 as a page where a page is asked for', async () => {
    for (const method of ['GET', 'POST']) {
      const { status, headers, text } = await ask(used.webServer, '/client/?code=secret', {
        method,
        headers: html,
      })
      equal(status, 502)
      equal(headers['content-type'], 'text/html; charset=utf-8')
      equal(headers['cache-control'], 'no-store')
      match(
        String(headers['content-security-policy']),
        /default-src 'none'.*frame-ancestors 'none'/,
      )
      match(text, /<h1>The client does not answer<\/h1>/)
      match(text, /<code>\.\/lab logs client<\/code>/)
      ok(!text.includes('secret'))
      // The page's own files come from this web server, so they are there when every role is down.
      for (const [, sheet = ''] of text.matchAll(/(?:href|src)="(\/assets\/[^"]+)"/g)) {
        equal((await ask(used.webServer, sheet)).status, 200, sheet)
      }
    }
  })

  test('where nothing is served a page says so where a page is asked for, and JSON where it is not', async () => {
    for (const path of ['/unknown', '/~k3f9/unknown', '/assets/none.css', '/spa/none.js']) {
      const { status, headers, text } = await ask(used.webServer, path, { headers: html })
      equal(status, 404, path)
      equal(headers['content-type'], 'text/html; charset=utf-8')
      equal(headers['cache-control'], 'no-store')
      match(String(headers['content-security-policy']), /default-src 'none'/)
      match(String(headers['vary']), /Accept/)
      match(text, /<h1>Nothing is served at this address<\/h1>/)
      for (const [, sheet = ''] of text.matchAll(/(?:href|src)="(\/assets\/[^"]+)"/g)) {
        equal((await ask(used.webServer, sheet)).status, 200, sheet)
      }
      for (const program of [{}, json, { accept: '*/*' }]) {
        const answer = await ask(used.webServer, path, { headers: program })
        deepEqual([answer.status, errorOf(answer)], [404, 'not_found'])
        match(String(answer.headers['vary']), /Accept/)
      }
    }
  })

  test('an answer to HEAD has the headers of an error and no body', async () => {
    for (const [path, status] of [
      ['/client/', 502],
      ['/unknown', 404],
      ['//', 400],
    ] as const) {
      const answer = await ask(used.webServer, path, { method: 'HEAD' })
      deepEqual([answer.status, answer.text], [status, ''])
      equal(answer.headers['content-type'], 'application/json')
    }
  })

  test('what a role refuses by itself is passed on as it is', async () => {
    for (const path of ['/authserver/oauth2/token', '/resserver/protected-resources/']) {
      for (const status of [400, 401, 403, 404, 405, 413, 421, 429, 500, 502, 503, 504]) {
        const answer = await ask(used.webServer, `${path}?status=${status}`, { headers: html })
        equal(answer.status, status)
        equal(seen(answer).method, 'GET', `${path} ${status}`)
      }
    }
  })

  test('a program that breaks off is answered 502, and a POST is sent to it once', async () => {
    const answer = await ask(used.webServer, '/resserver/?die&count=posts', {
      method: 'POST',
      body: 'a=b',
    })
    deepEqual([answer.status, errorOf(answer)], [502, 'bad_gateway'])
    equal(seen(await ask(used.webServer, '/resserver/?count=posts&ask')).count, 1)
  })

  test('a program that is silent is answered 504, as JSON or as a page, and a POST is sent to it once', async () => {
    const answer = await ask(used.webServer, '/resserver/?hang&count=silent', {
      method: 'POST',
      body: 'a=b',
    })
    deepEqual([answer.status, errorOf(answer)], [504, 'gateway_timeout'])
    match(answer.text, /The resserver took too long to answer\..*LAB_RESSERVER_URL/)
    const page = await ask(used.webServer, '/resserver/?hang', { headers: html })
    equal(page.status, 504)
    match(page.text, /<h1>The resource server took too long to answer<\/h1>/)
    equal(seen(await ask(used.webServer, '/resserver/?count=silent&ask')).count, 1)
  })

  test('methods that are served nowhere are answered 405, and say which are', async () => {
    for (const method of ['POST', 'PUT', 'DELETE', 'OPTIONS']) {
      for (const path of ['/assets/tokens.css', '/spa/', '/~k3f9/spa/none.js']) {
        const answer = await ask(used.webServer, path, { method })
        deepEqual([answer.status, errorOf(answer)], [405, 'method_not_allowed'], method + path)
        equal(answer.headers.allow, 'GET, HEAD')
      }
    }
    const { host } = new URL(used.webServer.origin)
    for (const line of ['TRACE /authserver/ HTTP/1.1', `CONNECT ${host} HTTP/1.1`]) {
      const answer = await talk(
        used.webServer,
        `${line}\r\nHost: ${host}\r\nConnection: close\r\n\r\n`,
      )
      match(answer, /^HTTP\/1\.1 405 [^]*\r\nallow: GET, HEAD, POST[^]*method_not_allowed/i, line)
    }
  })

  test('what is no HTTP, or ambiguous, is answered 400 as JSON, and the web server goes on serving', async () => {
    const { host } = new URL(used.webServer.origin)
    const post = `POST /authserver/ HTTP/1.1\r\nHost: ${host}\r\n`
    for (const text of [
      '\0\0\0 nonsense\r\n\r\n',
      'GET /authserver/ HTTP/1.1\r\n\r\n',
      `GET /authserver/ HTTP/1.1\r\nHost: ${host}\r\nHost: evil.example\r\n\r\n`,
      `${post}Content-Length: 4\r\nTransfer-Encoding: chunked\r\n\r\n0\r\n\r\n`,
      `${post}Content-Length: 4\r\nContent-Length: 5\r\n\r\nabcd`,
      `${post}Content-Length: -1\r\n\r\n`,
      `${post}Bad Name: x\r\n\r\n`,
      `GET /authserver/ HTTP/1.1\r\nHost: ${host}\r\nAuthorization: Basic YTpi\r\nauthorization: Bearer c\r\n\r\n`,
      `GET https://${host}/authserver/ HTTP/1.1\r\n\r\n`,
    ]) {
      const answer = await talk(used.webServer, text)
      match(answer, /^HTTP\/1\.1 400 /, JSON.stringify(text))
      match(answer, /content-type: application\/json/i)
      match(answer, /"error":"bad_request".*not valid HTTP, or it has two Authorization headers/)
    }
    equal((await ask(used.webServer, '/authserver/')).status, 200)
  })
}
