import { doesNotMatch, equal, match, ok } from 'node:assert/strict'
import { describe, test } from 'node:test'
import { Refusal } from '../../checks.ts'
import { createOpenedPages } from './opened-pages.ts'

const hostile = '"><script>alert(1)</script>'
const origin = 'https://localhost:8443'
const opened = {
  sandbox: { base: `${origin}/~k3f9`, prefix: '/~k3f9', origin },
  role: 'authserver',
  requestId: '4c19aa70',
}
const url = `${origin}/~k3f9/authserver/oauth2/jwks?x=${hostile}`
const definition = { clause: 'RFC 6750 §3', held: 'Held.', broken: 'Broken.', error: hostile }

const pages = createOpenedPages()
const all = {
  document: pages.document({
    ...opened,
    url,
    message: 'metadata request',
    document: { issuer: hostile, [hostile]: [hostile] },
  }),
  keys: pages.document({
    ...opened,
    url,
    message: 'key set request',
    document: { keys: [{ kid: hostile, kty: 'RSA' }, { kid: 'second' }] },
  }),
  api: pages.api({
    ...opened,
    url,
    description: { info: { title: hostile }, paths: { [`/${hostile}`]: { get: {} } } },
  }),
  entry: pages.api({
    ...opened,
    url,
    description: { info: { title: hostile }, paths: { [`/${hostile}/policy`]: { get: {} } } },
    entry: { api: 'control', description: `${origin}/${hostile}`, signIn: `${origin}/session` },
  }),
  refusal: pages.refusal({
    ...opened,
    refusal: new Refusal('bearer.present', definition),
    status: 401,
    checks: [{ outcome: 'failed', clause: hostile, says: hostile, detail: hostile }],
    challenge: `Bearer realm="${hostile}"`,
    time: 0,
  }),
  failure: pages.failure({ ...opened, status: 404, error: 'not_found', description: hostile }),
}

describe('pages of what programs ask for', () => {
  for (const [name, page] of Object.entries(all)) {
    test(`${name}: what others wrote is shown as text`, () => {
      ok(page.includes('alert(1)'))
      doesNotMatch(page, /<script>|<script\s(?!type="module" src="\/assets\/)/)
    })

    test(`${name}: has one h1, and nothing inline that the content policy forbids`, () => {
      equal(page.match(/<h1>/g)?.length, 1)
      doesNotMatch(page, / style=| on[a-z]+="|<style/)
    })
  }

  test('each key of a key set stands by itself, with its own members', () => {
    const headings = [...all.keys.matchAll(/<h2>(Key [^<]*)<\/h2>/g)].map(([, heading]) => heading)
    equal(headings[1], 'Key second')
    const [, second = ''] = all.keys.split('<h2>Key second</h2>')
    match(second.split('<details>')[0]!, /<dt>kid<\/dt>/)
    doesNotMatch(second.split('<details>')[0]!, /<dt>kty<\/dt>/)
  })
})
