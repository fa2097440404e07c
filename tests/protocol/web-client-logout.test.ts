import { deepEqual, equal, match } from 'node:assert/strict'
import { describe, test } from 'node:test'
import { readAnswer } from './support/answer.ts'
import { createBrowser } from './support/browser.ts'
import { flowTokens } from './support/code-flow.ts'
import { registerClient } from './support/place.ts'
import { signInAt } from './support/sign-in-at.ts'
import { useLab } from './support/use-lab.ts'
import type { TestPlace } from './support/use-lab.ts'

const used = useLab()

/** A browser that is signed in at the web page. */
async function signedIn() {
  const place = await used.sandbox()
  const application = `${place.base}/client/application/`
  const browser = createBrowser(place.trustedFetch)
  match((await signInAt(place, browser)).text, /<h1>Signed in as/)
  return { place, application, browser }
}

async function send(place: TestPlace, form: Record<string, string>) {
  const url = `${place.base}/client/application/backchannel-logout`
  const body = new URLSearchParams(form)
  return readAnswer(place.trustedFetch(url, { method: 'POST', body }))
}

describe('the web client in a back-channel logout', () => {
  test('registers its address, and ends its session when another application logs out', async () => {
    const { place, application, browser } = await signedIn()
    const clients = await place.control.clients.list()
    const own = clients.find(({ client_name }) => client_name === 'simple-web-page')!
    equal(own['backchannel_logout_uri'], `${application}backchannel-logout`)
    const other = await registerClient(place)
    const { id_token } = await flowTokens(place, other, {}, { browser })
    const query = new URLSearchParams({ id_token_hint: String(id_token) })
    const page = await browser.open(`${place.issuer}/logout?${query.toString()}`)
    match(page.text, /simple-web-page[^]*ended its session/)
    match((await browser.open(application)).text, /<h1>You are signed out<\/h1>/)
  })

  test('refuses what is no logout token of its server, and the session goes on', async () => {
    const { place, application, browser } = await signedIn()
    const none = await send(place, {})
    deepEqual([none.status, none.body['error']], [400, 'invalid_request'])
    match(String(none.body['error_description']), /check logout-token\.present,/)
    const other = await registerClient(place)
    const { id_token } = await flowTokens(place, other, {}, { browser })
    const stranger = await send(place, { logout_token: String(id_token) })
    match(String(stranger.body['error_description']), /check logout-token\.client,/)
    const clients = await place.control.clients.list()
    const { client_id } = clients.find(({ client_name }) => client_name === 'simple-web-page')!
    const part = (value: object) => Buffer.from(JSON.stringify(value)).toString('base64url')
    const claims = { iss: place.issuer, sub: 'u', iat: 1, exp: 9e9, jti: 'x' }
    // It may name the client in a list, as an ID token may, and nobody else in it.
    for (const [aud, check] of [
      [client_id, 'valid'],
      [[client_id], 'valid'],
      [[client_id, other.client_id], 'client'],
      [[1], 'client'],
    ] as const) {
      const forged = `${part({ alg: 'none' })}.${part({ ...claims, aud })}.`
      const refused = await send(place, { logout_token: forged })
      equal(refused.status, 400)
      match(String(refused.body['error_description']), new RegExp(`check logout-token\\.${check},`))
    }
    // An ID token of its own is none either: it has a nonce.
    const own = await place.control.tokens.create({
      type: 'id_token',
      client: client_id,
      user: 'developer',
      claims: { nonce: 'n', jti: 'x' },
    })
    const asToken = await send(place, { logout_token: own.token })
    match(String(asToken.body['error_description']), /check logout-token\.event,/)
    match((await browser.open(application)).text, /<h1>Signed in as/)
  })
})
