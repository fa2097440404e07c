import { afterAll, afterEach, beforeAll, beforeEach, expect, test } from '@jest/globals'
import { startLab } from 'oauth-lab'
import { createOrders } from './orders.js'

const audience = 'https://orders.example/'
let lab, sandbox, control

beforeAll(async () => {
  lab = await startLab()
})
afterAll(() => lab.stop())

beforeEach(async () => {
  sandbox = await lab.control.sandboxes.create()
  control = lab.control.in(sandbox.base)
  await control.clients.create({ client_id: 'shop', grant_types: ['client_credentials'] })
})
afterEach(() => lab.control.sandboxes.delete(sandbox.id))

/** Reads orders with a token that is good, but for what is said. */
async function read(wrong) {
  const good = { client: 'shop', audience, scope: 'orders:read' }
  const { token } = await control.tokens.create({ ...good, ...wrong })
  // Jest has a fetch of its own, which does not know the lab's root.
  const { issuer } = sandbox
  return createOrders({ issuer, audience, fetch: lab.trustedFetch })(token)
}

test('a good token is let in', async () => {
  expect(await read()).toBe(200)
})

test('one that has expired is refused', async () => {
  expect(await read({ expiresIn: -120 })).toBe(401)
})
