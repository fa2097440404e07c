import { deepEqual, equal, match, notEqual } from 'node:assert/strict'
import { connect } from 'node:net'
import type { AddressInfo } from 'node:net'
import { after, before, test } from 'node:test'
import pino from 'pino'
import { openRole } from '../role.ts'
import type { RoleApp } from './app.ts'

let app: RoleApp
const lines: { request: string; path: string; status: number }[] = []

before(async () => {
  const log = pino({}, { write: (line: string) => lines.push(JSON.parse(line)) })
  const administration = { username: 'superuser', password: 'SYS', key: '00'.repeat(32) }
  const environment = { origin: 'https://lab.example', database: ':memory:', administration, log }
  const role = await openRole(
    { role: 'probe' as never, catalogue: {}, migrations: {}, tables: [] },
    { ...environment, fetch },
  )
  app = role.app
  await role.addAdminApi()
  await role.sandboxes.put('k3f9', {})
  app.get('/probe/things/:name', (request) => ({ url: request.url }))
  app.delete('/probe/things/:name', (request) => ({ body: request.body ?? null }))
  app.post('/probe/things/all', (request) => ({ body: request.body ?? null }))
  await app.listen()
})
after(() => app.close())

/** Sends text to the role's own port, and reads until it ends the connection. */
function talk(text: string): Promise<string> {
  const { port } = app.server.address() as AddressInfo
  return new Promise((resolve, reject) => {
    const socket = connect(port, 'localhost', () => socket.write(text))
    let answer = ''
    socket.setEncoding('utf8').on('data', (part: string) => (answer += part))
    socket.on('error', reject).on('close', () => resolve(answer))
  })
}

test('a known path with a wrong method is 405 with Allow, an unknown one 404', async () => {
  for (const [method, url, allow] of [
    ['POST', '/probe/things/one', 'DELETE, GET, HEAD, OPTIONS'],
    ['PUT', '/probe/things/one?a=b', 'DELETE, GET, HEAD, OPTIONS'],
    ['PROPFIND', '/~k3f9/probe/things/one', 'DELETE, GET, HEAD, OPTIONS'],
    ['PUT', '/probe/things/all', 'DELETE, GET, HEAD, OPTIONS, POST'],
    ['DELETE', '/probe/healthz', 'GET, HEAD, OPTIONS'],
    ['POST', '/probe/admin/api/clock', 'GET, HEAD, OPTIONS, PUT'],
  ] as const) {
    const answer = await app.inject({ method: method as 'GET', url })
    deepEqual([answer.statusCode, answer.headers.allow], [405, allow], `${method} ${url}`)
    deepEqual(answer.json(), {
      error: 'method_not_allowed',
      error_description: `${method} is not served at this path; ${allow} are.`,
    })
  }
  for (const method of ['GET', 'POST', 'OPTIONS'] as const) {
    const { statusCode, headers } = await app.inject({ method, url: '/probe/none' })
    deepEqual([statusCode, headers.allow], [404, undefined])
  }
})

test('HEAD is served where GET is, and OPTIONS tells what is', async () => {
  const head = await app.inject({ method: 'HEAD', url: '/probe/things/one' })
  deepEqual([head.statusCode, head.body], [200, ''])
  notEqual(head.headers['content-length'], '0')
  const options = await app.inject({ method: 'OPTIONS', url: '/probe/things/one' })
  deepEqual(
    [options.statusCode, options.body, options.headers.allow],
    [204, '', 'DELETE, GET, HEAD, OPTIONS'],
  )
})

test('a request without a body may name any media type; a body of an unknown type is 415', async () => {
  for (const type of ['application/json', 'Application/JSON; charset=utf-8', 'application/xml']) {
    const headers = { 'content-type': type }
    for (const [method, url] of [
      ['DELETE', '/probe/things/one'],
      ['POST', '/probe/things/all'],
    ] as const) {
      const answer = await app.inject({ method, url, headers })
      deepEqual([answer.statusCode, answer.json()], [200, { body: null }], `${method} ${type}`)
    }
    const unknown = await app.inject({ method: 'POST', url: '/none', headers, payload: '{' })
    notEqual(unknown.statusCode, 200)
  }
  const read = async (type: string, payload: string) => {
    const headers = { 'content-type': type }
    return app.inject({ method: 'POST', url: '/probe/things/all', headers, payload })
  }
  deepEqual((await read('application/json', '{"a":1}')).json(), { body: { a: 1 } })
  deepEqual((await read('APPLICATION/X-WWW-FORM-URLENCODED', 'a=1')).json(), { body: { a: '1' } })
  equal((await read('application/json', '{')).statusCode, 400)
  equal((await read('application/json', '{"__proto__":1}')).statusCode, 400)
  equal((await read('application/xml', '<a/>')).statusCode, 415)
})

test('an absolute-form target is the same as its path', async () => {
  for (const target of [
    'https://lab.example',
    'HTTP://LAB.EXAMPLE:80',
    'https://lab.example/~k3f9',
  ]) {
    const answer = await talk(
      `GET ${target}/probe/things/one?a=b HTTP/1.1\r\nHost: lab.example\r\nConnection: close\r\n\r\n`,
    )
    match(answer, /^HTTP\/1\.1 200 /, target)
    match(answer, /\{"url":"\/probe\/things\/one\?a=b"\}$/)
  }
  match(
    await talk(
      'GET ftp://lab.example/probe/things/one HTTP/1.1\r\nHost: x\r\nConnection: close\r\n\r\n',
    ),
    /^HTTP\/1\.1 404 /,
  )
})

test('a request with two Authorization lines is refused', async () => {
  const head = 'GET /probe/things/one HTTP/1.1\r\nHost: x\r\nConnection: close\r\n'
  match(await talk(`${head}Authorization: Bearer a\r\n\r\n`), /^HTTP\/1\.1 200 /)
  const answer = await talk(`${head}Authorization: Bearer a\r\nAUTHORIZATION: Basic b\r\n\r\n`)
  match(answer, /^HTTP\/1\.1 400 [^]*more than one Authorization header/)
})

test('every answer and its line in the log have the same request id', async () => {
  for (const [method, url, status] of [
    ['GET', '/probe/things/one', 200],
    ['GET', '/probe/none', 404],
    ['PUT', '/probe/things/one', 405],
    ['GET', '/~none/probe/things/one', 404],
    ['GET', '/probe/%zz', 400],
  ] as const) {
    const { headers, statusCode } = await app.inject({ method, url })
    equal(statusCode, status, url)
    match(String(headers['x-request-id']), /^[0-9a-f]{8}$/)
  }
  const answer = await app.inject({ url: '/probe/healthz', headers: { 'x-request-id': 'given-1' } })
  equal(answer.headers['x-request-id'], 'given-1')
  equal(lines.find(({ request }) => request === 'given-1')?.path, '/probe/healthz')
})

test('an id that is long or holds odd characters is replaced', async () => {
  for (const id of ['x'.repeat(65), 'a b', 'ä', '<b>', '\u001b[31m', '']) {
    const { headers } = await app.inject({ url: '/probe/healthz', headers: { 'x-request-id': id } })
    match(String(headers['x-request-id']), /^[0-9a-f]{8}$/)
  }
})
