import assert from 'node:assert/strict'
import { describe, test } from 'node:test'
import { drawnFlows } from './drawn-flows.ts'
import { createStartPage } from './start-page.ts'
import type { StartModel } from './start-model.ts'
import { words } from './words.ts'

const base = 'https://localhost:8443/~k3f9'
const model: StartModel = {
  sandbox: { id: 'k3f9', base, origin: 'https://localhost:8443', prefix: '/~k3f9' },
  lamps: [
    { role: 'authserver', up: true, ms: 4.4 },
    { role: 'client', up: false, ms: 0 },
    { role: 'resserver', up: true, ms: 0.2 },
  ],
  people: [
    { username: 'superuser', password: 'SYS', goodFor: 'administers every instance' },
    { username: 'developer', password: 'test', goodFor: 'the ordinary case' },
  ],
  issuer: `${base}/authserver/oauth2`,
  resourceScope: 'my/scope',
  external: [],
  administrator: 'superuser',
  spaClientId: 'c-spa',
  blank: false,
  missing: [],
  clock: { setting: { mode: 'running', offset: 0 }, now: Date.UTC(2026, 2, 14, 9, 26, 53) },
  certificateEnd: Date.UTC(2027, 5, 12),
}

describe('the start page', () => {
  const page = createStartPage()(model)

  test('every link stays in the sandbox', () => {
    const links = [...page.matchAll(/<a [^>]*href="([^"]+)"/g)].map(([, href]) => href!)
    for (const href of links.filter((one) => !one.startsWith('#'))) {
      assert.ok(href.startsWith('/~k3f9/') || href.startsWith(`${base}/`), href)
    }
  })

  test('it leads to the first lesson, to the console, and to the portal of every instance', () => {
    for (const path of ['console/', 'console/lessons/roles']) {
      assert.ok(page.includes(`href="/~k3f9/${path}"`), path)
    }
    for (const role of ['authserver', 'client', 'resserver']) {
      assert.ok(page.includes(`href="/~k3f9/${role}/admin/"`), role)
    }
  })

  test('lamps tell measured times, and who does not answer', () => {
    assert.match(page, /up, 4 ms/)
    assert.match(page, /up, 1 ms/)
    assert.match(page, /no answer/)
    assert.match(page, /A part of the lab does not answer/)
  })

  test('a newcomer reads what OAuth solves, and sees both flows with the words for them', () => {
    const section = /<section class="solves"[^]*?<p>([^]*?)<\/p>/.exec(page)?.[1] ?? ''
    assert.equal(section.split(/(?<=\.) /).length, 3)
    assert.match(page, /With a person: authorization code/)
    assert.match(page, /Without a person: client credentials/)
    for (const { id, term, meaning } of words) {
      assert.ok(page.includes(`/console/lessons/glossary#${id}">${term}</a>`), term)
      assert.ok(page.includes(meaning.split('`')[0]!), term)
    }
  })

  test('a message is drawn from the lane of its sender to the lane of its receiver', () => {
    for (const { lanes, messages } of drawnFlows) {
      for (const { from, to, lane } of messages) {
        const [left, right] = lane.match(/\d/g)!.map((n) => lanes[Number(n) - 1]?.role)
        assert.deepEqual([left, right], [from, to])
      }
    }
  })

  test('the browser carries no token, and what it carries goes the front channel', () => {
    const [withPerson] = drawnFlows
    for (const { from, to, channel, says } of withPerson!.messages) {
      const byBrowser = from === 'browser' || to === 'browser'
      assert.equal(channel, byBrowser ? 'front' : 'back', says)
      if (byBrowser) assert.doesNotMatch(says, /token/)
    }
  })

  test('the first step is for an ordinary user', () => {
    assert.match(page, /Use <code>developer<\/code> and <code>test<\/code>/)
  })

  test('the broken request is broken in its redirect URI alone', () => {
    const href = /href="([^"]*authorize[^"]*)"/.exec(page)![1]!.replaceAll('&amp;', '&')
    const query = new URL(href).searchParams
    assert.equal(query.get('redirect_uri'), `${base}/spa/calback.html`)
    assert.equal(query.get('client_id'), 'c-spa')
    assert.match(query.get('code_challenge')!, /^[\w-]{43}$/)
  })

  test('beside an external authorization server it names that one, and nobody of the lab signs in there', () => {
    const issuer = 'https://as.example/realms/demo'
    const { spaClientId: _, ...rest } = model
    const external = { ...rest, issuer, external: ['authserver' as const], people: [] }
    const shown = createStartPage()(external).replaceAll('<wbr>', '')
    assert.ok(shown.includes(`${issuer}/.well-known/openid-configuration`))
    assert.match(shown, /An external program/)
    assert.doesNotMatch(shown, /authserver\/admin\/|People who may sign in/)
  })

  test('without the client of the single-page application there is nothing to break', () => {
    const { spaClientId: _, ...rest } = model
    assert.doesNotMatch(createStartPage()(rest), /Break one thing/)
  })

  test('a blank lab is set up first, one instance after the other, at its portal', () => {
    const { spaClientId: _, ...rest } = model
    const stepsOf = (missing: StartModel['missing']) => {
      const shown = createStartPage()({ ...rest, blank: true, missing })
      const section = /<section class="first"[^]*?<\/section>/.exec(shown)![0]
      return [...section.matchAll(/href="([^"]+)"/g)].map(([, href]) => href)
    }
    assert.deepEqual(stepsOf(['authserver', 'client', 'resserver']), [
      '/~k3f9/authserver/admin/',
      '/~k3f9/client/admin/',
      '/~k3f9/resserver/admin/',
      '/~k3f9/console/lessons/web-page',
    ])
    assert.deepEqual(stepsOf(['resserver']), [
      '/~k3f9/resserver/admin/',
      '/~k3f9/console/lessons/web-page',
    ])
    assert.ok(stepsOf([]).includes('/~k3f9/client/application/'))
  })

  test('the foot tells the clock of the lab and the end of its certificate', () => {
    assert.match(page, /Lab clock <code>2026-03-14 09:26:53 UTC/)
    assert.match(page, /good until <code>2027-06-12/)
  })
})
