import { deepEqual, equal, match, ok } from 'node:assert/strict'
import { describe, test } from 'node:test'
import { createTrust } from '@oauth-lab/kit/trust.ts'
import { administer } from './support/administer.ts'
import { createBrowser } from './support/browser.ts'
import { embeddedOnly } from './support/embedded-only.ts'
import { openExample } from './support/external-program.ts'
import { signInAt } from './support/sign-in-at.ts'
import { useLab } from './support/use-lab.ts'
import type { TestPlace } from './support/use-lab.ts'

const used = useLab()

async function send(place: TestPlace, method: string, path: string, document?: object) {
  const { status, body } = await administer(place, method, `client/admin/api/${path}`, document)
  ok(status < 300, `${method} ${path}: ${status} ${JSON.stringify(body)}`)
  return body
}

/** Lets the web page work with a server, as a person does it in the portal. */
async function work(place: TestPlace, server: object, change: object = {}) {
  const definition = await send(place, 'POST', 'server-definitions', server)
  const { id } = await send(place, 'POST', 'client-configurations', {
    name: 'foreign',
    clientName: 'foreign-page',
    server: definition['id'],
    ...change,
  })
  await send(place, 'POST', `client-configurations/${String(id)}/registration`)
  await send(place, 'PUT', 'applications/web', { configuration: id })
}

describe('a client that knows two authorization servers, one of them the attacker’s', () => {
  const tokenRequests = async ({ control }: TestPlace) => {
    const exchanges = await control.checks({ role: 'authserver' })
    return exchanges.filter(({ path }) => path.endsWith('/oauth2/token'))
  }

  /** The attacker's server sends the browser on to the honest one, which answers the client. */
  const mixUp = async (honest: TestPlace, attacker: TestPlace, clientId: string) => {
    const browser = createBrowser(honest.trustedFetch)
    const { leaves } = await browser.open(`${honest.base}/client/application/login`, {
      stopAt: attacker.issuer,
    })
    const sentOn = new URL(`${honest.issuer}/authorize`)
    sentOn.search = leaves!.search
    sentOn.searchParams.set('client_id', clientId)
    return signInAt(honest, browser, await browser.open(sentOn))
  }

  const prepare = async () => {
    const [honest, attacker] = [await used.sandbox(), await used.sandbox()]
    const own = await send(honest, 'POST', 'client-configurations/default/registration')
    await work(honest, { issuer: attacker.issuer })
    const { client_id } = own['registration'] as { client_id: string }
    return { honest, attacker, clientId: client_id }
  }

  test('refuses the answer of the other one, and sends the code nowhere (RFC 9207 §2.4)', async () => {
    const { honest, attacker, clientId } = await prepare()
    const page = await mixUp(honest, attacker, clientId)
    equal(page.status, 502)
    match(page.text, /<h1>The answer does not come from the server that was asked</)
    deepEqual([await tokenRequests(honest), await tokenRequests(attacker)], [[], []])
  })

  test('sends code and verifier to the attacker where that check is waived', async () => {
    const { honest, attacker, clientId } = await prepare()
    await send(honest, 'PUT', 'policy', { waive: ['authorization-response.issuer'] })
    await mixUp(honest, attacker, clientId)
    deepEqual(await tokenRequests(honest), [])
    const leaked = await tokenRequests(attacker)
    equal(leaked.length, 1)
    ok(leaked[0]!.checks.some(({ outcome }) => outcome === 'failed'))
    const [callback] = (await honest.control.checks({ role: 'client' })).filter(({ path }) =>
      path.endsWith('/callback'),
    )
    deepEqual(
      callback!.checks.filter(({ outcome }) => outcome === 'waived').map(({ id }) => id),
      ['authorization-response.issuer'],
    )
  })
})

const alone = embeddedOnly('it starts a lab with a role of its own')
alone.suite('a server of another house, whose certificate another authority signed', () => {
  alone.test(
    'oidc-provider is discovered, registers the client and signs a person in',
    async () => {
      await using there = await openExample('authserver', 'authorization-server')
      const place = await used.sandbox()
      const { issuer, ca } = there.lab
      const trusting = async (authority: string) => {
        const document = { issuer, authority }
        return send(place, 'POST', 'server-definitions/discover', document)
      }
      equal((await trusting('lab'))['usable'], false)
      equal((await trusting(ca))['usable'], true)

      const grantTypes = ['authorization_code', 'refresh_token']
      const scope = 'openid profile'
      await work(place, { issuer, authority: ca }, { grantTypes, scope })
      const both = createTrust(used.lab.ca, { also: ca })
      try {
        const browser = createBrowser(both.fetch)
        const begun = await browser.open(`${place.base}/client/application/login`)
        const login = await browser.open(begun.leaves!)
        const consent = await browser.submit(login, { login: 'nora', password: 'any-password' })
        const back = await browser.submit(consent, {})
        const page = await browser.open(back.leaves!)
        match(page.text, /<h1>Signed in as nora</)
        match(page.text, /The token is opaque/)
      } finally {
        await both.close()
      }
    },
  )
})
