import assert from 'node:assert/strict'
import { describe, test } from 'node:test'
import type { InterventionDocument, Signer } from '@oauth-lab/kit/interventions/intervention.ts'
import { readAnswer } from './support/answer.ts'
import { createBrowser } from './support/browser.ts'
import { allow, clientToken, signIn } from './support/code-flow.ts'
import { decodeClaims } from './support/decode-claims.ts'
import { registerClient } from './support/place.ts'
import { useLab } from './support/use-lab.ts'
import type { TestPlace } from './support/use-lab.ts'

const resource = '/resserver/protected-resources/'
const tokenRequests = { role: 'authserver', message: 'token request' } as const
type Change = Extract<InterventionDocument['do'], { change: unknown }>['change']

describe('a JWT that an intervention changes', () => {
  const used = useLab()

  /** Has a claim added to the token of each resource request; the answer to one. */
  const askWithChange = async (signedBy: Signer, change: Change = harmless) => {
    const place = await used.sandbox()
    const token = await clientToken(place, await registerClient(place))
    await place.control.interventions.create({
      match: { role: 'resserver', path: resource },
      do: { change, signedBy },
    })
    const answer = await ask(place, token)
    const { log } = await place.control.recording.har({
      message: 'resource request',
      secrets: true,
    })
    return { place, token, answer, entry: log.entries.at(-1)! }
  }
  const harmless: Change = [{ op: 'add', path: '/jwt/authorization/claims/note', value: 'x' }]

  test('is taken by the resource server when it is rightly signed again', async () => {
    const { answer, entry, token } = await askWithChange('current')
    assert.equal(answer.status, 200, JSON.stringify(answer.body))
    const [done] = entry._oauth.interventions!
    assert.deepEqual(
      [done!.by, done!.changed, done!.signedBy],
      ['superuser', ['/jwt/authorization/claims/note'], 'current'],
    )
    const sent = entry.request.headers.find(({ name }) => name === 'authorization')
    assert.equal(sent!.value, `Bearer ${token}`)
  })

  test('is taken when the next key signs it, which is published too', async () => {
    assert.equal((await askWithChange('next')).answer.status, 200)
  })

  const refusals = [
    ['unpublished', 'token.signature'],
    ['hmac', 'token.algorithm'],
    ['none', 'token.algorithm'],
    ['kept', 'token.signature'],
  ] as const
  for (const [signedBy, check] of refusals) {
    test(`is refused by ${check} when it is signed by: ${signedBy}`, async () => {
      const { place, answer } = await askWithChange(signedBy)
      assert.equal(answer.status, 401)
      const exchanges = await place.control.checks({ role: 'resserver' })
      const last = exchanges.findLast(({ path }) => path.endsWith(resource))!
      const failed = last.checks.filter(({ outcome }) => outcome === 'failed')
      assert.deepEqual(
        failed.map(({ id }) => id),
        [check],
      )
    })
  }

  test('is refused for what its claims and header say, though it is rightly signed', async () => {
    for (const [path, value, check] of [
      ['/jwt/authorization/claims/aud', 'https://other.example', 'token.audience'],
      ['/jwt/authorization/header/typ', 'JWT', 'token.type'],
    ] as const) {
      const { place, answer } = await askWithChange('current', [{ op: 'replace', path, value }])
      assert.equal(answer.status, 401)
      const exchanges = await place.control.checks({ role: 'resserver' })
      const last = exchanges.findLast((one) => one.path.endsWith(resource))!
      assert.deepEqual(
        last.checks.filter(({ outcome }) => outcome === 'failed').map(({ id }) => id),
        [check],
      )
    }
  })

  test('with another nonce is refused by the client, though it is rightly signed', async () => {
    const { page } = await signInWithChange([
      { op: 'replace', path: '/jwt/id_token/claims/nonce', value: 'another' },
    ])
    assert.doesNotMatch(page.text, /Log out|Sign out/)
    assert.match(page.text, /nonce/)
  })

  test('with a harmless claim more is taken by the client', async () => {
    const { page } = await signInWithChange([
      { op: 'add', path: '/jwt/id_token/claims/note', value: 'x' },
    ])
    assert.match(page.text, /Log out|Sign out/)
  })

  test('is what the caller gets, with claims and signature of its own', async () => {
    const place = await used.sandbox()
    const client = await registerClient(place)
    await place.control.interventions.create({
      match: tokenRequests,
      at: 'response',
      do: { change: [{ op: 'replace', path: '/jwt/access_token/claims/scope', value: 'x' }] },
    })
    const token = await clientToken(place, client)
    assert.equal(decodeClaims(token)['scope'], 'x')
  })

  test('stays as it is where the patch makes no JWT of it, and the recording says why', async () => {
    const { answer, entry } = await askWithChange('current', [
      { op: 'replace', path: '/jwt/authorization/claims', value: 'none' },
    ])
    assert.equal(answer.status, 200)
    const [done] = entry._oauth.interventions!
    assert.equal(done!.problem, '/jwt/authorization must have header and claims')
    assert.equal(done!.changed, undefined)
  })

  test('is signed by a known one only, and only where something is changed', async () => {
    const { interventions } = (await used.sandbox()).control
    const wrong: unknown[] = [
      { change: harmless, signedBy: 'nobody' },
      { hold: true, signedBy: 'current' },
    ]
    for (const action of wrong) {
      const wanted = { do: action } as InterventionDocument
      await assert.rejects(interventions.create(wanted), { code: 'invalid_document' })
    }
  })

  const signInWithChange = async (change: Change) => {
    const place = await used.sandbox()
    const browser = createBrowser(place.trustedFetch)
    const form = await browser.open(`${place.base}/client/application/login`)
    const consent = await signIn(browser, form)
    await place.control.interventions.create({
      match: tokenRequests,
      at: 'response',
      do: { change },
    })
    return { page: await allow(browser, consent, ['profile', 'email', 'my/scope']) }
  }
})

function ask(place: TestPlace, token: string) {
  return readAnswer(
    place.trustedFetch(place.base + resource, { headers: { authorization: `Bearer ${token}` } }),
  )
}
