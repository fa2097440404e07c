import { equal } from 'node:assert/strict'
import { test } from 'node:test'
import { useLab } from 'oauth-lab/node-test'

const used = useLab()

test('a client gets a token', async (t) => {
  const { issuer, control } = await used.sandbox(t)
  const client = { client_id: 'my-app', client_secret: 'my-secret' }
  await control.clients.create({ ...client, grant_types: ['client_credentials'] })
  const response = await fetch(`${issuer}/token`, {
    method: 'POST',
    headers: { authorization: `Basic ${btoa('my-app:my-secret')}` },
    body: new URLSearchParams({ grant_type: 'client_credentials' }),
  })
  equal(response.status, 200)
})
