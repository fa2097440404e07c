import assert from 'node:assert/strict'
import { suite, test } from 'node:test'
import { exportJWK } from 'jose'
import type { JWK } from 'jose'
import { certify, makeKeys } from '@oauth-lab/kit/testing/certify.ts'
import type { Certified } from '@oauth-lab/kit/testing/certify.ts'
import { judgeCertificates, rowsOf } from './judge-certificate.ts'
import { withPrints } from './key-prints.ts'
import { readCertificates } from './read-certificate.ts'

const now = Date.now()
const day = 24 * 3_600_000
const root = await certify('root', await makeKeys('RSA'))
const leaf = await certify('leaf', await makeKeys('EC'), { by: root, days: 10 })
const other = await certify('other', await makeKeys('EC'), { by: root })

async function judge(chain: readonly Certified[], { at = now, keys = [] as JWK[] } = {}) {
  const read = await readCertificates(chain.map(({ der }) => der))
  const against = { now: at, published: await withPrints(keys) }
  return {
    ...judgeCertificates(read!, against),
    rows: rowsOf(read![0]!, against, chain.length === 1),
  }
}

suite('a certificate that was pasted is judged', () => {
  test('one whose chain ends at its root is good for as long as the shortest is', async () => {
    const { state, title, reason } = await judge([leaf, root])
    assert.equal(state, 'pass')
    assert.match(title, /^Good for (?:9|10) d/)
    assert.match(reason, /^Each is signed by the next\. The issuer publishes no key/)
  })

  test('it names the key of the issuer that it certifies', async () => {
    const key = { ...(await exportJWK(leaf.keys.publicKey)), kid: 'ec-1' }
    const { reason, rows } = await judge([leaf, root], { keys: [key] })
    assert.match(reason, /It certifies the key ec-1 of the issuer\.$/)
    assert.equal(rows.find(({ name }) => name === 'key')?.state, 'pass')
  })

  test('its thumbprints are hashes of its bytes', async () => {
    const { createHash } = await import('node:crypto')
    const { rows } = await judge([leaf])
    const value = (of: string) => rows.find(({ name }) => name === of)?.value
    const hashed = (hash: string) => createHash(hash).update(leaf.der).digest('base64url')
    assert.equal(value('x5t'), hashed('sha1'))
    assert.equal(value('x5t#S256'), hashed('sha256'))
  })

  test('one that is over by the lab clock, or has not begun, says so', async () => {
    assert.match((await judge([leaf, root], { at: now + 12 * day })).title, /^It ended .+ ago$/)
    assert.match(
      (await judge([leaf, root], { at: now - 3 * day })).title,
      /^It is not good for another/,
    )
  })

  test('a chain in the wrong order, with another root, or through what is no authority, is broken', async () => {
    for (const chain of [
      [root, leaf],
      [leaf, await certify('root', await makeKeys('RSA'))],
      [await certify('under', await makeKeys('EC'), { by: leaf }), leaf, root],
    ]) {
      const { state, title } = await judge(chain)
      assert.deepEqual([state, title], ['fail', 'The chain is broken'])
    }
  })

  test('one that signed itself, and one whose issuer is not there, are told apart', async () => {
    assert.match((await judge([root])).reason, /^It signed itself/)
    assert.match((await judge([other])).reason, /^CN=root signed it\./)
  })

  test('bytes of something else are no certificate', async () => {
    assert.equal(await readCertificates([leaf.der, leaf.der.slice(0, 50)]), undefined)
  })
})
