import { deepEqual, equal, match, notEqual, ok } from 'node:assert/strict'
import { hash, randomUUID } from 'node:crypto'
import { mkdtempSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { describe, test } from 'node:test'
import type { SnapshotDocument } from '@oauth-lab/kit/admin/control-client.ts'
import { administer } from './support/administer.ts'
import { readAnswer } from './support/answer.ts'
import { createBrowser } from './support/browser.ts'
import type { Browser } from './support/browser.ts'
import {
  allow,
  authorizationRequest,
  clientToken,
  flowTokens,
  formRequest,
  introspect,
  redeem,
  refresh,
  responseOf,
  signIn,
} from './support/code-flow.ts'
import { embeddedOnly } from './support/embedded-only.ts'
import { registerClient } from './support/place.ts'
import type { Place } from './support/place.ts'
import { refusal } from './support/refusal.ts'
import { resourceStatuses } from './support/resource-statuses.ts'
import { configure, useLab } from './support/use-lab.ts'
import { noteSecret } from '../secrets.ts'
import { openTestLab } from '../test-lab.ts'

const used = useLab()
const everything = ['profile', 'email', 'offline_access', 'my/scope']
const offline = { scope: 'openid offline_access my/scope' }

describe('a snapshot that is restored where it was saved', () => {
  test('brings back sessions, tokens, keys, clients, clock, policy and configuration', async () => {
    const place = await used.sandbox()
    const { control } = place
    const browser = createBrowser(place.trustedFetch)
    await signInAtWebClient(place, browser)
    const client = await registerClient(place)
    const tokens = await flowTokens(place, client, offline)
    await control.clock.set({ freeze: true })
    await control.policy.waive('pkce.required')
    const before = await stateOf(place)
    const snapshot = await control.snapshot.save()

    await formRequest(place, client, 'revocation', { token: String(tokens['refresh_token']) })
    await control.users.update('developer', { password: 'another' })
    await control.clients.update(client.client_id, { client_name: 'changed' })
    await control.clients.create({ client_id: 'later', redirect_uris: ['https://later.example/'] })
    await place.control.keys.rotate()
    await configure(place, { accessTokenLifetime: 7 })
    await control.policy.restore('pkce.required')
    await control.clock.set({ forward: 7200, run: true })
    notEqual((await refresh(place, client, tokens['refresh_token'])).status, 200)
    equal(await isSignedInAtServer(place, browser, client), false)

    const restored = await control.snapshot.restore(snapshot)
    deepEqual([restored.base, restored.from, restored.left], [place.base, place.base, []])
    deepEqual(await stateOf(place), before)
    const page = await browser.open(`${place.base}/client/application/`)
    match(page.text, /<h1>Signed in as Dana Developer<\/h1>/)
    equal(await isSignedInAtServer(place, browser, client), true)
    deepEqual(resourceStatuses(page), ['200', '200', '403'])
    equal((await introspect(place, client, tokens.access_token))['active'], true)
    equal((await refresh(place, client, tokens['refresh_token'])).status, 200)
    await control.clock.set({ run: true })
    await signInAtWebClient(place, createBrowser(place.trustedFetch))
  })

  test('brings back one state again and again: a code is redeemed once in each', async () => {
    const place = await used.sandbox()
    const client = await registerClient(place)
    const request = authorizationRequest(place, client)
    const { parameters } = await place.control.authorizations.create({
      url: request.url,
      user: 'developer',
    })
    const code = parameters['code']!
    const snapshot = await place.control.snapshot.save()
    for (let round = 0; round < 3; round += 1) {
      const { verifier } = request
      equal((await redeem(place, client, { code, verifier })).status, 200)
      equal((await redeem(place, client, { code, verifier })).body['error'], 'invalid_grant')
      await place.control.snapshot.restore(snapshot)
    }
  })

  test('brings back the sequences of a seed: what was drawn then is drawn again', async () => {
    const place = await used.sandbox({ seed: 'snapshot' })
    await place.control.clock.set({ freeze: true })
    await registerClient(place)
    const snapshot = await place.control.snapshot.save()
    const first = await registerClient(place)
    const second = await registerClient(place)
    await place.control.snapshot.restore(snapshot)
    deepEqual(await registerClient(place), first)
    deepEqual(await registerClient(place), second)
  })

  test('of two at the same moment is one or the other whole', async () => {
    const place = await used.sandbox()
    const { control } = place
    const snapshots = []
    for (const name of ['first', 'second']) {
      await control.clients.create({ client_id: name, redirect_uris: ['https://app.example/'] })
      await control.policy.waive(name === 'first' ? 'pkce.required' : 'scope.sufficient')
      snapshots.push(await control.snapshot.save())
    }
    for (let round = 0; round < 5; round += 1) {
      await Promise.all(snapshots.map(control.snapshot.restore))
      const state = JSON.stringify(await stateOf(place))
      ok(snapshots.some(({ roles }) => JSON.stringify(roles) === state))
    }
  })

  test('lets go what is held, which finds what was restored', async () => {
    const place = await used.sandbox()
    const { control } = place
    const client = await registerClient(place)
    const snapshot = await control.snapshot.save()
    const held = Promise.withResolvers<void>()
    const watching = new AbortController()
    const watch = async () => {
      for await (const messages of control.interventions.follow(watching.signal)) {
        if (messages.length > 0) held.resolve()
      }
    }
    const watched = watch()
    await control.interventions.create({ match: { message: 'token request' }, do: { hold: true } })
    const token = clientToken(place, client)
    await held.promise
    await control.snapshot.restore(snapshot)
    equal(await statusOf(place, await token), 200)
    watching.abort()
    await watched
  })

  test('leaves the sandbox its lifetime, without a recording and interventions', async () => {
    const place = await used.sandbox()
    const client = await registerClient(place)
    const snapshot = await place.control.snapshot.save()
    const endOf = async () =>
      (await place.control.sandboxes.list()).find(({ base }) => base === place.base)!.expiresAt
    const end = await endOf()
    await clientToken(place, client)
    await place.control.interventions.create({ do: { delay: 1 } })
    await place.control.snapshot.restore(snapshot)
    deepEqual((await place.control.recording.har()).log.entries, [])
    deepEqual(await place.control.interventions.list(), [])
    equal(await endOf(), end)
  })

  test('may be larger than other documents', async () => {
    const place = await used.sandbox()
    const { control } = place
    for (const username of ['one', 'two', 'three']) {
      const claims = { nickname: 'n'.repeat(150 * 1024) }
      await control.users.create({ username, password: username, claims })
    }
    const snapshot = await control.snapshot.save()
    ok(JSON.stringify(snapshot).length > 450 * 1024)
    await control.users.delete('two')
    await control.snapshot.restore(snapshot)
    equal((await control.users.list()).length, 5)
  })
})

describe('a snapshot that is restored in another sandbox', () => {
  test('signs people in there at the clients of the lab, which register no second time', async () => {
    const { place, snapshot } = await savedPlace()
    const other = await used.sandbox()
    const restored = await other.control.snapshot.restore(snapshot)
    deepEqual([restored.base, restored.from], [other.base, place.base])
    ok(restored.rewritten > 0)
    await requireMoved(place, other)
    equal((await place.control.clients.list()).length, (await other.control.clients.list()).length)
  })

  test('has refresh tokens and opaque tokens that are good there', async () => {
    const { place, client, tokens, snapshot } = await savedPlace()
    const other = await used.sandbox()
    await other.control.snapshot.restore(snapshot)
    const { status, body } = await refresh(other, client, tokens['refresh_token'])
    equal(status, 200)
    equal(await statusOf(other, body['access_token']), 200)
    equal(await statusOf(other, tokens.access_token), 401)

    await configure(place, { accessTokenFormat: 'opaque' })
    const opaque = await clientToken(place, client)
    await other.control.snapshot.restore(await place.control.snapshot.save())
    equal(await statusOf(other, opaque), 200)
  })

  test('says in words what can’t be rewritten: signed tokens, cookies, other programs', async () => {
    const { snapshot } = await savedPlace()
    const other = await used.sandbox()
    const { left } = await other.control.snapshot.restore(snapshot)
    const told = new Map(left.map(({ role, table, says }) => [`${role} ${table}`, says]))
    match(told.get('authserver access_tokens')!, /JWT is signed for the former address/)
    match(told.get('authserver sessions')!, /cookie/)
    match(told.get('authserver clients')!, /Programs outside of the lab/)
    match(told.get('client tokens')!, /signed for the former address/)
    match(told.get('client machine_tokens')!, /gets another/)
    ok(left.every(({ rows }) => rows > 0))
  })

  test('changes nothing in the sandbox in which it was saved', async () => {
    const { place, client, tokens, snapshot } = await savedPlace()
    const before = await stateOf(place)
    const other = await used.sandbox()
    await other.control.snapshot.restore(snapshot)
    await other.control.clients.delete(client.client_id)
    deepEqual(await stateOf(place), before)
    equal((await introspect(place, client, tokens.access_token))['active'], true)
  })
})

const another = embeddedOnly('it restores in a second lab')

another.test(
  'a snapshot that is restored in another lab signs people in there, also in its default sandbox',
  async () => {
    const { place, client, tokens, snapshot } = await savedPlace()
    const lab = await openTestLab()
    try {
      notEqual(lab.origin, place.origin)
      const sandbox = await lab.control.sandboxes.create()
      for (const base of [sandbox.base, lab.base]) {
        const issuer = `${base}/authserver/oauth2`
        const other = { ...lab, base, issuer, control: lab.control.in(base) }
        await other.control.snapshot.restore(snapshot)
        await requireMoved(place, other)
        equal((await refresh(other, client, tokens['refresh_token'])).status, 200)
        const text = JSON.stringify((await other.control.snapshot.save()).roles)
        ok(!text.includes(place.origin.replace('https://', '')), 'no address of the former lab')
      }
    } finally {
      await lab.stop()
    }
  },
)

another.test('a lab with passwords of its own keeps them: public ones sign nobody in', async () => {
  const snapshot = await used.lab.control.snapshot.save()
  const passwords = { superuser: 'chosen-for-superuser', developer: 'chosen-for-developer' }
  for (const password of Object.values(passwords)) noteSecret(password, 'password')
  const lab = await openTestLab({ passwords })
  try {
    await lab.control.snapshot.restore(snapshot)
    const client = await registerClient(lab)
    const pageFor = async (login: string, password: string) => {
      const browser = createBrowser(lab.trustedFetch)
      const page = await browser.open(authorizationRequest(lab, client).url)
      return (await browser.submit(page, { login, password })).text
    }
    ok(!(await pageFor('superuser', 'SYS')).includes('value="allow"'))
    ok(!(await pageFor('developer', 'test')).includes('value="allow"'))
    ok((await pageFor('developer', passwords.developer)).includes('value="allow"'))
  } finally {
    await lab.stop()
  }
})

another.test(
  'what was restored in a lab that keeps its data is there after a restart',
  async () => {
    const { snapshot, client, tokens } = await savedPlace()
    const data = mkdtempSync(join(tmpdir(), 'lab-snapshot-'))
    try {
      const first = await openTestLab({ data })
      await first.control.snapshot.restore(snapshot)
      await first.stop()
      const second = await openTestLab({ data, port: Number(new URL(first.origin).port) })
      try {
        equal((await refresh(second, client, tokens['refresh_token'])).status, 200)
      } finally {
        await second.stop()
      }
    } finally {
      rmSync(data, { recursive: true })
    }
  },
)

another.test(
  'a lab in which an external program plays a role is saved without that role',
  async () => {
    const whole = await used.lab.control.snapshot.save()
    const lab = await openTestLab({ externalRoles: { client: 'http://127.0.0.1:9' } })
    try {
      const snapshot = await lab.control.snapshot.save()
      deepEqual(Object.keys(snapshot.roles), ['authserver', 'resserver', 'control'])
      deepEqual((await lab.control.snapshot.restore(snapshot)).left, [])
      const { problems } = await refusal(lab.control.snapshot.restore(whole))
      deepEqual(problems, [
        { path: 'roles.client', message: 'has no place here: an external program stands there' },
      ])
      const missing = await refusal(used.lab.control.snapshot.restore(snapshot))
      deepEqual(
        missing.problems.map(({ path }) => path),
        ['roles.client'],
      )
    } finally {
      await lab.stop()
    }
  },
)

describe('a snapshot is refused whole', () => {
  const refused: Record<string, (snapshot: SnapshotDocument) => unknown> = {
    'that is none': () => ({ log: { version: '1.2' } }),
    'of a newer lab': (snapshot) => ({ ...snapshot, version: 2, more: true }),
    'that was changed': (snapshot) => ({
      ...snapshot,
      from: { ...snapshot.from, base: 'https://x' },
    }),
    'without a role': ({ roles: { authserver, resserver, control }, ...rest }) =>
      sealed({ ...rest, roles: { authserver, resserver, control } }),
    'with a broken role': (snapshot) => changed(snapshot, 'client', { settings: 'none' }),
  }
  for (const [name, change] of Object.entries(refused)) {
    test(`one ${name}`, async () => {
      const place = await used.sandbox()
      const before = await stateOf(place)
      const wrong = change(await place.control.snapshot.save()) as SnapshotDocument
      const { status, problems } = await refusal(place.control.snapshot.restore(wrong))
      equal(status, 400)
      ok(problems.length > 0)
      deepEqual(await stateOf(place), before)
    })
  }

  test('with every problem of all roles at once, each with its path', async () => {
    const { place, snapshot } = await savedPlace()
    const before = await stateOf(place)
    const { settings, tables } = snapshot.roles.authserver as Part
    const [user, ...others] = tables['users']!
    const wrong = changed(
      changed(snapshot, 'authserver', {
        settings: { ...settings, waived: ['no.check'] },
        tables: {
          ...tables,
          users: [{ ...user, claims: '{', totp_step: 'one', colour: 'red' }, ...others],
          grants: ['no row'],
          grants_: [],
        },
      }),
      'client',
      { migrations: [...(snapshot.roles.client as Part).migrations, '9999_later'] },
    )
    const { problems } = await refusal(place.control.snapshot.restore(wrong))
    const told = problems.map(({ path, message }) => `${path}: ${message}`)
    for (const one of [
      'roles.authserver.settings.waived.0: is no check that can be waived here',
      'roles.authserver.tables.users.0.claims: must be JSON',
      'roles.authserver.tables.users.0.totp_step: must be a whole number',
      'roles.authserver.tables.users.0.colour: there is no such column',
      'roles.authserver.tables.grants.0: must be an object',
      'roles.authserver.tables.grants_: there is no such table; did you mean grants?',
      'roles.client.migrations: a newer lab made it: this one does not know "9999_later"',
    ]) {
      ok(told.includes(one), `${one}\n${told.join('\n')}`)
    }
    deepEqual(await stateOf(place), before)
  })

  test('where a configuration in it is not valid, or a key is there twice', async () => {
    const place = await used.sandbox()
    const snapshot = await place.control.snapshot.save()
    const { tables } = snapshot.roles.authserver as Part
    const [user] = tables['users']!
    const wrong = (change: Part['tables']) =>
      changed(snapshot, 'authserver', { tables: { ...tables, ...change } })
    const document = JSON.stringify({ accessTokenLifetime: 'long', supportedGrantTypes: [] })
    const pathsOf = async (change: Part['tables']) => {
      const { problems } = await refusal(place.control.snapshot.restore(wrong(change)))
      return problems.map(({ path }) => path)
    }
    deepEqual(await pathsOf({ configurations: [{ document }] }), [
      'roles.authserver.tables.configurations.0.document.accessTokenLifetime',
    ])
    const at = 'roles.authserver.tables.users.1'
    deepEqual(await pathsOf({ users: [user!, { ...user!, claims: '{}' }] }), [at, at])
  })
})

test('a snapshot of a lab that knew no blank sandboxes is not blank', async () => {
  const { control } = await used.sandbox({ blank: true })
  const full = await used.sandbox()
  const snapshot = await full.control.snapshot.save()
  const roles = Object.entries(snapshot.roles).map(([role, part]) => {
    const { settings, ...rest } = part as Part
    const { blank: _, ...older } = settings as { blank?: boolean }
    return [role, { ...rest, settings: older }]
  })
  await control.snapshot.restore(sealed({ ...snapshot, roles: Object.fromEntries(roles) }))
  await control.reset()
  equal((await control.clients.list()).length, 3)
})

test('what a role examined it stores under its id, once and in that sandbox alone', async () => {
  const place = await used.sandbox()
  const other = await used.sandbox()
  const snapshot = await place.control.snapshot.save()
  const path = 'authserver/admin/api/snapshot'
  const [id, later] = [randomUUID(), randomUUID()]
  const put = (at: typeof place, query: string, body?: object) =>
    administer(at, 'PUT', `${path}?${query}`, body)
  const sent = { from: snapshot.from, part: snapshot.roles.authserver }
  await place.control.clients.create({ client_id: 'later', redirect_uris: ['https://l.example/'] })
  const clients = async () => (await place.control.clients.list()).map((one) => one.client_id)
  equal((await put(place, `examine=${id}`, sent)).status, 200)
  ok((await clients()).includes('later'))
  for (const [at, query] of [
    [other, `examined=${id}`],
    [place, `examined=${later}`],
  ] as const) {
    const { status, body } = await put(at, query)
    deepEqual([status, body['error']], [409, 'not_examined'])
  }
  deepEqual((await put(place, `examined=${id}`)).body, { rewritten: 0, left: [] })
  ok(!(await clients()).includes('later'))
  equal((await put(place, `examined=${id}`)).status, 409)
})

interface Part {
  migrations: string[]
  settings: object
  tables: Record<string, Record<string, unknown>[]>
}

/** The snapshot with another part, and the checksum of that. */
function changed(snapshot: SnapshotDocument, role: 'authserver' | 'client', change: object) {
  const part = { ...(snapshot.roles[role] as object), ...change }
  return sealed({ ...snapshot, roles: { ...snapshot.roles, [role]: part } })
}

/** As any program may do it: SHA-256 of the JSON with sorted members. */
function sealed(snapshot: SnapshotDocument): SnapshotDocument {
  const { from, roles } = snapshot
  const text = JSON.stringify({ from, roles }, (_name, value: unknown) =>
    typeof value === 'object' && value !== null && !Array.isArray(value)
      ? Object.fromEntries(Object.entries(value).sort(([a], [b]) => (a < b ? -1 : 1)))
      : value,
  )
  return { ...snapshot, checksum: hash('sha256', text, 'base64url') }
}

/** A sandbox in which the lab's clients are registered and somebody is signed in, and its snapshot. */
async function savedPlace() {
  const place = await used.sandbox()
  const browser = createBrowser(place.trustedFetch)
  await signInAtWebClient(place, browser)
  await browser.open(`${place.base}/client/application/machine`)
  const machine = await browser.open(`${place.base}/client/application/machine`)
  match(machine.text, /my\/scope/)
  const client = await registerClient(place)
  const tokens = await flowTokens(place, client, offline)
  return { place, client, tokens, snapshot: await place.control.snapshot.save() }
}

type Steered = Place & { control: Awaited<ReturnType<typeof used.sandbox>>['control'] }

/** The lab's own clients sign people in at the new place, with the registrations of the former one. */
async function requireMoved(from: Steered, to: Steered): Promise<void> {
  const page = await signInAtWebClient(to, createBrowser(to.trustedFetch))
  deepEqual(resourceStatuses(page), ['200', '200', '403'])
  const idsOf = async ({ control }: Steered, client_name: string) =>
    (await control.clients.list({ client_name })).map(({ client_id }) => client_id)
  for (const name of ['simple-web-page', 'resserver', 'spa']) {
    deepEqual(await idsOf(to, name), await idsOf(from, name))
  }
  const [spa] = await to.control.clients.list({ client_name: 'spa' })
  deepEqual(spa!.redirect_uris, [`${to.base}/spa/callback.html`, `${to.base}/spa/popup.html`])
}

async function signInAtWebClient({ base }: Place, browser: Browser) {
  const login = await browser.open(`${base}/client/application/login`)
  let page = await signIn(browser, login)
  if (page.text.includes('value="allow"')) page = await allow(browser, page, everything)
  match(page.text, /<h1>Signed in as Dana Developer<\/h1>/)
  return page
}

/** Whether an authorization request asks for no password. */
async function isSignedInAtServer(
  place: Place,
  browser: Browser,
  client: Parameters<typeof authorizationRequest>[1],
): Promise<boolean> {
  const { url } = authorizationRequest(place, client, { prompt: 'none', scope: 'openid' })
  return responseOf(await browser.open(url))['error'] !== 'login_required'
}

async function statusOf({ base, trustedFetch }: Place, token: unknown): Promise<number> {
  const headers = { authorization: `Bearer ${String(token)}` }
  const answer = trustedFetch(`${base}/resserver/protected-resources/`, { headers })
  return (await readAnswer(answer)).status
}

/** All that a sandbox holds, whenever it is asked for. */
async function stateOf({ control }: Steered) {
  const { roles } = await control.snapshot.save()
  return roles
}
