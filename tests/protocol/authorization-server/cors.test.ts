import { deepEqual, equal, match, rejects } from 'node:assert/strict'
import { describe, test } from 'node:test'
import type { ControlError } from '@oauth-lab/kit/admin/control-client.ts'
import type { Place } from '../support/place.ts'
import { configure, useLab } from '../support/use-lab.ts'

const used = useLab()
const stranger = 'https://stranger.example'
const endpoints = ['token', 'userinfo', 'introspection', 'revocation', 'register']

/** What a page of `origin` learns of an endpoint: by preflight, and by the request itself. */
async function allowed(place: Place, path: string, origin: string, method = 'POST') {
  const url = `${place.issuer}/${path}`
  const preflight = await place.trustedFetch(url, {
    method: 'OPTIONS',
    headers: {
      origin,
      'access-control-request-method': method,
      'access-control-request-headers': 'authorization,content-type',
    },
  })
  const answer = await place.trustedFetch(url, { method, headers: { origin } })
  const of = ({ headers }: Response) => headers.get('access-control-allow-origin')
  return { preflight: of(preflight), answer: of(answer), headers: answer.headers }
}

describe('CORS by allow-list', () => {
  test("pages of the lab's own origin may call the endpoints for scripts, with no cookies", async () => {
    for (const path of endpoints) {
      const { preflight, answer, headers } = await allowed(used.lab, path, used.lab.origin)
      equal(preflight, used.lab.origin, path)
      equal(answer, used.lab.origin, path)
      equal(headers.get('access-control-allow-credentials'), null)
      match(headers.get('vary') ?? '', /origin/i)
    }
  })

  test('a challenge and the id of the request may be read', async () => {
    const { headers } = await allowed(used.lab, 'userinfo', used.lab.origin, 'GET')
    match(
      headers.get('access-control-expose-headers') ?? '',
      /www-authenticate, dpop-nonce, x-request-id/i,
    )
  })

  test('other origins may not, look-alikes neither, until the configuration lists them', async () => {
    const place = await used.sandbox()
    const others = [stranger, 'null', `${place.origin}.evil.example`, 'http://localhost']
    for (const path of endpoints) {
      for (const origin of others) {
        const { preflight, answer } = await allowed(place, path, origin)
        equal(preflight, null, `${path} ${origin}`)
        equal(answer, null, `${path} ${origin}`)
      }
    }
    await configure(place, { corsOrigins: [stranger] })
    equal((await allowed(place, 'token', stranger)).answer, stranger)
    equal((await allowed(place, 'token', 'https://other.example')).answer, null)
  })

  test('a listed origin may send the headers that its preflight names', async () => {
    const place = await used.sandbox()
    await configure(place, { corsOrigins: [stranger] })
    const ask = (origin: string) =>
      place.trustedFetch(`${place.issuer}/token`, {
        method: 'OPTIONS',
        headers: {
          origin,
          'access-control-request-method': 'POST',
          'access-control-request-headers': 'x-requested-with,authorization',
        },
      })
    const { headers } = await ask(stranger)
    equal(headers.get('access-control-allow-headers'), 'x-requested-with,authorization')
    const refused = await ask('https://other.example')
    equal(refused.headers.get('access-control-allow-headers'), null)
  })

  test('origins of apps in a web view can be listed, null as well, a path or a pattern cannot', async () => {
    const place = await used.sandbox()
    const apps = ['capacitor://localhost', 'ionic://localhost', 'app://obsidian.md', 'null']
    await configure(place, { corsOrigins: apps })
    for (const origin of apps) equal((await allowed(place, 'token', origin)).answer, origin)
    for (const wrong of ['https://a.example/', 'https://*.example', 'app:', 'a.example', '']) {
      await rejects(configure(place, { corsOrigins: [wrong] }), (error: ControlError) => {
        match(error.problems[0]!.message, /must be an origin/, wrong)
        return true
      })
    }
  })

  test('registration is open to scripts of any origin by a setting, and nothing else with it', async () => {
    const place = await used.sandbox()
    await configure(place, { registrationCors: 'all' })
    const { preflight, answer } = await allowed(place, 'register', stranger)
    deepEqual([preflight, answer], ['*', '*'])
    equal((await allowed(place, 'register/c-x', stranger, 'DELETE')).preflight, '*')
    for (const path of endpoints.filter((one) => one !== 'register')) {
      equal((await allowed(place, path, stranger)).answer, null, path)
    }
  })

  test('metadata and keys may be read by pages of any origin', async () => {
    for (const path of ['.well-known/openid-configuration', 'jwks']) {
      const { answer } = await allowed(used.lab, path, stranger, 'GET')
      equal(answer, '*', path)
    }
  })

  test('pages are never open to scripts of other origins, also where the list has them', async () => {
    const place = await used.sandbox()
    await configure(place, { corsOrigins: [stranger] })
    for (const path of ['authorize', 'logout', '../interaction/x', '../admin/api/users']) {
      const { preflight, answer } = await allowed(place, path, stranger, 'GET')
      equal(preflight, null, path)
      equal(answer, null, path)
    }
  })
})
