import 'reflect-metadata'
import assert from 'node:assert/strict'
import { once } from 'node:events'
import { createServer } from 'node:https'
import type { AddressInfo } from 'node:net'
import { after, before, describe, test } from 'node:test'
import { refusedAddress } from './address-guard.ts'
import { createLeaf, createRoot } from './certificate-issuer.ts'
import { createTrust } from './trust.ts'
import type { Trust, TrustOptions } from './trust.ts'

const asked: string[] = []
const peer = createServer((request, response) => {
  asked.push(request.url!)
  if (request.url === '/moved') response.writeHead(302, { location: '/elsewhere' }).end()
  else response.end(request.url === '/large' ? 'x'.repeat(2 ** 21) : 'ok')
})

describe('a request to a server that somebody else named', () => {
  let root: string
  let port: number
  const opened: Trust[] = []
  const open = (options: TrustOptions) => {
    const trust = createTrust(root, options)
    opened.push(trust)
    return trust
  }
  const local = () => open({ origin: 'https://localhost', hosts: { localhost: '127.0.0.1' } })

  before(async () => {
    const made = await createRoot('localhost')
    const leaf = await createLeaf(made, 'localhost')
    root = made.certificate
    peer.setSecureContext({ cert: leaf.certificate, key: leaf.key })
    peer.listen(0, '127.0.0.1')
    await once(peer, 'listening')
    port = (peer.address() as AddressInfo).port
  })
  after(async () => {
    await Promise.all(opened.map((trust) => trust.close()))
    peer.close()
  })

  /** The code of the error with which a request ends, before it has reached the peer. */
  const failureOf = async (trust: Trust, authority: string, host = 'localhost') => {
    asked.length = 0
    const request = trust.fetchTrusting(authority)(`https://${host}:${port}/`)
    const error = await request.then(
      () => assert.fail('it was answered'),
      ({ cause }: Error) => cause as NodeJS.ErrnoException,
    )
    assert.deepEqual(asked, [])
    return error.code
  }

  test('reaches no private address, by name or by number, where the lab is elsewhere', async () => {
    const trust = open({ origin: 'https://lab.example', hosts: { localhost: '127.0.0.1' } })
    for (const host of ['localhost', '127.0.0.1', '[::ffff:127.0.0.1]', '2130706433']) {
      assert.equal(await failureOf(trust, 'lab', host), refusedAddress, host)
    }
    assert.equal(await failureOf(open({}), 'lab'), refusedAddress)
    // What the lab itself asks is not guarded.
    assert.equal((await trust.fetch(`https://localhost:${port}/`)).status, 200)
  })

  test('reaches a server on the machine where the lab is', async () => {
    assert.equal((await local().fetchTrusting('lab')(`https://localhost:${port}/`)).status, 200)
  })

  test('trusts what was chosen and nothing else', async () => {
    const trust = local()
    assert.equal((await trust.fetchTrusting(root)(`https://localhost:${port}/`)).status, 200)
    for (const authority of ['system', 'other-root.crt']) {
      const code = await failureOf(trust, authority)
      assert.match(String(code), /^(?:UNABLE_TO_|SELF_SIGNED)/, authority)
    }
  })

  test('follows no redirect, whatever the caller wants, and reads no endless answer', async () => {
    const fetch = local().fetchTrusting('lab')
    asked.length = 0
    const moved = await fetch(`https://localhost:${port}/moved`, { redirect: 'follow' })
    assert.equal(moved.status, 302)
    assert.deepEqual(asked, ['/moved'])
    const large = fetch(`https://localhost:${port}/large`).then((answer) => answer.text())
    await assert.rejects(large)
  })
})
