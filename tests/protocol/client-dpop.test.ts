import { deepEqual, equal, match } from 'node:assert/strict'
import { describe, test } from 'node:test'
import { administer } from './support/administer.ts'
import { createBrowser } from './support/browser.ts'
import { resourceStatuses } from './support/resource-statuses.ts'
import { signInAt } from './support/sign-in-at.ts'
import { configure, useLab } from './support/use-lab.ts'
import type { TestPlace } from './support/use-lab.ts'

const used = useLab()
const api = 'client/admin/api'

/** Sets whether the client with which a sandbox begins uses DPoP. */
async function useDpop(place: TestPlace, dpop: boolean): Promise<void> {
  const { status, body } = await administer(place, 'PUT', `${api}/client-configurations/default`, {
    name: 'Simple Web Page',
    clientName: 'simple-web-page',
    server: 'lab',
    registersItself: true,
    dpop,
  })
  equal(status, 200, JSON.stringify(body))
}

/** To what the access tokens of the authorization server's last token answers are bound. */
async function bindings(place: TestPlace): Promise<unknown[]> {
  const { body } = await administer(place, 'GET', `${api}/tokens?kind=access`)
  const { items } = body as unknown as { items: { claims: Record<string, unknown> }[] }
  return items.map(({ claims }) => claims['cnf'])
}

describe('the web client with DPoP (RFC 9449)', () => {
  for (const dpopNonces of [false, true]) {
    const how = dpopNonces ? ', asked for nonces' : ''
    test(`signs in, reads everything and refreshes with one key${how}`, async () => {
      const place = await used.sandbox()
      if (dpopNonces) {
        await configure(place, { dpopNonces })
        const path = 'resserver/admin/api/configuration'
        equal((await administer(place, 'PUT', path, { dpopNonces })).status, 200)
      }
      await useDpop(place, true)
      const browser = createBrowser(place.trustedFetch)
      const page = await signInAt(place, browser)
      deepEqual(resourceStatuses(page), ['200', '200', '403'])
      const [first] = await bindings(place)
      match(JSON.stringify(first), /^\{"jkt":"[\w-]{43}"\}$/)
      const refreshed = await browser.submit(page, { do: 'refresh' })
      equal(refreshed.status, 200)
      deepEqual(await bindings(place), [first])
      deepEqual(resourceStatuses(refreshed), ['200', '200', '403'])
      const machine = await browser.open(`${place.base}/client/application/machine`)
      match(machine.text, /This is a protected resource/)
      deepEqual(await bindings(place), [first, first])
      const [client] = await place.control.clients.list({ client_name: 'simple-web-page' })
      equal(client!['dpop_bound_access_tokens'], true)
    })
  }

  test('where the resource server takes no bearer tokens, one without DPoP is refused', async () => {
    const place = await used.sandbox()
    const path = 'resserver/admin/api/configuration'
    equal((await administer(place, 'PUT', path, { dpopRequired: true })).status, 200)
    const browser = createBrowser(place.trustedFetch)
    deepEqual(resourceStatuses(await signInAt(place, browser)), ['401', '401', '401'])
    deepEqual(await bindings(place), [undefined])
    await useDpop(place, true)
    deepEqual(resourceStatuses(await signInAt(place)), ['200', '200', '403'])
  })

  test('a sign-in from before goes on as it began: its token is sent as a bearer token', async () => {
    const place = await used.sandbox()
    const browser = createBrowser(place.trustedFetch)
    await signInAt(place, browser)
    await useDpop(place, true)
    const page = await browser.open(`${place.base}/client/application/`)
    deepEqual(resourceStatuses(page), ['200', '200', '403'])
  })
})
