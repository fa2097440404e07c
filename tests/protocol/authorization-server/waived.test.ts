import { equal, ok } from 'node:assert/strict'
import { randomBytes } from 'node:crypto'
import { before, describe, test } from 'node:test'
import { createBrowser } from '../support/browser.ts'
import {
  authorizationRequest,
  authorize,
  basic,
  flowTokens,
  formRequest,
  redeem,
  refresh,
  tokenRequest,
} from '../support/code-flow.ts'
import type { Change } from '../support/code-flow.ts'
import { register, registerClient, registerPublicClient } from '../support/place.ts'
import type { RegisteredClient } from '../support/place.ts'
import { useLab } from '../support/use-lab.ts'
import type { TestPlace } from '../support/use-lab.ts'

const used = useLab()

/** What no client would send: each value where the protocol has another. */
const odd = [
  '',
  'foo',
  'a:b',
  '//h',
  'https://[',
  'javascript:alert(1)',
  'ä\u0000',
  '%',
  'null',
  '[]',
]

/** The same where a secret belongs: no log may show it, so each is a text that stands nowhere else. */
const oddSecrets = odd.map((value) => value + randomBytes(12).toString('hex'))

describe('with every check waived that can be', () => {
  let place: TestPlace
  let client: RegisteredClient
  before(async () => {
    place = await used.sandbox()
    const policy = await place.control.policy.get()
    for (const [role, { catalogue }] of Object.entries(policy)) {
      const waivable = Object.entries(catalogue).filter(([, check]) => check.waivable)
      for (const [id] of waivable) await place.control.policy.waive(id as never, role as never)
    }
    client = await registerClient(place)
  })

  /** No answer of this sandbox may be a failure of the server. */
  const requireNoFailure = async (what: string) => {
    const seen = await place.control.checks()
    equal(
      seen.find(({ status }) => status >= 500),
      undefined,
      what,
    )
  }

  for (const name of [
    'redirect_uri',
    'response_type',
    'response_mode',
    'scope',
    'resource',
    'code_challenge',
    'code_challenge_method',
    'nonce',
    'prompt',
    'max_age',
    'id_token_hint',
    'client_id',
  ]) {
    test(`an authorization request with an odd ${name} is no failure of the server`, async () => {
      const values = name === 'id_token_hint' ? oddSecrets : odd
      for (const value of [...values, undefined]) {
        const { url } = authorizationRequest(place, client, { [name]: value })
        const { status } = await createBrowser(place.trustedFetch).open(url)
        ok(status < 500, `${name}=${value}: ${status}`)
      }
      await requireNoFailure(name)
    })
  }

  test('a logout request with an odd address is no failure of the server', async () => {
    for (const value of odd) {
      const query = new URLSearchParams({
        client_id: client.client_id,
        post_logout_redirect_uri: value,
        state: 's',
      })
      const page = await createBrowser(place.trustedFetch).open(
        `${place.issuer}/logout?${query.toString()}`,
      )
      ok(page.status < 500, `${value}: ${page.status}`)
    }
  })

  test('odd token requests are no failures of the server', async () => {
    const other = await registerClient(place)
    const open = await registerPublicClient(place)
    const tokens = await flowTokens(place, client, { scope: 'openid offline_access' })
    const changes: Change[] = [
      ...odd.flatMap((value) => [
        { redirect_uri: value },
        { resource: value },
        { scope: value },
        { grant_type: value },
      ]),
      ...oddSecrets.flatMap((value) => [{ code: value }, { code_verifier: value }]),
      { code_verifier: undefined },
    ]
    for (const [i, change] of changes.entries()) {
      const who = [client, other, open][i % 3]!
      const { status: answer } = await redeem(place, who, await authorize(place, client), change)
      ok(answer < 500, `${JSON.stringify(change)}: ${answer}`)
      ok((await refresh(place, client, tokens['refresh_token'], change)).status < 500)
      const machine = { grant_type: 'client_credentials', ...change }
      ok((await tokenRequest(place, client, machine)).status < 500)
      ok((await formRequest(place, open, 'introspection', { token: 'x', ...change })).status < 500)
      ok((await formRequest(place, open, 'revocation', { token: 'x', ...change })).status < 500)
    }
    const authorization = basic(open.client_id, 'not-the-secret')
    const body = new URLSearchParams({ grant_type: 'client_credentials' })
    const headers = { authorization }
    const { status } = await place.trustedFetch(`${place.issuer}/token`, {
      method: 'POST',
      headers,
      body,
    })
    ok(status < 500)
    await requireNoFailure('token')
  })

  test('odd registrations are no failures of the server', async () => {
    for (const value of [...odd, null, 1, [], {}, [null], [1], [{}]]) {
      for (const name of ['redirect_uris', 'grant_types', 'scope', 'client_name', 'resource']) {
        const { status } = await register(place, { [name]: value })
        ok(status < 500, `${name}: ${JSON.stringify(value)}: ${status}`)
      }
    }
  })
})
