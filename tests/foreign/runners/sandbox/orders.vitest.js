import { expect, test as base } from 'oauth-lab/vitest'
import { createOrders } from './orders.js'

const audience = 'https://orders.example/'

const test = base.extend({
  /** The API in a sandbox of this test's own. */
  read: ({ sandbox }, use) => use(createOrders({ issuer: sandbox.issuer, audience })),
  /** Makes a token that is good, but for what is said. */
  token: async ({ sandbox: { control } }, use) => {
    await control.clients.create({ client_id: 'shop', grant_types: ['client_credentials'] })
    const good = { client: 'shop', audience, scope: 'orders:read' }
    await use(async (wrong) => (await control.tokens.create({ ...good, ...wrong })).token)
  },
})

test('a good token is let in', async ({ read, token }) => {
  expect(await read(await token())).toBe(200)
})

test('one that has expired is refused', async ({ read, token }) => {
  expect(await read(await token({ expiresIn: -120 }))).toBe(401)
})
