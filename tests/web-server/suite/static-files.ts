import { deepEqual, equal, match, notEqual, ok } from 'node:assert/strict'
import { readFileSync, readdirSync } from 'node:fs'
import { gunzipSync } from 'node:zlib'
import { request } from 'node:https'
import { test } from 'node:test'
import { projectFolder } from '@oauth-lab/kit/project-folder.ts'
import { ask } from '../ask.ts'
import type { WebServer } from '../open-web-server.ts'
import type { Used } from '../used.ts'

const built = new URL('client/spa/dist/assets/', projectFolder)
const bundle = () => readdirSync(built).filter((name) => name.endsWith('.js'))[0]!

export function staticFileTests(used: Used): void {
  test('static files have their types, policy and cache', async () => {
    for (const [path, type] of [
      ['/assets/tokens.css', 'text/css; charset=utf-8'],
      ['/assets/copy.js', 'text/javascript; charset=utf-8'],
      ['/assets/icon.svg', 'image/svg+xml'],
      ['/spa/', 'text/html; charset=utf-8'],
      ['/spa/callback.html?code=1&state=2', 'text/html; charset=utf-8'],
      ['/~k3f9/spa/', 'text/html; charset=utf-8'],
      ['/%7Ek3f9/assets/icon.svg', 'image/svg+xml'],
    ] as const) {
      const { status, headers } = await ask(used.webServer, path)
      deepEqual([status, headers['content-type']], [200, type], path)
      equal(headers['cache-control'], 'public, max-age=0')
      match(
        String(headers['content-security-policy']),
        /^default-src 'self'; frame-ancestors 'none'/,
      )
      ok(headers.etag)
    }
  })

  test('a file whose name holds its hash is kept for a year', async () => {
    for (const base of ['', '/~k3f9']) {
      const { status, headers, text } = await ask(used.webServer, `${base}/spa/assets/${bundle()}`)
      equal(status, 200)
      equal(headers['cache-control'], 'public, max-age=31536000, immutable')
      equal(text, readFileSync(new URL(bundle(), built), 'utf8'))
    }
  })

  test('each address of the console is its one page, and only what is built is below its assets', async () => {
    const page = readFileSync(new URL('console/dist/index.html', projectFolder), 'utf8')
    for (const path of [
      '/console/',
      '/console/authserver/clients?page=2',
      '/~k3f9/console/flow',
      '/console/a.b/c',
    ]) {
      const { status, headers, text } = await ask(used.webServer, path)
      deepEqual([status, headers['content-type']], [200, 'text/html; charset=utf-8'], path)
      equal(headers['cache-control'], 'public, max-age=0')
      equal(text, page)
    }
    const asset = /\/console\/assets\/[^"]+\.js/.exec(page)![0]
    for (const [path, expected] of [
      [asset, 200],
      [`/~k3f9${asset}`, 200],
      ['/console/assets/', 404],
      ['/console/assets/none.js', 404],
      ['/console/assets/.env', 404],
    ] as const) {
      const { status } = await ask(used.webServer, path)
      equal(status, expected, path)
    }
    const { headers } = await ask(used.webServer, asset)
    equal(headers['cache-control'], 'public, max-age=31536000, immutable')
  })

  test('a file that has not changed is not sent again; a part of one is', async () => {
    const { headers } = await ask(used.webServer, '/assets/tokens.css')
    const again = await ask(used.webServer, '/assets/tokens.css', {
      headers: { 'if-none-match': String(headers.etag) },
    })
    deepEqual([again.status, again.text], [304, ''])
    const part = await ask(used.webServer, '/assets/tokens.css', {
      headers: { range: 'bytes=0-9' },
    })
    deepEqual([part.status, part.text.length], [206, 10])
    const none = await ask(used.webServer, '/assets/tokens.css', {
      headers: { range: 'bytes=9999999-' },
    })
    equal(none.status, 416)
  })

  test('no file outside of the folders is served, no hidden one and no list of files', async () => {
    for (const path of [
      '/assets/.env',
      '/assets/',
      '/assets/package.json',
      '/assets/tokens.css/',
      '/assets/index.html',
      '/spa/assets',
      '/spa/assets/',
      '/spa/nothing.html',
      '/spa/.vite/manifest.json',
      '/spa/a/.b/c',
      '/~k3f9/spa/~k3f9/index.html',
    ]) {
      const { status, headers } = await ask(used.webServer, path)
      equal(status, 404, path)
      equal(headers['content-type'], 'application/json')
    }
  })

  test('text is compressed where the web server does so, answers of roles never', async () => {
    const { encoding, vary, body } = await askForGzip(used.webServer, '/assets/lab.css')
    equal(encoding, used.differs.compresses ? 'gzip' : undefined)
    if (used.differs.compresses) {
      match(String(vary), /accept-encoding/i)
      notEqual(gunzipSync(body).length, 0)
    }
    equal((await askForGzip(used.webServer, '/authserver/?bytes=100000')).encoding, undefined)
  })
}

function askForGzip(
  webServer: WebServer,
  path: string,
): Promise<{ encoding: string | undefined; vary: string | undefined; body: Buffer }> {
  const { hostname, host } = new URL(webServer.origin)
  const options = {
    host: '127.0.0.1',
    port: webServer.port,
    servername: hostname,
    ca: webServer.ca,
    path,
    agent: false,
  }
  return new Promise((resolve, reject) => {
    request({ ...options, headers: { host, 'accept-encoding': 'gzip' } }, (response) => {
      const { 'content-encoding': encoding, vary } = response.headers
      const parts: Buffer[] = []
      response.on('data', (part: Buffer) => parts.push(part))
      response.on('end', () => resolve({ encoding, vary, body: Buffer.concat(parts) }))
    })
      .on('error', reject)
      .end()
  })
}
