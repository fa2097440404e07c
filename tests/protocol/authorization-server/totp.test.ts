import { deepEqual, equal, match, ok } from 'node:assert/strict'
import { describe, test } from 'node:test'
import { Secret, TOTP } from 'otpauth'
import { noteSecret } from '../../secrets.ts'
import { createBrowser } from '../support/browser.ts'
import type { Browser, Page } from '../support/browser.ts'
import { allow, authorizationRequest, redeem, responseOf, signIn } from '../support/code-flow.ts'
import { registerClient } from '../support/place.ts'
import type { RegisteredClient } from '../support/place.ts'
import { checksOf, useLab } from '../support/use-lab.ts'
import type { TestPlace } from '../support/use-lab.ts'

const used = useLab()

interface Scene {
  place: TestPlace
  client: RegisteredClient
  /** The code as an authenticator shows it, `steps` of 30 seconds from now. */
  codeOf(steps?: number): Promise<string>
}

/** A sandbox with a stopped clock in which developer has a second factor. */
async function withSecondFactor(): Promise<Scene> {
  const place = await used.sandbox()
  await place.control.clock.set({ freeze: true })
  const { secret, uri } = await place.control.users.setTotp('developer')
  noteSecret(secret, 'TOTP secret')
  match(uri, /^otpauth:\/\/totp\//)
  const totp = new TOTP({ secret: Secret.fromBase32(secret), period: 30, digits: 6 })
  const client = await registerClient(place)
  const codeOf = async (steps = 0) => {
    const { now } = await place.control.clock.get()
    return totp.generate({ timestamp: Date.parse(now) + steps * 30_000 })
  }
  return { place, client, codeOf }
}

/** Signs in with the password and stands before the second factor. */
async function atCode({ place, client }: Scene): Promise<{
  browser: Browser
  page: Page
  verifier: string
}> {
  const browser = createBrowser(place.trustedFetch)
  const { url, verifier } = authorizationRequest(place, client)
  const page = await signIn(browser, await browser.open(url))
  ok(page.text.includes('name="code"'))
  ok(!page.text.includes('value="allow"'))
  return { browser, page, verifier }
}

describe('a second factor (RFC 6238)', () => {
  test('the right code leads on, and the ID token tells two factors', async () => {
    const scene = await withSecondFactor()
    const { browser, page, verifier } = await atCode(scene)
    const consent = await browser.submit(page, { code: await scene.codeOf() })
    const { code = '' } = responseOf(await allow(browser, consent, ['openid']))
    const { body } = await redeem(scene.place, scene.client, { code, verifier })
    const payload = Buffer.from(String(body['id_token']).split('.')[1]!, 'base64url').toString()
    const { amr, acr } = JSON.parse(payload) as { amr: string[]; acr: string }
    deepEqual(amr, ['pwd', 'otp', 'mfa'])
    equal(acr, 'urn:oauth-lab:two-factors')
  })

  test('a wrong, malformed or missing code is refused', async () => {
    const scene = await withSecondFactor()
    const { browser, page } = await atCode(scene)
    const right = await scene.codeOf()
    const wrong = String((Number(right) + 1) % 1_000_000).padStart(6, '0')
    for (const code of [wrong, 'abcdef', ` ${right}`, '']) {
      const again = await browser.submit(page, { code })
      equal(again.status, 400)
      equal(again.leaves, undefined)
    }
    deepEqual(await checksOf(scene.place, '/code'), ['totp.code'])
    ok((await browser.submit(page, { code: right })).text.includes('value="allow"'))
  })

  test('a code is good once', async () => {
    const scene = await withSecondFactor()
    const code = await scene.codeOf()
    const first = await atCode(scene)
    ok((await first.browser.submit(first.page, { code })).text.includes('value="allow"'))
    const second = await atCode(scene)
    equal((await second.browser.submit(second.page, { code })).status, 400)
    await scene.place.control.clock.set({ forward: 30 })
    const next = { code: await scene.codeOf() }
    ok((await second.browser.submit(second.page, next)).text.includes('value="allow"'))
  })

  test('of the same code at the same moment one sign-in wins', async () => {
    const scene = await withSecondFactor()
    const code = await scene.codeOf()
    const browsers = [await atCode(scene), await atCode(scene), await atCode(scene)]
    const pages = await Promise.all(
      browsers.map(({ browser, page }) => browser.submit(page, { code })),
    )
    equal(pages.filter(({ text }) => text.includes('value="allow"')).length, 1)
  })

  test('a code of a neighbouring step is taken, one of two steps away is not', async () => {
    const scene = await withSecondFactor()
    for (const far of [-2, 2]) {
      const { browser, page } = await atCode(scene)
      equal((await browser.submit(page, { code: await scene.codeOf(far) })).status, 400)
    }
    for (const near of [-1, 0, 1]) {
      const { browser, page } = await atCode(scene)
      const consent = await browser.submit(page, { code: await scene.codeOf(near) })
      ok(consent.text.includes('value="allow"'), String(near))
    }
  })

  test('an earlier code than the last one used is refused', async () => {
    const scene = await withSecondFactor()
    const later = await atCode(scene)
    await later.browser.submit(later.page, { code: await scene.codeOf(1) })
    const earlier = await atCode(scene)
    const answer = await earlier.browser.submit(earlier.page, { code: await scene.codeOf(0) })
    equal(answer.status, 400)
  })

  test('wrong codes are throttled, and a right password does not free them', async () => {
    const scene = await withSecondFactor()
    const { browser, page } = await atCode(scene)
    for (let n = 0; n < 5; n += 1) await browser.submit(page, { code: '' })
    equal((await browser.submit(page, { code: await scene.codeOf() })).status, 429)
    const other = createBrowser(scene.place.trustedFetch)
    const { url } = authorizationRequest(scene.place, scene.client)
    equal((await signIn(other, await other.open(url))).status, 429)
    await scene.place.control.clock.set({ forward: 300 })
    const free = await browser.submit(page, { code: await scene.codeOf() })
    ok(free.text.includes('value="allow"'))
  })

  test('is no longer asked for once it has been removed', async () => {
    const { place, client } = await withSecondFactor()
    await place.control.users.removeTotp('developer')
    const browser = createBrowser(place.trustedFetch)
    const page = await browser.open(authorizationRequest(place, client).url)
    ok((await signIn(browser, page)).text.includes('value="allow"'))
  })
})
