import { equal } from 'node:assert/strict'
import { once } from 'node:events'
import { createServer } from 'node:https'
import type { AddressInfo } from 'node:net'
import { test } from 'node:test'
import { createLeaf, createRoot } from '@oauth-lab/kit/certificate-issuer.ts'
import { hasEndedCertificate } from './ended-certificate.ts'

const own = await createRoot('localhost')
const other = await createRoot('localhost')
const facts = { token: '', startedAt: '', memory: true, address: '127.0.0.1' }

for (const [what, root, days, expected] of [
  ['a lab whose certificate has ended is known by its root', own, -0.5, true],
  ['a lab whose certificate is good is none of these', own, 30, false],
  ['an ended certificate of another root is not the lab’s', other, -0.5, false],
] as const) {
  test(what, async () => {
    const { certificate, key } = await createLeaf(root, 'localhost', days)
    await using server = createServer({ cert: certificate, key }).listen(0, '127.0.0.1')
    await once(server, 'listening')
    const origin = `https://localhost:${(server.address() as AddressInfo).port}`
    equal(await hasEndedCertificate({ origin, ca: own.certificate, ...facts }), expected)
  })
}

test('where nobody listens there is none', async () => {
  const server = createServer().listen(0, '127.0.0.1')
  await once(server, 'listening')
  const origin = `https://localhost:${(server.address() as AddressInfo).port}`
  await new Promise((resolve) => server.close(resolve))
  equal(await hasEndedCertificate({ origin, ca: own.certificate, ...facts }), false)
})
