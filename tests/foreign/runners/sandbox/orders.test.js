import { equal } from 'node:assert/strict'
import { test } from 'node:test'
import { useLab } from 'oauth-lab/node-test'
import { createOrders } from './orders.js'

const audience = 'https://orders.example/'
const used = useLab()

/** An API and its client in a sandbox of this test's own. */
async function open(t) {
  const { issuer, control } = await used.sandbox(t)
  await control.clients.create({ client_id: 'shop', grant_types: ['client_credentials'] })
  const good = { client: 'shop', audience, scope: 'orders:read' }
  return {
    read: createOrders({ issuer, audience }),
    token: async (wrong) => (await control.tokens.create({ ...good, ...wrong })).token,
  }
}

test('a good token is let in', async (t) => {
  const { read, token } = await open(t)
  equal(await read(await token()), 200)
})

test('one that has expired is refused', async (t) => {
  const { read, token } = await open(t)
  equal(await read(await token({ expiresIn: -120 })), 401)
})

test('one of another sandbox is refused', async (t) => {
  const [{ read }, { token }] = await Promise.all([open(t), open(t)])
  equal(await read(await token()), 401)
})
