import { deepEqual, equal, match, ok } from 'node:assert/strict'
import { describe, test } from 'node:test'
import type { IssuerKeys } from '@oauth-lab/kit/admin/issuer-keys-document.ts'
import { administer } from './support/administer.ts'
import { useLab } from './support/use-lab.ts'
import type { TestPlace } from './support/use-lab.ts'

const used = useLab()
const ask = (place: TestPlace, issuer: string) =>
  administer(place, 'POST', 'control/api/issuer-keys', { issuer })

describe('keys of an issuer that a person typed', () => {
  test('they come with each address that was asked', async () => {
    const place = await used.sandbox()
    const other = await used.sandbox()
    const { status, body } = await ask(place, other.issuer)
    equal(status, 200)
    const { issuer, metadata, keys, asked } = body as unknown as IssuerKeys
    equal(issuer, other.issuer)
    equal(metadata!['token_endpoint'], `${other.issuer}/token`)
    ok(keys.length > 0)
    ok(keys.every((key) => key['kid'] !== undefined && key['d'] === undefined))
    deepEqual(
      asked.map(({ url, status: answered }) => [url, answered]),
      [
        [`${other.issuer}/.well-known/openid-configuration`, 200],
        [`${other.issuer}/jwks`, 200],
      ],
    )
  })

  test('keys at an address come without an issuer; what is no key set there is not told', async () => {
    const place = await used.sandbox()
    const at = (uri: string) =>
      administer(place, 'POST', 'control/api/issuer-keys', { jwks_uri: uri })
    const { status, body } = await at(`${place.issuer}/jwks`)
    equal(status, 200)
    const { issuer, metadata, keys } = body as unknown as IssuerKeys
    deepEqual([issuer, metadata], [undefined, undefined])
    ok(keys.length > 0)
    const other = await at(`${place.issuer}/.well-known/openid-configuration`)
    equal(other.status, 502)
    match(String(other.body['error_description']), /is no key set/)
    const wrong = await at(`${place.issuer}/jwks#here`)
    equal(wrong.status, 400)
    equal((wrong.body['problems'] as { path: string }[])[0]!.path, 'jwks_uri')
    equal((await at('https://169.254.169.254/jwks')).status, 502)
  })

  test('an issuer that is almost right, or that nobody is, is refused with the address', async () => {
    const place = await used.sandbox()
    for (const [issuer, why] of [
      [`${place.issuer}/`, /names another issuer/],
      [`${place.issuer}/no-such`, /request to \S+ was answered 404\.$/],
    ] as const) {
      const { status, body } = await ask(place, issuer)
      equal(status, 502)
      equal(body['error'], 'bad_gateway')
      match(String(body['error_description']), why)
    }
  })

  test('what is no issuer is refused with its place and what to do', async () => {
    const place = await used.sandbox()
    for (const issuer of ['nobody', 'ftp://as.example', `${place.issuer}?a=1`]) {
      const { status, body } = await ask(place, issuer)
      equal(status, 400)
      const [problem] = body['problems'] as { path: string; message: string }[]
      equal(problem!.path, 'issuer')
      match(problem!.message, /claim iss/)
    }
  })

  test('an address inside of a network is not asked', async () => {
    const { status, body } = await ask(await used.sandbox(), 'https://169.254.169.254')
    equal(status, 502)
    match(String(body['error_description']), /asks nobody/)
  })
})
