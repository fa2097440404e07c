import assert from 'node:assert/strict'
import { describe, test } from 'node:test'
import type { ClockSetting } from '@oauth-lab/kit/clock.ts'
import type { Answer } from '../../authorization/response-modes/response-modes.ts'
import { createInteractionPages } from './interaction-pages.ts'

const pages = createInteractionPages()
const hostile = `<script>alert("1")</script>`
const about = [{ name: 'website', href: `https://c/"${hostile}` }]
const client = { id: 'c-1', name: hostile, public: true, about }
const common = {
  sandbox: { base: 'https://localhost/~a', origin: 'https://localhost', prefix: '/~a' },
  clock: { setting: { mode: 'running', offset: 0 }, now: Date.UTC(2026, 2, 14) } as const,
  requestId: '7f3a9c21',
  action: '/~a/authserver/oauth2/login',
  csrf: 'a-csrf-token',
  client,
}
const request = { client_id: 'c-1', redirect_uri: `https://c/${hostile}`, state: 'a-state' }
const people = [{ username: 'developer', password: 'test', next: 'nothing more' }]
const scopes = [
  { name: 'openid', description: 'Know you', needed: true, group: 'you', checked: true },
  { name: 'email', description: hostile, needed: false, group: 'you', checked: true },
  { name: 'my/scope', description: 'Read', needed: false, group: 'resource', checked: false },
] as const

const login = pages.login({ ...common, request, people })
const consent = pages.consent({
  ...common,
  user: { name: hostile },
  scopes,
  details: [
    {
      type: hostile,
      description: hostile,
      members: [{ path: hostile, title: hostile, values: [hostile, hostile] }],
    },
  ],
  claims: [{ name: hostile, value: hostile }],
  resource: `https://r/${hostile}`,
  accountHref: '/authserver/account',
  answered: { redirectUri: `https://c/${hostile}`, sends: ['code'], codeLifetime: 60 },
})
const error = pages.error({
  ...common,
  title: hostile,
  text: hostile,
  compare: { asked: hostile, registered: [hostile.slice(1)] },
  steps: [hostile],
  checks: [{ id: 'a', outcome: 'failed', clause: hostile, says: hostile, detail: hostile }],
  error: 'invalid_request',
  time: 0,
  clause: 'RFC 6749 §4.1.2.1',
})
const wayOn = (answer: Answer) =>
  pages.error({
    ...common,
    title: hostile,
    text: hostile,
    steps: [],
    checks: [],
    error: 'invalid_scope',
    time: 0,
    clause: 'RFC 9700 §4.11.2',
    wayOn: { client: common.client, answer },
  })
const formPost = pages.formPost({
  ...common,
  redirectUri: 'https://c/callback',
  parameters: { code: '"><script>', state: 's' },
})
const mails = { ...common, waitSeconds: 0, linkLifetime: 900, signInHref: '/' }
const typed = { login: hostile, name: hostile, email: hostile }
const all = {
  login,
  consent,
  error,
  formPost,
  wayOnByLink: wayOn({ kind: 'redirect', location: `https://c/${hostile}?error=x` }),
  wayOnByForm: wayOn({ kind: 'form', redirectUri: 'https://c/', parameters: { state: hostile } }),
  account: pages.account({
    ...common,
    user: { name: hostile },
    allowed: [{ client: common.client, resource: hostile, scope: hostile, claims: [hostile] }],
    passwordHref: '/password',
  }),
  forgottenPassword: pages.forgottenPassword({ ...mails, isSent: false, named: hostile }),
  newPassword: pages.newPassword({ ...common, username: hostile, problem: hostile, least: 8 }),
  passwordChanged: pages.passwordChanged({ ...common, username: hostile, onHref: '/' }),
  changePassword: pages.changePassword({
    ...common,
    username: hostile,
    problem: hostile,
    least: 8,
    accountHref: '/',
  }),
  userRegistration: pages.userRegistration({
    ...mails,
    isSent: false,
    typed,
    problems: { login: hostile },
    least: 8,
  }),
  confirmation: pages.confirmation({ ...common, user: typed }),
  accountMade: pages.accountMade({ ...common, username: hostile, onHref: '/' }),
  totp: pages.totp({ ...common, request, username: hostile }),
  logoutQuestion: pages.logoutQuestion({ ...common, user: { name: hostile }, returnTo: hostile }),
  loggedOut: pages.loggedOut({ ...common, ended: true, returnTo: 'https://c/' }),
}

describe('pages of the authorization server', () => {
  for (const [name, page] of Object.entries(all)) {
    test(`${name}: what others wrote is shown as text`, () => {
      assert.doesNotMatch(page, /<script>|<script\s(?!type="module" src="\/assets\/)/)
    })

    test(`${name}: has one h1, and nothing inline that the content policy forbids`, () => {
      assert.equal(page.match(/<h1>/g)?.length, 1)
      assert.doesNotMatch(page, / style=| on[a-z]+="|<style/)
    })
  }

  test('every form that changes something carries the CSRF token', () => {
    for (const page of [all.login, all.totp, all.consent, all.logoutQuestion]) {
      assert.match(
        page,
        /<form[^>]*method="post"[\s\S]*name="csrf" value="a-csrf-token"[\s\S]*<\/form>/,
      )
    }
  })

  test('a clock that was moved or frozen is marked in the foot, one that runs is not told', () => {
    const at = (setting: ClockSetting) =>
      pages.login({ ...common, clock: { setting, now: Date.UTC(2026, 2, 14) }, request, people })
    assert.match(at({ mode: 'running', offset: 7200_000 }), /class="set">moved \+2 h</)
    assert.match(
      at({ mode: 'frozen', at: 0 }),
      /<code>2026-03-14 00:00:00 UTC<\/code> <span class="set">frozen</,
    )
    assert.doesNotMatch(login, /Lab clock|class="set"/)
  })

  test('the sign-in page shows the request without its state', () => {
    assert.match(login, /redirect_uri/)
    assert.doesNotMatch(login, /a-state/)
  })

  test('a failed sign-in marks both fields and keeps the name, and never the password', () => {
    const failed = { heading: 'Not signed in', text: 'The user name or the password is wrong.' }
    const page = pages.login({ ...common, request, people: [], loginHint: 'dana', error: failed })
    assert.equal(page.match(/aria-invalid="true"/g)?.length, 2)
    assert.match(page, /name="login"[^>]*value="dana"/)
    assert.doesNotMatch(page, /type="password"[^>]*value=/)
  })

  test('a needed scope is locked, an optional one can be unticked', () => {
    assert.deepEqual(
      [...consent.matchAll(/type="checkbox"[^>]*value="([^"]+)"( checked)?/g)].map((found) => [
        found[1],
        found[2] !== undefined,
      ]),
      [
        ['email', true],
        // A claim that is asked for by name.
        [hostile.replaceAll('<', '&lt;').replaceAll('>', '&gt;').replaceAll('"', '&quot;'), true],
        ['my/scope', false],
        // An authorization detail, by its number.
        ['0', true],
      ],
    )
    assert.match(consent, /Know you<\/b> <span class="needed">needed/)
  })

  test('the form that is posted to the client works without script', () => {
    assert.match(formPost, /<form id="form-post" method="post" action="https:\/\/c\/callback">/)
    assert.match(formPost, /name="code" value="&quot;&gt;&lt;script&gt;"/)
    assert.match(formPost, /<button class="button primary wide-button">Go on to /)
  })

  test('what differs from the registered address is marked', () => {
    const page = pages.error({
      ...common,
      title: 'The redirect URI is not registered',
      text: '',
      compare: {
        asked: 'https://c/aplication',
        registered: ['https://d/', 'https://c/application'],
      },
      steps: [],
      checks: [],
      error: 'invalid_request',
      time: 0,
      clause: 'RFC 6749 §4.1.2.1',
    })
    assert.match(page, /ap<mark>l<\/mark>ication/)
    assert.match(page, /ap<mark>pl<\/mark>ication/)
  })
})
