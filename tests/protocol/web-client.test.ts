import assert from 'node:assert/strict'
import { describe, test } from 'node:test'
import { startLab } from '@oauth-lab/embedded/start-lab.ts'
import { createBrowser } from './support/browser.ts'
import type { Browser, Page } from './support/browser.ts'
import { embeddedOnly } from './support/embedded-only.ts'
import { resourceStatuses } from './support/resource-statuses.ts'
import { configure, useLab } from './support/use-lab.ts'
import type { TestPlace } from './support/use-lab.ts'

const everything = ['profile', 'email', 'offline_access', 'my/scope']

describe('the web client', () => {
  const used = useLab()

  /** A sandbox of the test's own, and a browser that knows nothing yet. */
  const openPlace = async () => {
    const place = await used.sandbox()
    const application = `${place.base}/client/application/`
    return { ...place, place, application, browser: createBrowser(place.trustedFetch) }
  }

  /** How many token requests the sandbox's authorization server answered. */
  const tokenRequests = async ({ control }: TestPlace) => {
    const exchanges = await control.checks({ role: 'authserver' })
    return exchanges.filter(({ path }) => path.endsWith('/oauth2/token')).length
  }

  test('someone who is signed out is offered one way on', async () => {
    const { application, browser } = await openPlace()
    const page = await browser.open(application)
    assert.equal(page.status, 200)
    assert.match(page.text, /<h1>You are signed out<\/h1>/)
    assert.match(page.text, /<a class="button primary" href="[^"]+\/login">Sign in<\/a>/)
  })

  test('the authorization request carries state, nonce and an S256 challenge', async () => {
    const { base, application, browser } = await openPlace()
    const { leaves } = await browser.open(`${application}login`, {
      stopAt: `${base}/authserver/oauth2/authorize`,
    })
    const asked = leaves!.searchParams
    assert.equal(asked.get('response_type'), 'code')
    assert.equal(asked.get('redirect_uri'), `${application}callback`)
    assert.equal(asked.get('scope'), 'openid profile email offline_access my/scope')
    assert.equal(asked.get('code_challenge_method'), 'S256')
    for (const name of ['state', 'nonce', 'code_challenge']) {
      assert.match(asked.get(name) ?? '', /^[\w-]{43}$/)
    }
  })

  test('it registers itself once as simple-web-page', async () => {
    const { base, application, browser, control } = await openPlace()
    await Promise.all(
      [1, 2, 3].map(() =>
        browser.open(`${application}login`, { stopAt: `${base}/authserver/oauth2/authorize` }),
      ),
    )
    const clients = await control.clients.list()
    const own = clients.filter(({ client_name }) => client_name === 'simple-web-page')
    assert.equal(own.length, 1)
    assert.deepEqual(own[0]!.redirect_uris, [`${application}callback`])
    assert.deepEqual(own[0]!['post_logout_redirect_uris'], [application])
  })

  test('after the sign-in it shows tokens, checks, and every answer', async () => {
    const { application, browser } = await openPlace()
    const page = await signIn(browser, application)
    assert.equal(page.url.href, application)
    assert.match(page.text, /<h1>Signed in as Dana Developer<\/h1>/)
    for (const id of ['access-token', 'id-token', 'introspection', 'userinfo', 'resource']) {
      assert.match(page.text, new RegExp(` id="${id}"`))
    }
    assert.match(page.text, /\d+ passed/)
    assert.doesNotMatch(page.text, /\d+ failed/)
    assert.match(page.text, /<code>at_hash<\/code> fits the access token/)
    assert.match(page.text, /<code>typ<\/code> is <code>at\+jwt<\/code>/)
    assert.match(
      page.text,
      /<b>"tokenUsername"<\/b>: "developer"|tokenUsername&quot;<\/b>: &quot;developer/,
    )
    assert.deepEqual(resourceStatuses(page), ['200', '200', '403'])
  })

  test('superuser may run the delegated administration', async () => {
    const { application, browser } = await openPlace()
    const page = await signIn(browser, application, 'superuser', 'SYS')
    assert.deepEqual(resourceStatuses(page), ['200', '200', '200'])
  })

  test('two tabs that sign in at the same time both come back, in any order', async () => {
    const { application, browser } = await openPlace()
    const first = await browser.open(`${application}login`)
    const second = await browser.open(`${application}login`)
    for (const tab of [second, first]) {
      const page = await allow(browser, await logIn(browser, tab))
      assert.equal(page.url.href, application)
      assert.match(page.text, /<h1>Signed in as Dana Developer<\/h1>/)
    }
  })

  test('a session id known before the sign-in is not the one after it', async () => {
    const { application, browser } = await openPlace()
    const first = await allow(
      browser,
      await logIn(browser, await browser.open(`${application}login`)),
    )
    assert.equal(first.url.href, application)
    const cookies = [await cookieOf(application, browser), await cookieOf(application, browser)]
    assert.notEqual(cookies[0], cookies[1])
  })

  test('an answer that comes back in another browser is refused in words', async () => {
    const { application, browser } = await openPlace()
    const answer = await answerOf(browser, application)
    const other = createBrowser(used.lab.trustedFetch)
    const page = await other.open(answer)
    assert.equal(page.status, 403)
    assert.match(page.text, /<h1>Another browser began that sign-in<\/h1>/)
    assert.match(page.text, /state\.this-browser/)
    const own = await browser.open(answer)
    assert.match(own.text, /<h1>Signed in as Dana Developer<\/h1>/)
  })

  test('a waived check of the browser lets another browser take over the sign-in', async () => {
    const { application, browser, control } = await openPlace()
    const answer = await answerOf(browser, application)
    await control.policy.waive('state.this-browser', 'client')
    const page = await createBrowser(used.lab.trustedFetch).open(answer)
    assert.match(page.text, /<h1>Signed in as Dana Developer<\/h1>/)
  })

  test('an answer that comes back twice is refused in words', async () => {
    const { application, browser } = await openPlace()
    const answer = await answerOf(browser, application)
    await browser.open(answer)
    const page = await browser.open(answer)
    assert.equal(page.status, 400)
    assert.match(page.text, /This answer was used before, or this page did not ask for it/)
    assert.match(page.text, /role="alert"/)
  })

  test('a callback that is opened without an answer says that there is none', async () => {
    const { application, browser } = await openPlace()
    for (const query of ['', '?state=x']) {
      const page = await browser.open(`${application}callback${query}`)
      assert.equal(page.status, 400)
      assert.match(page.text, /There is no answer to finish a sign-in with/)
      assert.match(page.text, /callback\.answer-present/)
    }
  })

  test('an answer of another issuer is refused (mix-up)', async () => {
    const { application, browser } = await openPlace()
    const answer = await answerOf(browser, application)
    answer.searchParams.set('iss', 'https://attacker.example')
    const page = await browser.open(answer)
    assert.equal(page.status, 502)
    assert.match(page.text, /The answer does not come from the server that was asked/)
    assert.match(page.text, /RFC 9207 §2\.4/)
  })

  test('a parameter that comes twice is refused', async () => {
    const { application, browser } = await openPlace()
    const answer = await answerOf(browser, application)
    answer.searchParams.append('code', 'another')
    const page = await browser.open(answer)
    assert.equal(page.status, 400)
    assert.match(page.text, /callback\.parameters-once/)
  })

  test('denied consent is shown in words, with a way on', async () => {
    const { application, browser } = await openPlace()
    const consent = await logIn(browser, await browser.open(`${application}login`))
    const page = await browser.submit(consent, { answer: 'deny' })
    assert.equal(page.status, 403)
    assert.match(page.text, /<h1>You did not allow this application<\/h1>/)
    assert.match(page.text, /<code>access_denied<\/code>/)
    assert.match(page.text, />Sign in again<\/a>/)
  })

  test('a scope that the server no longer knows is shown in words', async () => {
    const { application, browser, place } = await openPlace()
    // Who is signed in there is sent back with the error; anybody else is asked first.
    await signIn(browser, application)
    await configure(place, { supportedScopes: { openid: 'Know you', 'my/scope': 'Read it' } })
    // Otherwise the authorization server shows the error first, since nobody is signed in there.
    await place.control.policy.waive('authorization.user-first')
    const page = await browser.open(`${application}login`)
    assert.match(page.text, /<h1>The authorization server does not grant one of the scopes<\/h1>/)
    assert.match(page.text, /<code>invalid_scope<\/code>/)
  })

  test('without my/scope the protected resource refuses, and the page says what to do', async () => {
    const { application, browser } = await openPlace()
    const consent = await logIn(browser, await browser.open(`${application}login`))
    const page = await allow(browser, consent, ['profile', 'email'])
    assert.deepEqual(resourceStatuses(page), ['403', '403', '403'])
    assert.match(page.text, /log out, sign in again and tick it/)
    const refused = await browser.submit(page, { do: 'refresh' })
    assert.equal(refused.status, 400)
    assert.match(refused.text, /There is no refresh token to renew the access token with/)
  })

  test('a refresh brings new tokens', async () => {
    const { application, browser } = await openPlace()
    const page = await signIn(browser, application)
    const renewed = await browser.submit(page, { do: 'refresh' })
    assert.equal(renewed.url.href, application)
    assert.notEqual(claim(renewed, 'jti'), claim(page, 'jti'))
    assert.doesNotMatch(renewed.text, /\d+ failed/)
  })

  test('a pressed button says what it did, once', async () => {
    const { application, browser } = await openPlace()
    const page = await signIn(browser, application)
    assert.equal(said(page), undefined)
    const renewed = await browser.submit(page, { do: 'refresh' })
    assert.match(said(renewed) ?? '', /^Refreshed\. New tokens came at \d\d:\d\d:\d\d UTC/)
    assert.equal(said(await browser.open(application)), undefined)
    // The form of the first page shows tokens that are renewed by now.
    const late = await browser.submit(page, { do: 'refresh' })
    assert.match(said(late) ?? '', /^Refreshed before\. .*nothing was sent/)
    const called = await browser.submit(late, { do: 'call' })
    assert.match(said(called) ?? '', /^Called again\. .*the tokens are the same/)
    const out = await browser.submit(called, { do: 'logout' })
    assert.match(said(out) ?? '', /^Revoked\./)
    assert.match(out.text, /<h1>You are logged out<\/h1>/)
  })

  test('a cookie that somebody else wrote lets the page say nothing', async () => {
    const { application, browser } = await openPlace()
    await browser.open(application)
    const { port } = new URL(application)
    browser.cookies.set(`__Secure-client-said-${port || '443'}`, 'revoked')
    assert.equal(said(await browser.open(application)), undefined)
  })

  test('every page of a sign-in shows how far the flow has come', async () => {
    const { application, browser } = await openPlace()
    assert.equal(stageOf(await browser.open(application)), 'Ask')
    const login = await browser.open(`${application}login`)
    assert.equal(stageOf(login), 'Sign in')
    const consent = await logIn(browser, login)
    assert.equal(stageOf(consent), 'Consent')
    assert.equal(stageOf(await browser.submit(consent, { answer: 'deny' })), 'Consent, stopped')
    assert.equal(stageOf(await browser.open(`${application}callback`)), 'Exchange, stopped')
    assert.equal(stageOf(await signIn(browser, application)), 'Use')
    assert.equal(stageOf(await browser.open(`${application}machine`)), 'Use')
  })

  test('an application that is not set up stops before it asks', async () => {
    const { base } = await used.lab.control.sandboxes.create({ blank: true })
    const page = await createBrowser(used.lab.trustedFetch).open(`${base}/client/application/`)
    assert.equal(stageOf(page), 'Ask, stopped')
  })

  test('a token that opens nothing stops the flow at its use', async () => {
    const { application, browser } = await openPlace()
    const consent = await logIn(browser, await browser.open(`${application}login`))
    const page = await allow(browser, consent, ['profile'])
    assert.equal(stageOf(page), 'Use, stopped')
  })

  test('each exchange that a page shows leads to its message in the flow', async () => {
    const { base, application, browser, control } = await openPlace()
    const signedIn = await signIn(browser, application)
    const machine = await browser.open(`${application}machine`)
    const recorded = await control.checks()
    const pathsOf = (page: Page) =>
      messagesOf(page).map((id) => recorded.find((one) => one.request === id)?.path ?? id)
    const token = '/authserver/oauth2/token'
    const resource = '/resserver/protected-resources/'
    const { pathname: prefix } = new URL(base)
    const delegated = '/resserver/protected-resources-delegated/'
    assert.deepEqual(
      pathsOf(signedIn).map((path) => path.replace(prefix, '')),
      [
        token,
        token,
        '/authserver/oauth2/introspection',
        '/authserver/oauth2/userinfo',
        resource,
        delegated,
        `${delegated}administration/`,
      ],
    )
    assert.deepEqual(
      pathsOf(machine).map((path) => path.replace(prefix, '')),
      [token, resource],
    )
    const renewed = await browser.submit(signedIn, { do: 'refresh' })
    assert.notEqual(messagesOf(renewed)[0], messagesOf(signedIn)[0])
  })

  test('where nothing is recorded no page leads to a message', async () => {
    const { application, browser, control } = await openPlace()
    await control.recording.set({ mode: 'off' })
    assert.deepEqual(messagesOf(await signIn(browser, application)), [])
  })

  test('a clock that was moved or frozen is marked on every page, beside the time left as well', async () => {
    const { base, application, browser, control } = await openPlace()
    await signIn(browser, application)
    assert.deepEqual(marksOf(await browser.open(application)), [])
    await control.clock.set({ forward: 600 })
    assert.deepEqual(marksOf(await browser.open(application)), ['moved +10 min', 'moved +10 min'])
    await control.clock.set({ freeze: true })
    for (const [path, marks] of [
      ['/client/application/', 2],
      ['/client/application/machine', 2],
      ['/authserver/account', 1],
      ['/', 1],
    ] as const) {
      const page = await browser.open(`${base}${path}`)
      assert.deepEqual(
        marksOf(page),
        Array.from({ length: marks }, () => 'frozen'),
        path,
      )
    }
  })

  test('simultaneous refreshes of two tabs make one token request', async () => {
    const { place, application, browser } = await openPlace()
    const page = await signIn(browser, application)
    const before = await tokenRequests(place)
    const tabs = await Promise.all([1, 2, 3].map(() => browser.submit(page, { do: 'refresh' })))
    assert.equal((await tokenRequests(place)) - before, 1)
    const identifiers = new Set(tabs.map((tab) => claim(tab, 'jti')))
    assert.equal(identifiers.size, 1)
    assert.ok(!identifiers.has(claim(page, 'jti')))
  })

  test('a session that has ended at the server is shown in words when it is refreshed', async () => {
    const { application, browser, control } = await openPlace()
    const page = await signIn(browser, application)
    await control.clock.set({ forward: 4 * 3600 })
    const ended = await browser.open(application)
    assert.match(ended.text, /The access token has ended/)
    assert.deepEqual(resourceStatuses(ended), ['401', '401', '401'])
    const refused = await browser.submit(page, { do: 'refresh' })
    assert.equal(refused.status, 400)
    assert.match(refused.text, /<h1>The sign-in is not good any more<\/h1>/)
    assert.match(refused.text, /<code>invalid_grant<\/code>/)
    assert.match(refused.text, />Sign in again<\/a>/)
  })

  test('a session of this page ends on the lab’s clock', async () => {
    const { application, browser, control } = await openPlace()
    await signIn(browser, application)
    await control.clock.set({ forward: 13 * 3600 })
    const page = await browser.open(application)
    assert.match(page.text, /Your session here has ended/)
  })

  test('logging out ends the session here and at the server', async () => {
    const { base, application, browser } = await openPlace()
    const page = await signIn(browser, application)
    let out = await browser.submit(page, { do: 'logout' })
    if (out.url.href.startsWith(`${base}/authserver`)) {
      out = await browser.submit(out, { answer: 'yes' })
    }
    assert.match(out.text, /<h1>You are logged out<\/h1>/)
    assert.match((await browser.open(application)).text, /<h1>You are signed out<\/h1>/)
    const again = await browser.open(`${application}login`)
    assert.match(again.text, /name="password"/)
  })

  test('a form without its CSRF token changes nothing', async () => {
    const { application, browser } = await openPlace()
    const page = await signIn(browser, application)
    for (const csrf of ['', 'no-such-csrf'.repeat(4)]) {
      const body = new URLSearchParams({ do: 'logout', csrf })
      const refused = await browser.open(application, { method: 'POST', body })
      assert.equal(refused.status, 403)
      assert.match(refused.text, /The form did not come from this page/)
    }
    assert.equal(claim(await browser.open(application), 'jti'), claim(page, 'jti'))
  })

  test('an opaque access token is said to be opaque', async () => {
    const { application, browser, place } = await openPlace()
    await configure(place, { accessTokenFormat: 'opaque' })
    const page = await signIn(browser, application)
    assert.match(page.text, /The token is opaque/)
    assert.deepEqual(resourceStatuses(page), ['200', '200', '403'])
  })

  describe('as a machine', () => {
    test('keeps its token until it ends on the lab’s clock, and shows a call with it', async () => {
      const { application, browser, control } = await openPlace()
      const first = await browser.open(`${application}machine`)
      assert.match(first.text, /The token was fetched for this call/)
      assert.deepEqual(resourceStatuses(first), ['200'])
      const second = await browser.open(`${application}machine`)
      assert.match(second.text, /The token came from the cache/)
      assert.equal(claim(second, 'jti'), claim(first, 'jti'))
      await control.clock.set({ forward: 3600 })
      const third = await browser.open(`${application}machine`)
      assert.match(third.text, /The token was fetched for this call/)
      assert.notEqual(claim(third, 'jti'), claim(first, 'jti'))
    })

    test('fetches one token for calls at the same moment', async () => {
      const { place, application, browser } = await openPlace()
      await Promise.all([1, 2, 3, 4].map(() => browser.open(`${application}machine`)))
      assert.equal(await tokenRequests(place), 1)
    })

    test('forgets its token when it is told to', async () => {
      const { application, browser } = await openPlace()
      const first = await browser.open(`${application}machine`)
      const kept = await browser.submit(first, { do: 'call' })
      assert.match(kept.text, /The token came from the cache/)
      const forgotten = await browser.submit(kept, { do: 'forget' })
      assert.match(forgotten.text, /The token was fetched for this call/)
    })

    test('registers again when the server does not know it any more', async () => {
      const { base, application, browser, control } = await openPlace()
      const page = await browser.open(`${application}machine`)
      await deleteClients(base)
      const again = await browser.submit(page, { do: 'forget' })
      assert.equal(again.status, 200)
      assert.match(again.text, /The token was fetched for this call/)
      const names = (await control.clients.list()).map(({ client_name }) => client_name)
      assert.equal(names.filter((name) => name === 'simple-web-page').length, 1)
    })
  })

  test('a sign-in after the server forgot the client registers it again', async () => {
    const { base, application, browser } = await openPlace()
    await browser.open(`${application}machine`)
    await deleteClients(base)
    const page = await signIn(browser, application)
    assert.match(page.text, /<h1>Signed in as Dana Developer<\/h1>/)
  })

  /** Deletes the client's registration at the authorization server alone. */
  async function deleteClients(base: string): Promise<void> {
    const { clients } = used.lab.control.in(base)
    for (const { client_id } of await clients.list({ client_name: 'simple-web-page' })) {
      await clients.delete(client_id)
    }
  }

  /** The authorization response that would end the sign-in, kept back. */
  async function answerOf(browser: Browser, application: string): Promise<URL> {
    const consent = await logIn(browser, await browser.open(`${application}login`))
    const { leaves } = await allow(browser, consent, everything, `${application}callback`)
    return leaves!
  }
})

async function signIn(browser: Browser, application: string, login?: string, password?: string) {
  const page = await browser.open(`${application}login`)
  return allow(browser, await logIn(browser, page, login, password))
}

function logIn(browser: Browser, page: Page, login = 'developer', password = 'test') {
  return /name="password"/.test(page.text)
    ? browser.submit(page, { login, password })
    : Promise.resolve(page)
}

function allow(browser: Browser, page: Page, scope = everything, stopAt?: string) {
  return /name="answer"/.test(page.text)
    ? browser.submit(page, { scope, answer: 'allow' }, { ...(stopAt && { stopAt }) })
    : Promise.resolve(page)
}

/** The session cookie that a new sign-in of the same browser sets. */
async function cookieOf(application: string, browser: Browser): Promise<string | undefined> {
  const { leaves } = await browser.open(`${application}login`, { stopAt: `${application}callback` })
  const { headers } = await browser.open(leaves!, { stopAt: application })
  const set = headers.getSetCookie().find((one) => one.startsWith('__Secure-client-session-'))
  assert.match(set ?? '', /; Path=\/~[^;]+\/client; HttpOnly; Secure; SameSite=Lax/)
  return /=([^;]+)/.exec(set ?? '')?.[1]
}

/** What the page says that a button did. */
function said({ text }: Page): string | undefined {
  return /<p class="said"[^>]*>([^]*?)<\/p>/.exec(text)?.[1]?.replaceAll(/<[^>]*>/g, '')
}

/** The exchanges to which the page leads in the flow. */
function messagesOf({ text }: Page): string[] {
  return [...text.matchAll(/href="[^"]*\/console\/flow\?message=([^"]*)"/g)].map(([, id]) => id!)
}

/** The stage at which the flow stands. */
function stageOf({ text }: Page): string | undefined {
  return /<li(?: class="stopped")? aria-current="step">([^<]*)</.exec(text)?.[1]
}

/** The marks of a clock that does not run as usual. */
function marksOf({ text }: Page): string[] {
  return [...text.matchAll(/<span class="set">([^<]*)</g)].map(([, mark]) => mark!)
}

/** A claim of the access token as the page shows it. */
function claim(page: Page, name: string): string | undefined {
  return new RegExp(`<dt>${name}</dt>\\s*<dd>([^<]*)</dd>`).exec(page.text)?.[1]
}

embeddedOnly('starts labs of its own').suite('the page of the web client', () => {
  for (const exampleHooks of [true, false]) {
    const does = exampleHooks
      ? 'says where the properties of the example hooks come from'
      : 'says nothing of hooks where there are none'
    test(does, async () => {
      await using lab = await startLab({ exampleHooks })
      const browser = createBrowser(lab.trustedFetch)
      const { text } = await signIn(browser, `${lab.base}/client/application/`)
      const told = text.match(/of the example hooks of the lab/g) ?? []
      // Two claims of the access token; introspection, UserInfo and the delegated resource.
      assert.equal(told.length, exampleHooks ? 5 : 0)
    })
  }
})
