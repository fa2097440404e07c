import assert from 'node:assert/strict'
import { describe, test } from 'node:test'
import { openClient } from '../testing/open-client.ts'

type Client = Awaited<ReturnType<typeof openClient>>

const tokenRequests = ({ issuer }: Client) => issuer.asked.filter((name) => name === 'token').length

/** What a test changes, the check that stops it, and how many token requests that leaves. */
const attacks: [string, string, number, (client: Client, callback: string) => string][] = [
  [
    'the ID token of another sign-in',
    'id-token.nonce',
    1,
    ({ issuer }, callback) => {
      issuer.behaviour.idToken = (claims) => ({ ...claims, nonce: 'of another one' })
      return callback
    },
  ],
  [
    'an ID token without a nonce',
    'id-token.nonce',
    1,
    ({ issuer }, callback) => {
      issuer.behaviour.idToken = (claims) => ({ ...claims, nonce: undefined })
      return callback
    },
  ],
  [
    'the answer of another issuer',
    'authorization-response.issuer',
    0,
    (_, callback) => callback.replace(/&iss=[^&]*/, '&iss=https%3A%2F%2Fother.example'),
  ],
  [
    'an answer without the promised iss',
    'authorization-response.issuer',
    0,
    (_, callback) => callback.replace(/&iss=[^&]*/, ''),
  ],
]

const headings: Record<string, RegExp> = {
  'id-token.nonce': /<h1>The ID token is not for this sign-in</,
  'authorization-response.issuer': /<h1>The answer does not come from the server that was asked</,
}

describe('a check of the client that a policy may waive', () => {
  for (const [what, check, leaves, change] of attacks) {
    test(`${check} refuses ${what}, and waived lets it in`, async () => {
      await using client = await openClient()
      const browser = client.openBrowser()
      const refused = await browser.get(change(client, await browser.begin()))
      assert.equal(refused.statusCode, 502)
      assert.match(refused.body, headings[check]!)
      assert.equal(tokenRequests(client), leaves)

      assert.equal((await client.waive(check)).status, 200)
      const done = await browser.get(change(client, await browser.begin()))
      assert.equal(done.statusCode, 303)
      assert.match((await browser.get()).body, /Signed in as Dana/)
      assert.equal(tokenRequests(client), leaves + 1)
    })
  }

  test('id-token.nonce alone: signature, audience and time of the ID token are still checked', async () => {
    await using client = await openClient()
    await client.waive('id-token.nonce')
    for (const change of [{ aud: 'c-other' }, { iss: 'https://other.example' }, { exp: 1 }]) {
      client.issuer.behaviour.idToken = (claims) => ({ ...claims, nonce: 'other', ...change })
      const browser = client.openBrowser()
      assert.equal((await browser.get(await browser.begin())).statusCode, 502)
    }
  })

  test('metadata.issuer refuses the metadata of another issuer, and waived goes to its endpoints', async () => {
    await using client = await openClient({ external: true, issuer: 'https://as.example' })
    const { behaviour } = client.issuer
    const other = 'https://other.example'
    behaviour.instead['openid-configuration'] = () =>
      Response.json({
        issuer: other,
        authorization_endpoint: `${other}/authorize`,
        registration_endpoint: `${other}/register`,
      })
    assert.equal((await client.openBrowser().get('login')).statusCode, 502)
    assert.equal(client.issuer.asked.includes('register'), false)
    await client.waive('metadata.issuer')
    const { statusCode, headers } = await client.openBrowser().get('login')
    assert.equal(statusCode, 303)
    assert.equal(new URL(headers.location!).origin, other)
  })
})
