import { deepEqual, equal, match } from 'node:assert/strict'
import { createHash } from 'node:crypto'
import { test } from 'node:test'
import { bodyLimit } from '@oauth-lab/webserver/limits.ts'
import { ask, errorOf, seen } from '../ask.ts'
import type { Used } from '../used.ts'

const KiB = 1024

/** The lab's role and an external program. */
const both = ['/authserver/x', '/resserver/x']

export function sizeTests(used: Used): void {
  test('large cookies and tokens reach a role whole', async () => {
    const cookie = `__Secure-session=${'c'.repeat(14 * KiB)}`
    const authorization = `Bearer ${'t'.repeat(14 * KiB)}`
    for (const path of both) {
      const { headers } = seen(
        await ask(used.webServer, path, { headers: { cookie, authorization } }),
      )
      equal(headers['cookie'], cookie)
      equal(headers['authorization'], authorization)
    }
    const alone = { authorization: `Bearer ${'t'.repeat(30 * KiB)}` }
    equal(
      seen(await ask(used.webServer, both[0]!, { headers: alone })).headers['authorization']
        ?.length,
      30 * KiB + 7,
    )
  })

  test('headers of more than 32 KiB are refused with 431', async () => {
    for (const headers of [
      { cookie: 'c'.repeat(33 * KiB) },
      { cookie: 'c'.repeat(20 * KiB), authorization: 't'.repeat(20 * KiB) },
    ]) {
      const answer = await ask(used.webServer, '/authserver/x', {
        headers: headers,
      })
      deepEqual([answer.status, errorOf(answer)], [431, 'headers_too_large'])
    }
  })

  test('an address of 30 KiB reaches a role, one of more than 32 KiB is refused', async () => {
    const path = `/authserver/oauth2/authorize?state=${'s'.repeat(30 * KiB)}`
    equal(seen(await ask(used.webServer, path)).target, path)
    const long = `/authserver/${'p'.repeat(30 * KiB)}`
    equal(seen(await ask(used.webServer, long)).target, long)
    const answer = await ask(used.webServer, `/authserver/?state=${'s'.repeat(33 * KiB)}`)
    equal(answer.status, used.differs.longAddress)
    equal(answer.headers['content-type'], 'application/json')
  })

  test('large headers of an answer come back whole', async () => {
    for (const path of both) {
      const { status, headers } = await ask(used.webServer, `${path}?header=${56 * KiB}`)
      deepEqual([status, headers['x-large']?.length], [200, 56 * KiB], path)
    }
  })

  test('a body of 256 KiB reaches a role, a larger one is refused with 413', async () => {
    const taken = await ask(used.webServer, '/authserver/x', {
      method: 'POST',
      body: 'b'.repeat(bodyLimit),
    })
    equal(seen(taken).body.bytes, bodyLimit)
    for (const headers of [{}, { 'transfer-encoding': 'chunked' }]) {
      const body = 'b'.repeat(bodyLimit + 1)
      const refused = await ask(used.webServer, '/authserver/x', { method: 'POST', headers, body })
      deepEqual([refused.status, errorOf(refused)], [413, 'invalid_request'])
      match(refused.text, /larger than 256 KiB/)
    }
  })

  test('an external program decides by itself how much it takes', async () => {
    const body = Buffer.alloc(5 * KiB * KiB, 'some text ')
    const sha256 = createHash('sha256').update(body).digest('hex')
    for (const headers of [{}, { 'transfer-encoding': 'chunked' }]) {
      const got = seen(
        await ask(used.webServer, '/resserver/upload', { method: 'PUT', headers, body }),
      )
      deepEqual(got.body, { bytes: body.length, sha256 })
    }
  })

  test('large answers come back whole', async () => {
    for (const path of both) {
      const { text } = await ask(used.webServer, `${path}?bytes=${5 * KiB * KiB}`)
      equal(text.length, 5 * KiB * KiB, path)
    }
  })
}
