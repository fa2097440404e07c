import assert from 'node:assert/strict'
import { describe, test } from 'node:test'
import { errorCodes } from '@oauth-lab/explain/catalogue/error-codes.ts'
import { authorizationRequest, responseOf, tokenRequest } from './support/code-flow.ts'
import { createBrowser } from './support/browser.ts'
import { registerClient } from './support/place.ts'
import { useLab } from './support/use-lab.ts'

describe('the page of a check', () => {
  const used = useLab()
  const open = async (url: string) => {
    const response = await used.lab.trustedFetch(url)
    return { status: response.status, text: await response.text() }
  }

  test('is where error_uri of a refusal leads, with its clause (RFC 6749 §5.2)', async () => {
    const client = await registerClient(used.lab)
    const { body } = await tokenRequest(used.lab, client, { grant_type: 'nonsense' })
    assert.equal(body['error_uri'], `${used.lab.base}/explained/grant-type.supported`)
    const page = await open(body['error_uri'])
    assert.equal(page.status, 200)
    assert.match(page.text, /<h1><code>grant-type\.supported<\/code><\/h1>/)
    assert.match(page.text, /rfc6749#section-5\.2/)
  })

  test('is where error_uri of a redirect leads too (RFC 6749 §4.1.2.1)', async () => {
    const client = await registerClient(used.lab)
    const { url } = authorizationRequest(used.lab, client, { prompt: 'none' })
    const answer = responseOf(await createBrowser(used.lab.trustedFetch).open(url))
    assert.equal(answer['error_uri'], `${used.lab.base}/explained/session.present`)
  })

  test('is where the resource server leads, also in its challenge (RFC 6750 §3)', async () => {
    const response = await used.lab.trustedFetch(
      `${used.lab.base}/resserver/protected-resources/`,
      { headers: { authorization: 'Bearer nonsense' } },
    )
    const { error_uri: address } = (await response.json()) as { error_uri: string }
    assert.ok(response.headers.get('www-authenticate')!.includes(`error_uri="${address}"`))
    assert.equal((await open(address)).status, 200)
  })

  test('exists for every check of every role, and says why it is there and what to do', async () => {
    const policies = await used.lab.control.policy.get()
    const all = await open(`${used.lab.base}/explained/`)
    const checks = Object.values(policies).flatMap(({ catalogue }) => Object.entries(catalogue))
    for (const [id, { error }] of checks) {
      assert.ok(error === '' || Object.hasOwn(errorCodes, error), `${id}: ${error}`)
      const { status, text } = await open(`${used.lab.base}/explained/${id}`)
      assert.equal(status, 200, id)
      // What the check is for stands in explain/checks/, beside how to make it hold.
      assert.match(text, /<h2>Why<\/h2>\s*<p>[^]+<h2>What to do<\/h2>\s*<p>/, id)
      assert.ok(all.text.includes(`/explained/${id}"`), id)
    }
  })

  test('of an unknown name says so, and names the nearest', async () => {
    const { status, text } = await open(`${used.lab.base}/explained/pkce.verifier-match`)
    assert.equal(status, 404)
    assert.match(text, /Did you mean <a href="[^"]*\/explained\/pkce\.verifier-matches">/)
  })
})
