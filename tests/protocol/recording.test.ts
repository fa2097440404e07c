import assert from 'node:assert/strict'
import { describe, test } from 'node:test'
import { readBy } from '@oauth-lab/kit/read-by.ts'
import { NextExchange, RecordingHar } from '@oauth-lab/kit/admin/recording-document.ts'
import type { ShownEntry } from '@oauth-lab/kit/admin/recording-document.ts'
import {
  authorizationRequest,
  authorize,
  clientToken,
  redeem,
  tokenRequest,
} from './support/code-flow.ts'
import { createBrowser } from './support/browser.ts'
import { registerClient } from './support/place.ts'
import { useLab } from './support/use-lab.ts'
import type { TestPlace } from './support/use-lab.ts'

const messagesOf = (entries: ShownEntry[]) => entries.map(({ _oauth }) => _oauth.message)
const callResource = (place: TestPlace, token: string) =>
  place.trustedFetch(`${place.base}/resserver/protected-resources/`, {
    headers: { authorization: `Bearer ${token}` },
  })

describe('the recording of a sandbox', () => {
  const used = useLab()

  /** A sandbox in which a user has signed in at a client, and the client has its tokens. */
  const signedIn = async () => {
    const place = await used.sandbox()
    const client = await registerClient(place)
    await place.control.recording.clear()
    const authorization = await authorize(place, client)
    const { body } = await redeem(place, client, authorization)
    return { place, client, authorization, token: String(body['access_token']) }
  }

  test('holds each exchange whole, in the order in which they began, as one flow', async () => {
    const { place, client, authorization } = await signedIn()
    const { log } = await place.control.recording.har()
    assert.deepEqual(messagesOf(log.entries), [
      'authorization request',
      'sign-in page',
      'sign-in',
      'sign-in page',
      'consent',
      'callback',
      'token request',
    ])
    const [asked] = log.entries
    assert.equal(asked!.request.url, authorization.url)
    const [flow, ...others] = log._oauth.flows
    assert.equal(others.length, 0)
    assert.equal(flow!.client, client.client_id)
    assert.deepEqual(
      flow!.entries,
      log.entries.map(({ _oauth }) => _oauth.id),
    )
  })

  test('has the leg of a redirect that no role served, marked as not seen', async () => {
    const { place } = await signedIn()
    const { log } = await place.control.recording.har({ message: 'callback' })
    assert.deepEqual(
      log.entries.map(({ _oauth, response }) => [_oauth.notSeen, response.status]),
      [[true, 0]],
    )
  })

  test('is read page by page, the newest first: so many before a moment', async () => {
    const { place } = await signedIn()
    const { recording } = place.control
    const idsOf = (entries: ShownEntry[]) => entries.map(({ _oauth }) => _oauth.id)
    const whole = (await recording.har()).log.entries
    const { log } = await recording.har({ newest: 2 })
    assert.deepEqual(idsOf(log.entries), idsOf(whole.slice(-2)))
    const until = new Date(whole[4]!._oauth.startedAt).toISOString()
    const before = await recording.har({ newest: 2, until })
    const began = whole.filter(({ _oauth }) => _oauth.startedAt < Date.parse(until))
    assert.deepEqual(idsOf(before.log.entries), idsOf(began.slice(-2)))
    for (const wrong of [{ newest: 0 }, { newest: 1.5 }, { until: 'yesterday' }]) {
      await assert.rejects(recording.har(wrong), { status: 400 })
    }
  })

  test('is what the API describes, with secrets and without', async () => {
    const { place } = await signedIn()
    const { recording } = place.control
    const next = await recording.wait({ since: '2020-01-01T00:00:00Z' })
    for (const har of [await recording.har(), await recording.har({ secrets: true })]) {
      const { data, problems } = readBy(RecordingHar, har)
      assert.deepEqual([data, problems], [har, []])
    }
    assert.deepEqual(readBy(NextExchange, next).problems, [])
  })

  test('has preflights, allowed ones too, by that name', async () => {
    const place = await used.sandbox()
    const { origin } = new URL(place.base)
    for (const from of [origin, 'https://other.example']) {
      await place.trustedFetch(`${place.issuer}/token`, {
        method: 'OPTIONS',
        headers: { origin: from, 'access-control-request-method': 'POST' },
      })
    }
    const { log } = await place.control.recording.har()
    assert.deepEqual(
      log.entries.map(({ _oauth, response }) => [_oauth.message, response.status]),
      [
        ['preflight request', 204],
        ['preflight request', 204],
      ],
    )
  })

  test('hides a secret as the same word wherever it stands, and another one at each read', async () => {
    const { place, authorization } = await signedIn()
    const wordsOf = async () => {
      const { log } = await place.control.recording.har()
      const text = JSON.stringify(log)
      assert.ok(!text.includes(authorization.code))
      const callback = log.entries.find(({ _oauth }) => _oauth.message === 'callback')!
      const redeemed = log.entries.find(({ _oauth }) => _oauth.message === 'token request')!
      return {
        brought: new URL(callback.request.url).searchParams.get('code'),
        redeemed: new URLSearchParams(redeemed.request.postData!.text).get('code'),
      }
    }
    const [first, second] = [await wordsOf(), await wordsOf()]
    assert.match(String(first.brought), /^hidden-/)
    assert.equal(first.brought, first.redeemed)
    assert.notEqual(first.brought, second.brought)
  })

  test('shows secrets where they are asked for', async () => {
    const { place, authorization, token } = await signedIn()
    const { log } = await place.control.recording.har({ secrets: true })
    const text = JSON.stringify(log)
    assert.ok(text.includes(authorization.code) && text.includes(token))
  })

  test('joins a call of one role to another: who asked, and during which exchange', async () => {
    const { place, token } = await signedIn()
    await callResource(place, token)
    const { log } = await place.control.recording.har({ role: 'resserver' })
    const [call] = log.entries.filter(({ _oauth }) => _oauth.message === 'resource request')
    const asked = log.entries.filter(({ _oauth }) => _oauth.message === 'introspection request')
    assert.deepEqual(
      asked.map(({ _oauth: { role, asker, parent } }) => ({ role, asker, parent })),
      [{ role: 'authserver', asker: 'resserver', parent: call!._oauth.id }],
    )
  })

  test('tells what failed, with the check and its clause', async () => {
    const { place, client, authorization } = await signedIn()
    await redeem(place, client, authorization)
    const { log } = await place.control.recording.har({ failed: true })
    const [refused, ...others] = log.entries
    assert.equal(others.length, 0)
    const failed = refused!._oauth.checks.filter(({ outcome }) => outcome === 'failed')
    assert.deepEqual(
      failed.map(({ id, clause }) => ({ id, clause })),
      [{ id: 'code.unused', clause: 'RFC 6749 §4.1.2' }],
    )
  })

  test('is filtered by client, message and user', async () => {
    const { place, client } = await signedIn()
    const other = await registerClient(place)
    await clientToken(place, other)
    const { recording } = place.control
    const ofOther = await recording.har({ client: other.client_id, message: 'token request' })
    assert.equal(ofOther.log.entries.length, 1)
    const ofUser = await recording.har({ user: 'developer' })
    assert.equal(ofUser.log.entries.length, 7)
    assert.deepEqual(
      ofUser.log._oauth.flows.map((flow) => flow.client),
      [client.client_id],
    )
    const ofNobody = await recording.har({ user: 'nobody' })
    assert.deepEqual(ofNobody.log.entries, [])
  })

  test('is filtered by the name of a user whom messages name by the subject alone', async () => {
    const place = await used.sandbox()
    const { control } = place
    const client = await registerClient(place)
    const request = authorizationRequest(place, client)
    await control.recording.clear()
    const { parameters } = await control.authorizations.create({
      url: request.url,
      user: 'developer',
    })
    await redeem(place, client, { ...request, code: parameters['code']! })
    const users = await control.users.list()
    const { sub } = users.find(({ username }) => username === 'developer')!
    const of = async (user: string) => (await control.recording.har({ user })).log.entries
    const byName = messagesOf(await of('developer'))
    assert.ok(byName.includes('token request'), byName.join())
    assert.deepEqual(messagesOf(await of(sub)), byName)
    assert.deepEqual(await of('superuser'), [])
  })

  test('is not waited for by a message that nobody knows', async () => {
    const { control } = await used.sandbox()
    const message = 'tokn request' as 'token request'
    const refused = {
      status: 400,
      problems: [
        { path: 'message', message: 'there is no such message; did you mean token request?' },
      ],
    }
    await assert.rejects(control.recording.har({ message }), refused)
    await assert.rejects(control.recording.wait({ message, timeout: 60 }), refused)
    const following = control.recording.follow({ message }, new AbortController().signal)
    await assert.rejects(following.next(), { status: 400 })
  })

  test('is followed while it grows', async () => {
    const { place, client } = await signedIn()
    const stopping = new AbortController()
    const filter = { message: 'token request', since: '2020-01-01T00:00:00Z' } as const
    const following = place.control.recording.follow(filter, stopping.signal)
    const first = (await following.next()).value as ShownEntry
    await tokenRequest(place, client, { grant_type: 'nonsense' })
    const second = (await following.next()).value as ShownEntry
    assert.deepEqual([first.response.status, second.response.status], [200, 400])
    stopping.abort()
    assert.equal((await following.next()).done, true)
  })

  test('hides a secret as the same word in all events of one stream', async () => {
    const { place, token } = await signedIn()
    await place.control.recording.clear()
    const stopping = new AbortController()
    const filter = { message: 'resource request', since: '2020-01-01T00:00:00Z' } as const
    await callResource(place, token)
    await callResource(place, token)
    const words: unknown[] = []
    for await (const { request } of place.control.recording.follow(filter, stopping.signal)) {
      words.push(request.headers.find(({ name }) => name.toLowerCase() === 'authorization')?.value)
      if (words.length === 2) break
    }
    stopping.abort()
    assert.match(String(words[0]), /hidden-/)
    assert.equal(words[0], words[1])
  })

  test('is waited for: the next exchange that fits, from the cursor of the last', async () => {
    const { place, client } = await signedIn()
    const { recording } = place.control
    const since = '2020-01-01T00:00:00Z'
    const first = await recording.wait({ since, message: 'token request' })
    assert.equal(first!.entry.response.status, 200)
    const waiting = recording.wait({ after: first!.cursor, message: 'token request' })
    await tokenRequest(place, client, { grant_type: 'nonsense' })
    const second = await waiting
    assert.equal(second!.entry.response.status, 400)
    assert.equal(await recording.wait({ after: second!.cursor, timeout: 0 }), undefined)
  })

  test('goes on from the cursor of a recording that was read', async () => {
    const { place, client } = await signedIn()
    const { recording } = place.control
    const { log } = await recording.har()
    const { cursor } = log._oauth
    assert.equal(await recording.wait({ after: cursor, timeout: 0 }), undefined)
    await clientToken(place, client)
    const next = await recording.wait({ after: cursor })
    assert.equal(next!.entry._oauth.message, 'token request')
    assert.ok(log.entries.every(({ _oauth }) => _oauth.id !== next!.entry._oauth.id))
  })

  test('of checks alone holds no message, and one that is off holds nothing', async () => {
    const { place, client } = await signedIn()
    const { recording, checks } = place.control
    await recording.set({ mode: 'checks' })
    await recording.clear()
    await clientToken(place, client)
    const [only] = (await recording.har({ secrets: true })).log.entries
    assert.ok(only!._oauth.checks.length > 0)
    assert.deepEqual([only!.request.headers, only!.request.postData], [[], undefined])
    await recording.set({ mode: 'off' })
    await recording.clear()
    await clientToken(place, client)
    assert.deepEqual([(await recording.har()).log.entries, await checks()], [[], []])
    assert.deepEqual(await recording.settings(), { mode: 'off' })
  })

  test('does not hold what another sandbox did', async () => {
    const { place } = await signedIn()
    const other = await used.sandbox()
    await other.control.recording.clear()
    await clientToken(other, await registerClient(other))
    const { log } = await place.control.recording.har({ secrets: true })
    assert.ok(!JSON.stringify(log).includes(new URL(other.base).pathname))
  })

  test('a wrong filter is refused with each problem', async () => {
    const { control } = used.lab
    await assert.rejects(
      control.recording.har({ role: 'nobody' as 'client', since: 'yesterday' }),
      {
        status: 400,
        problems: [
          { path: 'role', message: 'must be one of authserver, resserver, client' },
          { path: 'since', message: 'must be a time like 2030-01-01T00:00:00Z' },
        ],
      },
    )
  })

  test("a page of the lab's browser is told as the browser's", async () => {
    const place = await used.sandbox()
    await place.control.recording.clear()
    await createBrowser(place.trustedFetch).open(`${place.base}/client/application/`)
    const { log } = await place.control.recording.har({ role: 'client' })
    assert.deepEqual(messagesOf(log.entries), ['application page'])
  })
})
