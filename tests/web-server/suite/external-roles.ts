import { deepEqual, equal, match } from 'node:assert/strict'
import { test } from 'node:test'
import { ask, errorOf, seen } from '../ask.ts'
import type { Used } from '../used.ts'

const html = { accept: 'text/html' }

export function externalRoleTests(used: Used): void {
  test('an external program has no sandboxes: 404, and the answer says so', async () => {
    for (const path of [
      '/~k3f9/resserver/protected-resources/',
      '/%7Ek3f9/resserver/',
      '/~/resserver/',
      '/.well-known/oauth-protected-resource/~k3f9/resserver',
      '/.well-known/oauth-protected-resource/%7Ek3f9/resserver',
      '/~k3f9/.well-known/oauth-protected-resource/resserver',
    ]) {
      const answer = await ask(used.webServer, path, { method: 'POST' })
      deepEqual([answer.status, errorOf(answer)], [404, 'not_found'], path)
      match(answer.text, /The resserver is an external program, which has no sandboxes/)
    }
  })

  test('an answer of such a program flows: its beginning comes before its end is there', async () => {
    let parts = ''
    let release: Promise<unknown> | undefined
    const { text } = await ask(used.webServer, '/resserver/?hold=one', {
      onPart(part) {
        parts += part
        // The end is sent only when the beginning has come.
        release ??= ask(used.webServer, '/resserver/?release=one')
      },
    })
    await release
    deepEqual([text, parts], ['first last', 'first last'])
  })

  test('such a program may speak HTTPS with a certificate that the lab’s root signed', async () => {
    for (const path of [
      '/authserver/oauth2/token',
      '/.well-known/oauth-authorization-server/authserver/oauth2',
    ]) {
      const got = seen(await ask(used.other, path, { method: 'POST', body: 'a=b' }))
      deepEqual([got.role, got.target, got.body.bytes], ['authserver', path, 3])
      equal(got.headers['host'], new URL(used.other.origin).host)
      equal(got.headers['x-forwarded-host'], new URL(used.other.origin).host)
    }
  })

  test('one with a certificate of an unknown root gets no request: 502, and the answer says why', async () => {
    const answer = await ask(used.other, '/client/', { method: 'POST', body: 'a=b' })
    deepEqual([answer.status, errorOf(answer)], [502, 'bad_gateway'])
    match(
      answer.text,
      /Its certificate must be good for localhost, and signed by the root of the lab/,
    )
  })

  test('one that is down is answered 502 with its address and the setting', async () => {
    const answer = await ask(used.other, '/resserver/protected-resources/')
    deepEqual([answer.status, errorOf(answer)], [502, 'bad_gateway'])
    match(
      answer.text,
      /Start your external program, which the lab expects at http:\/\/localhost:\d+/,
    )
    match(answer.text, /LAB_RESSERVER_URL/)
    const page = await ask(used.other, '/resserver/', { headers: html })
    match(
      page.text,
      /<h1>The resource server does not answer<\/h1>[^]*<code>LAB_RESSERVER_URL<\/code>/,
    )
  })
}
