import { equal } from 'node:assert/strict'
import { test } from 'node:test'
import * as fc from 'fast-check'
import { isAbsoluteUri } from './absolute-uri.ts'

for (const uri of [
  'https://api.example',
  'https://api.example/',
  'https://api.example:8443/v1/?a=b%20c',
  'https://[::1]/v1',
  'urn:example:api',
  'HTTPS://api.example/',
]) {
  test(`${uri} is an absolute URI`, () => equal(isAbsoluteUri(uri), true))
}

for (const text of [
  '',
  'api.example',
  '/v1',
  '//api.example/v1',
  'https:',
  'https:/api.example/v1',
  'https:api.example',
  'https:///v1',
  String.raw`https:\\api.example`,
  ' https://api.example',
  'https://api.example/a b',
  'https://api.example/\n',
  'https://api.example/#',
  'https://api.example/#part',
  'https://api.example/%zz',
  'https://api.example/ü',
  'https://api.example:port/',
  'https://a https://b',
]) {
  test(`${JSON.stringify(text)} is no absolute URI without fragment`, () =>
    equal(isAbsoluteUri(text), false))
}

const addresses = fc.webUrl({ withQueryParameters: true })

test('each address of the web is an absolute URI, and none is with a fragment or a blank', () => {
  fc.assert(
    fc.property(
      addresses,
      fc.constantFrom('#', '#x', ' ', '\n', '\0', '"', '\\', '%'),
      (uri, more) => {
        equal(isAbsoluteUri(uri), true)
        equal(isAbsoluteUri(uri + more), false)
      },
    ),
  )
})

test('what is an absolute URI can be parsed, and has visible letters alone', () => {
  const text = fc.oneof(
    fc.string(),
    addresses,
    fc.string().map((rest) => `https:${rest}`),
  )
  fc.assert(
    fc.property(text, (uri) => {
      if (isAbsoluteUri(uri)) equal(URL.canParse(uri) && /^[!-~]+$/.test(uri), true)
    }),
  )
})
