import { deepEqual, equal, match, ok } from 'node:assert/strict'
import { test } from 'node:test'
import { ask, talk } from '../ask.ts'
import type { Used } from '../used.ts'

interface Line {
  request: string
  method: string
  path: string
  status: number
  ms: number
}

export function logTests(used: Used): void {
  test('the access log has a line of JSON for each request', async () => {
    for (const [sent, path, status] of [
      ['GET', '/authserver/log-1?a=b', 200],
      ['POST', '/authserver/log-2?a=b', 200],
      ['GET', '/client/log-3', 502],
      ['POST', '/client/log-4', 502],
      ['GET', '/assets/log-5.css', 404],
      ['PUT', '/assets/log-6.css', 405],
      ['GET', '/log-7//', 400],
      ['DELETE', '/log-8//', 400],
    ] as const) {
      await ask(used.webServer, path, { method: sent })
      const wanted = path.split('?')[0]!
      const line = await used.webServer.log.find((text) => text.includes(`"${wanted}"`))
      const { request, method, ms, ...rest } = JSON.parse(line) as Line
      deepEqual([method, rest.path, rest.status], [sent, wanted, status])
      match(request, /^[0-9a-f]{8}$/)
      ok(Number.isInteger(ms))
    }
  })

  test('a line of the log moves no terminal, whatever was asked for', async () => {
    const { host } = new URL(used.webServer.origin)
    const rest = `HTTP/1.1\r\nHost: ${host}\r\nConnection: close\r\n\r\n`
    for (const path of ['\u001b[31m', '\u009b31m', '\u007f', '%1b[31m', '\u202e']) {
      await talk(used.webServer, `GET /terminal/${path} ${rest}`)
    }
    await ask(used.webServer, '/after-terminal')
    await used.webServer.log.find((line) => line.includes('/after-terminal'))
    // oxlint-disable-next-line no-control-regex
    const odd = used.webServer.log.all.filter((line) => /[^\u0020-\u007e]/.test(line.trimEnd()))
    deepEqual(odd, [])
  })

  test('no code, token, cookie, Referer or body is logged, whatever becomes of the request', async () => {
    const secrets = ['q', 'r', 'a', 'c', 'b'].map((letter) => `${letter}secret`.repeat(3))
    const [query, referer, token, cookie, body] = secrets as [
      string,
      string,
      string,
      string,
      string,
    ]
    const headers = {
      referer: `https://webserver/client/?code=${referer}`,
      authorization: `Bearer ${token}`,
      cookie: `session=${cookie}`,
    }
    for (const [webServer, path] of [
      [used.webServer, '/authserver/'],
      [used.webServer, '/resserver/'],
      [used.webServer, '/resserver/?die&x'],
      [used.webServer, '/client/callback'],
      [used.webServer, '/spa/callback.html'],
      [used.webServer, '/unknown'],
      [used.webServer, '/a/../b'],
      [used.webServer, '/assets'],
      [used.webServer, '/resserver/?hang&x'],
      [used.other, '/client/'],
      [used.other, '/resserver/'],
    ] as const) {
      const target = `${path}${path.includes('?') ? '' : '?x'}=1&code=${query}`
      await ask(webServer, target, { method: 'POST', headers, body: `token=${body}` })
    }
    await ask(used.webServer, `/client/?code=${query}`, {
      headers: { ...headers, host: 'localhost', accept: 'text/html' },
    })
    await ask(used.webServer, `/authserver/?${query}=${'x'.repeat(33 * 1024)}`)
    await talk(used.webServer, `GET/authserver?code=${query} HTTP/1.1\r\nConnection: close\r\n\r\n`)
    for (const webServer of [used.webServer, used.other]) {
      await ask(webServer, '/authserver/the-last')
      await webServer.log.find((text) => text.includes('the-last'))
      const found = webServer.log.all.filter((line) => /secret|x{99}/.test(line))
      deepEqual(found, [])
      equal(
        webServer.log.all.some((line) => line.includes('the-last')),
        true,
      )
    }
  })
}
