import 'reflect-metadata'
import assert from 'node:assert/strict'
import { X509Certificate } from 'node:crypto'
import { once } from 'node:events'
import type { AddressInfo } from 'node:net'
import { connect, createServer } from 'node:tls'
import { before, describe, test } from 'node:test'
import * as x509 from '@peculiar/x509'
import { createLeaf, createRoot } from './certificate-issuer.ts'
import { leafFits, rootFits } from './certificates.ts'
import type { KeyedCertificate } from './certificates.ts'

let root: KeyedCertificate
before(async () => {
  root = await createRoot('lab.test')
})

/** Whether a client that trusts the root completes a handshake for that name. */
async function handshake(leaf: KeyedCertificate, servername: string): Promise<string> {
  const server = createServer({ cert: leaf.certificate, key: leaf.key })
  server.on('tlsClientError', () => undefined)
  server.listen(0, '127.0.0.1')
  await once(server, 'listening')
  const { port } = server.address() as AddressInfo
  const socket = connect({ host: '127.0.0.1', port, servername, ca: root.certificate })
  try {
    await once(socket, 'secureConnect')
    return 'trusted'
  } catch (error) {
    return (error as Error).message
  } finally {
    socket.destroy()
    server.close()
  }
}

describe("the lab's certificates", () => {
  test('the root limits itself to the names of the lab, critically (RFC 5280 §4.2.1.10)', () => {
    const { extensions } = new x509.X509Certificate(root.certificate)
    const constraints = extensions.find(({ type }) => type === '2.5.29.30')
    assert.equal(constraints?.critical, true)
    assert.equal(new X509Certificate(root.certificate).ca, true)
    assert.ok(rootFits(root.certificate, 'lab.test'))
    assert.ok(rootFits(root.certificate, 'localhost'))
    assert.equal(rootFits(root.certificate, 'bank.example'), false)
  })

  test('a leaf below it is trusted for its host and refused for others', async () => {
    const leaf = await createLeaf(root, 'lab.test')
    assert.ok(leafFits(leaf, root.certificate, 'lab.test'))
    for (const name of ['lab.test', 'localhost', 'webserver']) {
      assert.equal(await handshake(leaf, name), 'trusted', name)
    }
    assert.match(await handshake(leaf, 'bank.example'), /not in the cert's altnames/)
  })

  test('a leaf for a host that the root does not permit is refused, though the root signed it', async () => {
    const leaf = await createLeaf(root, 'bank.example')
    assert.match(await handshake(leaf, 'bank.example'), /permitted subtree violation/)
  })

  test('a leaf of another root, or one that ends within a day, does not fit', async () => {
    const other = await createRoot('lab.test')
    const leaf = await createLeaf(root, 'lab.test')
    assert.equal(leafFits(leaf, other.certificate, 'lab.test'), false)
    assert.equal(leafFits(leaf, root.certificate, 'other.test'), false)
    const ending = await createLeaf(root, 'lab.test', 1)
    assert.equal(leafFits(ending, root.certificate, 'lab.test'), false)
    const mixed = { certificate: leaf.certificate, key: ending.key }
    assert.equal(leafFits(mixed, root.certificate, 'lab.test'), false)
  })
})
