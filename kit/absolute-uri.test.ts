import { equal } from 'node:assert/strict'
import { test } from 'node:test'
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
