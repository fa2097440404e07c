import { deepEqual, equal, match } from 'node:assert/strict'
import { describe, test } from 'node:test'
import { administer } from './support/administer.ts'
import { createBrowser } from './support/browser.ts'
import { signInAt } from './support/sign-in-at.ts'
import { useLab } from './support/use-lab.ts'
import type { TestPlace } from './support/use-lab.ts'

const used = useLab()
const api = 'client/admin/api'

async function list(place: TestPlace, path: string) {
  const { status, body } = await administer(place, 'GET', `${api}/${path}`)
  equal(status, 200)
  return body as unknown as { total: number; items: Record<string, unknown>[] }
}

describe('sessions and tokens of the client', () => {
  test('who is signed in is listed, and every token that the client keeps, decoded', async () => {
    const place = await used.sandbox()
    await signInAt(place)
    await createBrowser(place.trustedFetch).open(`${place.base}/client/application/machine`)
    const { items } = await list(place, 'sessions')
    const [{ id, name, issuer, configuration }] = items as [Record<string, unknown>]
    deepEqual([name, issuer, configuration], ['Dana Developer', place.issuer, 'default'])
    const tokens = await list(place, `tokens?session=${String(id)}`)
    deepEqual(new Set(tokens.items.map(({ kind }) => kind)), new Set(['access', 'id', 'refresh']))
    equal(tokens.total, 3)
    const access = (await list(place, 'tokens?kind=access')).items
    equal(access.length, 2)
    for (const { claims, scope } of access) {
      equal((claims as { iss: string }).iss, place.issuer)
      match(String(scope), /my\/scope/)
    }
    equal(new Set(access.map(({ sha256 }) => sha256)).size, 2)
  })

  test('one that an administrator ends is over in the browser, its tokens are revoked', async () => {
    const place = await used.sandbox()
    const browser = createBrowser(place.trustedFetch)
    await signInAt(place, browser)
    const [{ id }] = (await list(place, 'sessions')).items as [{ id: string }]
    equal((await administer(place, 'DELETE', `${api}/sessions/${id}`)).status, 204)
    const page = await browser.open(`${place.base}/client/application/`)
    match(page.text, /<h1>You are signed out</)
    equal((await place.control.tokens.list({ state: 'live' })).total, 0)
    equal((await list(place, 'tokens')).total, 0)
    equal((await administer(place, 'DELETE', `${api}/sessions/${id}`)).status, 404)
    const log = await list(place, 'audit-log?kind=change&search=sessions')
    equal(log.total, 1)
    equal((log.items[0]!['before'] as { name: string }).name, 'Dana Developer')
  })

  test('the machine fetches its token again after an administrator made the client forget it', async () => {
    const place = await used.sandbox()
    const machine = async () =>
      (await createBrowser(place.trustedFetch).open(`${place.base}/client/application/machine`))
        .status
    equal(await machine(), 200)
    equal((await administer(place, 'DELETE', `${api}/tokens/machine`)).status, 204)
    equal((await list(place, 'tokens?of=machine')).total, 0)
    equal(await machine(), 200)
    equal((await place.control.tokens.list({})).total, 2)
  })

  test('a question that has no sense is refused with its path', async () => {
    const place = await used.sandbox()
    const { status, body } = await administer(place, 'GET', `${api}/tokens?kind=other&page=0`)
    equal(status, 400)
    const problems = body['problems'] as { path: string }[]
    deepEqual(problems.map(({ path }) => path).sort(), ['kind', 'page'])
  })
})
