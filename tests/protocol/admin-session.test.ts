import assert from 'node:assert/strict'
import { mkdtempSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { startLab } from '@oauth-lab/embedded/start-lab.ts'
import type { Lab } from '@oauth-lab/embedded/lab-handle.ts'
import { noteSecret } from '../secrets.ts'
import { createBrowser } from './support/browser.ts'
import { authorizationRequest } from './support/code-flow.ts'
import { embeddedOnly } from './support/embedded-only.ts'
import { registerClient } from './support/place.ts'

const { test } = embeddedOnly('it signs everybody out, and starts labs of its own')

const apis = ['/control/api', '/authserver/admin/api', '/resserver/admin/api', '/client/admin/api']

/** Signs in and returns the token, and the cookies as a browser was given them. */
async function signIn({ origin, trustedFetch }: Lab, password = 'SYS', prefix = '') {
  const response = await trustedFetch(`${origin}${prefix}/control/api/session`, {
    method: 'POST',
    headers: { 'content-type': 'application/json' },
    body: JSON.stringify({ username: 'superuser', password }),
  })
  const { access_token = '' } = (await response.json()) as { access_token?: string }
  if (access_token !== '') noteSecret(access_token, 'admin token')
  return { status: response.status, token: access_token, cookies: response.headers.getSetCookie() }
}

/** How each instance answers a request with these headers. */
async function statuses({ origin, trustedFetch }: Lab, headers: Record<string, string>) {
  const answers = apis.map(async (path) => {
    const ask = path === '/control/api' ? 'session' : 'clock'
    const response = await trustedFetch(`${origin}${path}/${ask}`, { headers })
    await response.arrayBuffer()
    return response.status
  })
  return Promise.all(answers)
}

const bearer = (token: string) => ({ authorization: `Bearer ${token}` })
const signedIn = [200, 200, 200, 200]
const signedOut = [401, 401, 401, 401]

test('one sign-in gives each role a cookie for its own API, and none for the whole origin', async () => {
  await using lab = await startLab()
  const { cookies, token } = await signIn(lab)
  const paths = cookies.map((cookie) => /; Path=([^;]+)/.exec(cookie)?.[1])
  assert.deepEqual(paths, apis)
  assert.deepEqual(await statuses(lab, { cookie: cookies[0]!.split(';', 1)[0]! }), signedIn)
  assert.deepEqual(await statuses(lab, bearer(token)), signedIn)
  const { id } = await lab.control.sandboxes.create()
  const inside = await signIn(lab, 'SYS', `/~${id}`)
  assert.ok(inside.cookies.every((cookie) => cookie.includes(`; Path=/~${id}/`)))
})

test('a sign-in at a sandbox is good there alone, and its sign-out ends no other', async () => {
  await using lab = await startLab()
  await using one = await lab.control.sandboxes.create()
  await using two = await lab.control.sandboxes.create()
  const at = (sandbox: { base: string }) => ({ ...lab, origin: sandbox.base })
  const [inOne, inTwo, inLab] = [await signIn(at(one)), await signIn(at(two)), await signIn(lab)]
  assert.deepEqual(await statuses(at(one), bearer(inOne.token)), signedIn)
  assert.deepEqual(await statuses(at(two), bearer(inOne.token)), signedOut)
  assert.deepEqual(await statuses(lab, bearer(inOne.token)), signedOut)
  assert.deepEqual(await statuses(at(one), bearer(inLab.token)), signedIn)

  const leave = (sandbox: { base: string }, token: string) =>
    lab.trustedFetch(`${sandbox.base}/control/api/session`, {
      method: 'DELETE',
      headers: bearer(token),
    })
  assert.equal((await leave(one, inOne.token)).status, 204)
  assert.deepEqual(await statuses(at(one), bearer(inOne.token)), signedOut)
  await one.reset()
  assert.deepEqual(await statuses(at(one), bearer(inOne.token)), signedOut)
  assert.deepEqual(await statuses(at(two), bearer(inTwo.token)), signedIn)
  assert.equal((await leave({ base: lab.origin }, inLab.token)).status, 204)
  assert.deepEqual(await statuses(at(two), bearer(inTwo.token)), signedOut)
})

test('who makes a sandbox in a browser is signed in there, and in the one beside a lesson; a program gets no cookie', async () => {
  await using lab = await startLab()
  const { cookies, token } = await signIn(lab)
  const cookie = cookies[0]!.split(';', 1)[0]!
  const post = async (path: string, headers: Record<string, string>) => {
    const response = await lab.trustedFetch(`${lab.origin}/control/api/${path}`, {
      method: 'POST',
      headers: { ...headers, 'sec-fetch-site': 'same-origin' },
    })
    assert.equal(response.status, 201)
    await response.arrayBuffer()
    return response.headers.getSetCookie()
  }
  const placesOf = (given: string[]) =>
    new Set(given.map((one) => /; Path=(\/~[^/]+)\//.exec(one)?.[1]))
  for (const [path, count] of [
    ['sandboxes', 1],
    ['lessons/roles/start', 1],
    ['lessons/attacks/start', 2],
  ] as const) {
    assert.deepEqual(await post(path, bearer(token)), [])
    const given = await post(path, { cookie })
    assert.equal(given.length, count * apis.length, path)
    const places = [...placesOf(given)]
    assert.equal(places.length, count, path)
    for (const place of places) {
      const at = given.find((one) => one.includes(`; Path=${place}/control/api;`))!
      const inside = { cookie: at.split(';', 1)[0]! }
      const own = { ...lab, origin: lab.origin + place }
      assert.deepEqual(await statuses(own, inside), signedIn)
      assert.deepEqual(await statuses(lab, inside), signedOut)
    }
  }
})

test('a sandbox of the same id later is another one: who signed in at the former is a stranger', async () => {
  await using lab = await startLab()
  const first = await lab.control.sandboxes.create({ id: 'same' })
  const { token } = await signIn(lab, 'SYS', '/~same')
  await first.delete()
  await using second = await lab.control.sandboxes.create({ id: 'same', lifetime: 7200 })
  assert.deepEqual(await statuses({ ...lab, origin: second.base }, bearer(token)), signedOut)
})

test('a role beside which an external program stands gets no cookie', async () => {
  await using lab = await startLab({ externalRoles: { client: 'http://127.0.0.1:9' } })
  const { cookies } = await signIn(lab)
  assert.equal(cookies.length, 3)
  assert.ok(!cookies.some((cookie) => cookie.includes('/client/')))
})

test('a sign-out ends every token of the administrator at every role, and not the command line’s', async () => {
  await using lab = await startLab()
  const [one, other] = [await signIn(lab), await signIn(lab)]
  const response = await lab.trustedFetch(`${lab.origin}/control/api/session`, {
    method: 'DELETE',
    headers: bearer(one.token),
  })
  assert.equal(response.status, 204)
  const ended = response.headers.getSetCookie()
  assert.equal(ended.length, apis.length)
  assert.ok(ended.every((cookie) => /Expires=Thu, 01 Jan 1970/.test(cookie)))
  for (const { token } of [one, other]) {
    assert.deepEqual(await statuses(lab, bearer(token)), signedOut)
  }
  assert.deepEqual(await statuses(lab, bearer((await signIn(lab)).token)), signedIn)
  await lab.control.clock.get()
})

test('a reset and a restart keep who is signed in; another password ends it', async () => {
  const data = mkdtempSync(join(tmpdir(), 'oauth-lab-session-'))
  noteSecret('chosen-by-somebody', 'password')
  try {
    const first = await startLab({ data })
    const port = Number(new URL(first.origin).port)
    const before = await signIn(first)
    await first.trustedFetch(`${first.origin}/control/api/session`, {
      method: 'DELETE',
      headers: bearer(before.token),
    })
    const { token } = await signIn(first)
    await first.reset()
    assert.deepEqual(await statuses(first, bearer(token)), signedIn)
    assert.deepEqual(await statuses(first, bearer(before.token)), signedOut)
    await first.stop()

    const second = await startLab({ data, port })
    assert.deepEqual(await statuses(second, bearer(token)), signedIn)
    assert.deepEqual(await statuses(second, bearer(before.token)), signedOut)
    await second.stop()

    const superuser = 'chosen-by-somebody'
    await using third = await startLab({ data, port, passwords: { superuser } })
    assert.deepEqual(await statuses(third, bearer(token)), signedOut)
    assert.equal((await signIn(third)).status, 401)
    assert.deepEqual(
      await statuses(third, bearer((await signIn(third, superuser)).token)),
      signedIn,
    )
  } finally {
    rmSync(data, { recursive: true })
  }
})

test('wrong passwords of the administrator count together at control and at the sign-in page', async () => {
  await using lab = await startLab()
  const { base, issuer, trustedFetch, control } = lab
  const place = { base, issuer, trustedFetch, control }
  const client = await registerClient(place)
  const browser = createBrowser(trustedFetch)
  const page = await browser.open(authorizationRequest(place, client).url)
  for (const password of ['a', 'b', 'c']) {
    await browser.submit(page, { login: 'superuser', password })
  }
  assert.equal((await signIn(lab, 'd')).status, 401)
  assert.equal((await signIn(lab, 'e')).status, 401)
  assert.equal((await signIn(lab)).status, 429)
  const refused = await browser.submit(page, { login: 'superuser', password: 'SYS' })
  assert.match(refused.text, /too many wrong passwords/)
  assert.match(refused.text, /name="password"/)
  // Another name costs nothing, and time heals.
  await control.clock.set({ forward: 301 })
  assert.equal((await signIn(lab)).status, 201)
})

test('who is signed in at the lab goes to a sandbox without a password, and its audit log says so', async () => {
  await using lab = await startLab()
  await using one = await lab.control.sandboxes.create()
  const { cookies } = await signIn(lab)
  const headers = { cookie: cookies[0]!.split(';', 1)[0]!, 'sec-fetch-site': 'same-origin' }
  const { status, cookies: given } = await goTo(lab, one.id, headers)
  assert.equal(status, 201)
  const paths = given.map((cookie) => /; Path=([^;]+)/.exec(cookie)?.[1])
  assert.deepEqual(
    paths,
    apis.map((path) => `/~${one.id}${path}`),
  )
  const inside = { cookie: given[0]!.split(';', 1)[0]! }
  assert.deepEqual(await statuses({ ...lab, origin: one.base }, inside), signedIn)
  assert.deepEqual(await statuses(lab, inside), signedOut)
  const { items } = await one.control.auditLog.list({ kind: 'change' })
  assert.deepEqual(
    items.map(({ who, operation, about }) => ({ who, operation, about })),
    [
      {
        who: 'superuser',
        operation: 'POST /sign-ins',
        about: { administrator: 'of the whole lab' },
      },
    ],
  )
})

test('nobody goes to another sandbox who signed in at one, comes from another site, or names none', async () => {
  await using lab = await startLab()
  await using one = await lab.control.sandboxes.create()
  await using two = await lab.control.sandboxes.create()
  const { cookies } = await signIn(lab)
  const cookie = cookies[0]!.split(';', 1)[0]!
  const inOne = await signIn({ ...lab, origin: one.base })
  const ofOne = inOne.cookies[0]!.split(';', 1)[0]!
  const at = (place: string, id: string, headers: Record<string, string>) =>
    goTo({ ...lab, origin: place }, id, headers)
  const same = { 'sec-fetch-site': 'same-origin' }
  for (const [place, id, headers, status] of [
    [lab.origin, two.id, {}, 401],
    [lab.origin, two.id, { cookie: ofOne, ...same }, 401],
    [one.base, two.id, { cookie: ofOne, ...same }, 403],
    [one.base, two.id, bearer(inOne.token), 403],
    [one.base, one.id, bearer(inOne.token), 403],
    [lab.origin, two.id, { cookie, 'sec-fetch-site': 'cross-site' }, 403],
    [lab.origin, two.id, { cookie, 'sec-fetch-site': 'same-site' }, 403],
    [lab.origin, 'nowhere', { cookie, ...same }, 404],
    [lab.origin, 'default', { cookie, ...same }, 409],
  ] as const) {
    const answer = await at(place, id, headers)
    assert.deepEqual(answer, { status, cookies: [] }, `${place} ${id}`)
  }
  assert.deepEqual((await two.control.auditLog.list({ kind: 'change' })).items, [])
})

/** Asks to be signed in at a sandbox. */
async function goTo({ origin, trustedFetch }: Lab, id: string, headers: Record<string, string>) {
  const response = await trustedFetch(`${origin}/control/api/sandboxes/${id}/session`, {
    method: 'POST',
    headers,
  })
  const { access_token } = (await response.json()) as { access_token?: string }
  if (access_token !== undefined) noteSecret(access_token, 'admin token')
  return { status: response.status, cookies: response.headers.getSetCookie() }
}
