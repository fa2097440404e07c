import { deepEqual, equal, ok } from 'node:assert/strict'
import { after, before, describe, test } from 'node:test'
import type { RouteInfo } from '@oauth-lab/kit/admin/control-client.ts'
import { administrationRows } from './crossing/administration-rows.ts'
import type { AdministrationRow } from './crossing/administration-rows.ts'
import { ask, bearer } from './crossing/ask.ts'
import type { Reply, Request } from './crossing/ask.ts'
import { isGood, leadsOn, open } from './crossing/attempt.ts'
import type { Attempt } from './crossing/attempt.ts'
import { readDescriptions } from './crossing/described.ts'
import type { Descriptions } from './crossing/described.ts'
import { exportOf, secretsOf } from './crossing/export.ts'
import { fill, restore } from './crossing/holdings.ts'
import type { Holdings, Snapshot } from './crossing/holdings.ts'
import { mixtures } from './crossing/mixtures.ts'
import { protocolRows } from './crossing/protocol-rows.ts'
import { useLab } from './support/use-lab.ts'

const used = useLab()

const apis = ['authserver/admin/api', 'resserver/admin/api', 'client/admin/api', 'control/api']

/** What the rows do not bring about: first definitions, an exchange that is there, a sign-in. */
const asides: (Request & { method: string })[] = [
  ...[
    'authserver/admin/api/configuration',
    'resserver/admin/api/configuration',
    'control/api/config',
  ].flatMap((path) => [
    { method: 'DELETE', path: `/${path}` },
    { method: 'PUT', path: `/${path}`, json: {} },
  ]),
  { method: 'GET', path: '/authserver/oauth2/jwks' },
  { method: 'GET', path: '/control/api/recording/wait?since=2020-01-01T00:00:00Z&timeout=60' },
  {
    method: 'POST',
    path: '/control/api/session',
    json: { username: 'superuser', password: 'SYS' },
  },
]

/** What every role has for itself, and what is no sandbox's. */
const ofTheRole = /^\/[a-z]+\/(?:healthz|metrics)$/
const administration = /^\/(?:([a-z]+)\/admin\/api|(control)\/api)\/(.+)$/

let routes: RouteInfo[]
let own: Holdings
let other: Holdings
let heldBefore: unknown[]
let descriptions: Descriptions
const made: Holdings[] = []

const full = async () => {
  const holdings = await fill(await used.lab.control.sandboxes.create())
  made.push(holdings)
  return holdings
}
const nameOf = ({ method, path }: RouteInfo) => `${method} ${path}`

function rowOf({ method, path }: RouteInfo): AdministrationRow | undefined {
  const [, role, control, rest] = administration.exec(path) ?? []
  return (
    administrationRows[`${role ?? control} ${method} ${rest}`] ??
    administrationRows[`${method} ${rest}`]
  )
}
const isForEverybody = (route: RouteInfo) => {
  const row = protocolRows[nameOf(route)]
  return row === open || row === leadsOn
}
const isAdministration = ({ path }: RouteInfo) => administration.test(path)
/** Whoever signs in brings user name and password, which are the whole lab's. */
const isSignIn = (route: RouteInfo) => nameOf(route) === 'POST /control/api/session'

describe('nothing crosses between sandboxes', () => {
  before(async () => {
    routes = await used.lab.control.routes()
    own = await full()
    other = await full()
    await Promise.all(
      [own, other].map(({ sandbox }) =>
        sandbox.control.config.patch({ registration: 'initial-token' }),
      ),
    )
    descriptions = await readDescriptions(own, apis)
    heldBefore = await Promise.all([exportOf(own), exportOf(other)])
  })
  after(() => Promise.all(made.map(({ sandbox }) => sandbox[Symbol.asyncDispose]())))

  test('every route is tried: those that the lab serves, and those that its APIs describe', async () => {
    const known = (route: RouteInfo) =>
      ofTheRole.test(route.path) ||
      isSignIn(route) ||
      (isAdministration(route) ? rowOf(route) : protocolRows[nameOf(route)]) !== undefined
    const missing = routes.filter((route) => !known(route)).map(nameOf)
    deepEqual(missing, [], 'add a row to tests/protocol/crossing/')
    const served = new Set(routes.map(nameOf))
    const gone = Object.keys(protocolRows).filter((name) => !served.has(name))
    deepEqual(gone, [], 'no role serves these')
    for (const api of apis) {
      const { paths } = JSON.parse((await ask(own, { path: `/${api}/openapi.json` })).text) as {
        paths: Record<string, object>
      }
      const described = Object.entries(paths).flatMap(([path, methods]) =>
        Object.keys(methods).map(
          (method) => `${method.toUpperCase()} ${path.replaceAll(/\{(\w+)\}/g, ':$1')}`,
        ),
      )
      ok(described.length > 15)
      deepEqual(
        described.filter((name) => !served.has(name)),
        [],
      )
    }
  })

  describe('with what is another sandbox’s', () => {
    test('no route of the protocols accepts, tells or changes anything', async () => {
      for (const [name, attempt] of attempts()) {
        for (const [what, held] of mixtures(attempt.parts, own, other)) {
          // Half of a form may be all that a request takes.
          if (what.includes(' of ') && isSame(attempt.request(held), attempt.request(own))) continue
          const reply = await ask(own, attempt.request(held))
          const told = `${name} with another’s ${what}: ${reply.status} ${reply.location} ${reply.text.slice(0, 300)}`
          if (name.endsWith('/revocation') && !what.includes('client')) continue
          ok(!attempt.accepts(reply), told)
          ok(reply.status < 500, told)
          requireSilent(reply, name, sentBy(attempt.request(held)))
        }
      }
    })

    test('no route of an admin API lets its bearer in', async () => {
      const tokens = [
        other.administrator.token,
        ...[own, other].flatMap(({ access, refresh, idToken, initialToken, client }) => [
          access,
          refresh,
          idToken,
          initialToken,
          client.registration_access_token,
        ]),
      ]
      for (const route of routes.filter(isAdministration)) {
        if (isSignIn(route) || route.path.endsWith('/openapi.json')) continue
        const asked = await requestOf(route, own)
        for (const token of tokens) {
          const reply = await ask(own, { ...asked, headers: bearer(token) })
          equal(reply.status, 401, nameOf(route))
          descriptions.requireDescribed(route, asked, reply)
        }
        const { cookie } = other.administrator
        equal((await ask(own, { ...asked, headers: { cookie } })).status, 401, nameOf(route))
      }
    })

    test('no route of an admin API finds by its id what is there', async () => {
      for (const route of routes.filter((one) => rowOf(one)?.names || rowOf(one)?.lists)) {
        const asked = await requestOf(route, other)
        const reply = await ask(own, { ...asked, headers: bearer(own.administrator.token) })
        const told = `${nameOf(route)}: ${reply.status} ${reply.text.slice(0, 300)}`
        if (rowOf(route)!.names) ok(reply.status >= 400 && reply.status < 500, told)
        descriptions.requireDescribed(route, asked, reply)
        requireSilent(withoutAuditLog(reply), nameOf(route), sentBy(asked))
      }
    })

    test('nobody who signed in at a sandbox touches the lab or another sandbox', async () => {
      for (const route of routes.filter((one) => rowOf(one)?.wholeLab)) {
        const asked = await requestOf(route, other)
        const reply = await ask(own, { ...asked, headers: bearer(own.administrator.token) })
        equal(reply.status, 403, nameOf(route))
        descriptions.requireDescribed(route, asked, reply)
      }
    })

    test('a page for everybody tells the same, and nothing of there', async () => {
      for (const route of routes.filter(isForEverybody)) {
        const path = route.path
          .replace(':check', 'pkce.required')
          .replace(/^\/assets\/$/, '/assets/lab.css')
        // The issuer is a page for people alone.
        const accept = path.replace(/\/$/, '').endsWith('/oauth2')
          ? 'text/html,application/xhtml+xml'
          : '*/*'
        const headers = { ...bearer(other.access), cookie: other.session.cookie, accept }
        const reply = await ask(own, { method: route.method, path, headers })
        ok(reply.status < 400, `${nameOf(route)}: ${reply.status}`)
        ok(!reply.text.includes(other.sandbox.base), nameOf(route))
        requireSilent(reply, nameOf(route), '')
      }
    })

    test('after all that, both sandboxes hold what they held before', async () => {
      deepEqual(await Promise.all([exportOf(own), exportOf(other)]), heldBefore)
      for (const held of [own, other]) {
        const reply = await ask(held, {
          path: '/authserver/oauth2/userinfo',
          headers: bearer(held.access),
        })
        equal(reply.status, 200)
      }
    })
  })

  describe('with what is the sandbox’s own', () => {
    let spare: Holdings
    let saved: Snapshot

    before(async () => {
      spare = await full()
      await spare.sandbox.control.config.patch({ registration: 'initial-token' })
      saved = await spare.sandbox.control.snapshot.save()
    })

    test('every request of the protocols is accepted', async () => {
      for (const [name, attempt] of attempts()) {
        const reply = await ask(spare, attempt.request(spare))
        if (attempt.spoils) spare = await restore(spare, saved, used.lab.control.sandboxes)
        ok(
          attempt.accepts(reply),
          `${name}: ${reply.status} ${reply.location} ${reply.text.slice(0, 600)}`,
        )
      }
    })

    test('every request of the admin APIs is answered, as their descriptions say', async () => {
      const lab = bearer(await labToken())
      /** What this lab was not started for. */
      const refused = new Set<string>()
      for (const route of routes.filter(isAdministration)) {
        if (isSignIn(route) || route.path.endsWith('/recording/stream')) continue
        const row = rowOf(route)!
        await row.before?.(spare)
        const asked = await requestOf(route, spare)
        const headers = row.wholeLab ? lab : bearer(spare.administrator.token)
        const reply = await ask(spare, { ...asked, headers })
        if (row.spoils) spare = await restore(spare, saved, used.lab.control.sandboxes)
        if (isGood(reply)) descriptions.requireDescribed(route, asked, reply)
        if (reply.status === row.unless) refused.add(nameOf(route))
        ok(
          isGood(reply) || reply.status === row.unless,
          `${nameOf(route)}: ${reply.status} ${reply.text.slice(0, 600)}`,
        )
      }
      for (const { method, path, json } of asides) {
        const headers = bearer(spare.administrator.token)
        const reply = await ask(spare, {
          method,
          path,
          headers,
          ...(json !== undefined && { json }),
        })
        if (!administration.test(path)) continue
        const route = { method, path: new URL(path, spare.sandbox.base).pathname }
        descriptions.requireDescribed(route, { path, json }, reply)
      }
      // That one goes on and on: recording.test.ts reads it.
      const stream = 'GET /control/api/recording/stream 200'
      deepEqual(
        descriptions.unseen().filter((name) => !refused.has(name.replace(/ \d+$/, ''))),
        [stream],
      )
    })
  })
})

function attempts(): [string, Attempt][] {
  return routes.flatMap((route) => {
    const row = isAdministration(route) ? undefined : protocolRows[nameOf(route)]
    if (row === undefined || row === open || row === leadsOn) return []
    return [row].flat().map((attempt): [string, Attempt] => [nameOf(route), attempt])
  })
}

/** A request of an admin API that names what a sandbox holds. */
async function requestOf(route: RouteInfo, named: Holdings): Promise<Request> {
  const [, role, , rest] = administration.exec(route.path)!
  const api = role === undefined ? '/control/api' : `/${role}/admin/api`
  const { path = rest, json } = await rowOf(route)!.asked(named, api)
  return { method: route.method, path: `${api}/${path}`, ...(json !== undefined && { json }) }
}

const isSame = (one: Request, other: Request) => JSON.stringify(one) === JSON.stringify(other)

/** What a request says, also within JWTs. */
function sentBy(request: Request): string {
  const text = JSON.stringify(request) + decodeURIComponent(request.path)
  const claims = [...text.matchAll(/eyJ[\w-]+\.(eyJ[\w-]+)/g)].map(([, part]) =>
    Buffer.from(part!, 'base64url').toString(),
  )
  return text + claims.join(' ')
}

/** A snapshot has the audit log, and there stands what was refused: also what is another's. */
function withoutAuditLog(reply: Reply): Reply {
  if (!reply.text.includes('"audit_log"')) return reply
  const text = JSON.stringify(
    JSON.parse(reply.text, (name, value: unknown) => (name === 'audit_log' ? [] : value)),
  )
  return { ...reply, text }
}

/** No answer tells a secret or an id of the other sandbox that was not in the question. */
function requireSilent({ text, location }: Reply, name: string, asked: string): void {
  for (const secret of secretsOf(other)) {
    if (asked.includes(secret)) continue
    ok(
      !text.includes(secret) && !location.includes(secret),
      `${name} tells ${secret.slice(0, 12)}…`,
    )
  }
}

async function labToken(): Promise<string> {
  const { origin, trustedFetch } = used.lab
  const response = await trustedFetch(`${origin}/control/api/session`, {
    method: 'POST',
    headers: { 'content-type': 'application/json' },
    body: JSON.stringify({ username: 'superuser', password: 'SYS' }),
  })
  return ((await response.json()) as { access_token: string }).access_token
}
