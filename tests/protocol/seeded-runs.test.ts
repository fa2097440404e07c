import assert from 'node:assert/strict'
import { describe, test } from 'node:test'
import type { ControlClient } from '@oauth-lab/kit/admin/control-client.ts'
import type { ShownEntry } from '@oauth-lab/kit/admin/recording-document.ts'
import { createBrowser } from './support/browser.ts'
import {
  allow,
  authorize,
  challengeOf,
  formRequest,
  redeem,
  refresh,
  signIn,
  tokenRequest,
} from './support/code-flow.ts'
import { registerClient } from './support/place.ts'
import { checksOf, useLab } from './support/use-lab.ts'
import type { TestPlace } from './support/use-lab.ts'

type ShownHar = Awaited<ReturnType<ControlClient['recording']['har']>>

describe('a run in a sandbox with a seed', () => {
  const used = useLab()

  /** A run of the same steps in a new sandbox of the same name; returns its recording. */
  const record = async (seed: string, steps: (place: TestPlace) => Promise<unknown>) => {
    const place = await used.sandbox({ id: 'seeded-run', seed })
    try {
      await place.control.clock.set({ at: '2030-01-01T12:00:00Z', freeze: true })
      await steps(place)
      return (await place.control.recording.har({ secrets: true })).log
    } finally {
      await used.lab.control.sandboxes.delete('seeded-run')
    }
  }
  test('gives the same bytes each time, but for the named exceptions', async () => {
    const first = await record('alpha', walk)
    const second = await record('alpha', async (place) => {
      // Who looks on changes nothing.
      await place.control.users.list()
      await place.control.recording.har()
      await walk(place)
    })
    assert.ok(first.entries.length > 20)
    assert.deepEqual(differenceOf(bytesOf(first), bytesOf(second)), undefined)
  })

  test('gives the same bytes again after a reset', async () => {
    const recordings: string[] = []
    await record('alpha', async ({ control, ...place }) => {
      while (recordings.length < 2) {
        await control.clock.set({ at: '2030-01-01T12:00:00Z', freeze: true })
        await walk({ ...place, control })
        recordings.push(bytesOf((await control.recording.har({ secrets: true })).log))
        await control.reset()
      }
    })
    assert.deepEqual(differenceOf(recordings[0]!, recordings[1]!), undefined)
  })

  test('gives other ones with another seed', async () => {
    const ids = async (seed: string) => {
      const { entries } = await record(seed, (place) => registerClient(place))
      return entries.map(({ _oauth, response }) => [_oauth.id, response.content.text])
    }
    const [first, second] = [await ids('alpha'), await ids('beta')]
    assert.equal(first.length, second.length)
    assert.notDeepEqual(first, second)
  })
})

/**
 * A recording without what a seed does not repeat: real times, `Date`, and how long answers took, which a
 * page of the client tells too. The cursor names processes. What a role asked at once may stand in any order.
 */
function bytesOf({ entries, _oauth: { flows, cursor, ...rest }, ...log }: ShownHar['log']): string {
  assert.ok(cursor)
  const byId = (one: string, other: string) => (one < other ? -1 : 1)
  const sorted = entries.toSorted((one, other) => byId(one._oauth.id, other._oauth.id))
  const member = {
    ...rest,
    flows: flows.map((flow) => ({ ...flow, entries: flow.entries.toSorted(byId) })),
  }
  return JSON.stringify(
    { ...log, _oauth: member, entries: sorted.map(withoutRealTime) },
    undefined,
    1,
  )
}

function withoutRealTime({ startedDateTime, time, timings, ...entry }: ShownEntry) {
  const { startedAt, ...member } = entry._oauth
  assert.ok(startedDateTime && timings && time >= 0 && startedAt > 0)
  const { headers, content, bodySize, ...response } = entry.response
  const text = content.text?.replaceAll(/, \d+ ms/g, '')
  const isLonger = text !== content.text
  const left = headers.filter(
    ({ name }) => !(isLonger ? /^(date|content-length)$/i : /^date$/i).test(name),
  )
  const body = isLonger ? { ...content, text, size: 0 } : { ...content, bodySize }
  return { ...entry, response: { ...response, headers: left, body }, _oauth: member }
}

/** The first lines that differ, some before them: the whole would fill screens. */
function differenceOf(one: string, other: string) {
  if (one === other) return undefined
  const [lines, others] = [one.split('\n'), other.split('\n')]
  const at = lines.findIndex((line, index) => line !== others[index])
  return [lines, others].map((all) => all.slice(Math.max(0, at - 8), at + 4).join('\n'))
}

/** A way through the protocols; what the application draws by itself is the same each time. */
async function walk(place: TestPlace): Promise<void> {
  const { trustedFetch, base, issuer, control } = place
  const read = async (url: string, token?: string) => {
    const headers = token === undefined ? {} : { authorization: `Bearer ${token}` }
    const response = await trustedFetch(url, { headers })
    await response.text()
    return response.status
  }
  await read(`${issuer}/.well-known/openid-configuration`)
  await read(`${issuer}/jwks`)
  const client = await registerClient(place, { id_token_signed_response_alg: 'Ed25519' })
  const credentials = { grant_type: 'client_credentials', scope: 'my/scope' }
  const { body: own } = await tokenRequest(place, client, credentials)
  assert.deepEqual(await checksOf(place, '/token', 'waived'), ['signing-key.secret'])

  const verifier = 'v'.repeat(43)
  const authorization = await authorize(place, client, {
    scope: 'openid profile offline_access my/scope',
    state: 'a-state',
    nonce: 'a-nonce',
    code_challenge: challengeOf(verifier),
  })
  const code = { code: authorization.code, verifier }
  const { body: tokens } = await redeem(place, client, code)
  const { body: fresh } = await refresh(place, client, tokens['refresh_token'])
  assert.equal(await read(`${issuer}/userinfo`, String(fresh['access_token'])), 200)
  const resource = `${base}/resserver/protected-resources/`
  assert.equal(await read(resource, String(fresh['access_token'])), 200)
  assert.equal(await read(resource, String(own['access_token'])), 200)
  await formRequest(place, client, 'introspection', { token: String(fresh['access_token']) })
  await formRequest(place, client, 'revocation', { token: String(fresh['refresh_token']) })
  assert.equal((await refresh(place, client, fresh['refresh_token'])).status, 400)
  assert.equal((await redeem(place, client, code)).status, 400)

  await control.config.put({ ...(await control.config.get()), accessTokenFormat: 'opaque' })
  await tokenRequest(place, client, credentials)

  // The lab's own client registers itself, and asks several at once.
  const browser = createBrowser(trustedFetch)
  const consent = await signIn(browser, await browser.open(`${base}/client/application/login`))
  const page = await allow(browser, consent, ['profile', 'email', 'offline_access', 'my/scope'])
  assert.match(page.text, /<h1>Signed in as Dana Developer<\/h1>/)
}
