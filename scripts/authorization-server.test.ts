import { deepEqual, equal, throws } from 'node:assert/strict'
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { after, test } from 'node:test'
import { ConfigurationError } from '@oauth-lab/kit/problems.ts'
import { readAuthorizationServer } from './authorization-server.ts'

const folder = mkdtempSync(join(tmpdir(), 'oauth-lab-issuer-'))
after(() => rmSync(folder, { recursive: true }))
const fileOf = (name: string, text: string) => {
  writeFileSync(join(folder, name), text)
  return join(folder, name)
}

test('without a word of it the lab uses its own', () => {
  const { issuer, ca } = readAuthorizationServer({}, {})
  deepEqual([issuer, ca], [undefined, undefined])
})

test('a flag goes before the variable, and the file of the CA is read', () => {
  const ca = fileOf('ca.crt', '-----BEGIN CERTIFICATE-----\n')
  const flags = { issuer: 'https://as.example/realms/demo', 'issuer-ca': ca }
  const read = readAuthorizationServer(flags, {
    LAB_ISSUER: 'https://other.example',
    LAB_AUDIENCE: 'api-1',
    LAB_TOKEN_TYPE: 'at+jwt JWT',
    LAB_SCOPE: 'openid read',
    LAB_RESOURCE: 'none',
  })
  equal(read.issuer, flags.issuer)
  equal(read.ca, '-----BEGIN CERTIFICATE-----')
  deepEqual(read.tokenTypes, ['at+jwt', 'JWT'])
  deepEqual([read.audience, read.scope, read.resource], ['api-1', 'openid read', 'none'])
})

const wrong: Record<string, [flags: object, settings: Record<string, string>, path: string]> = {
  'an issuer in plain HTTP': [{ issuer: 'http://as.example' }, {}, '--issuer'],
  'an issuer with a query': [{}, { LAB_ISSUER: 'https://as.example?a' }, 'LAB_ISSUER'],
  'no URL': [{ issuer: 'as.example' }, {}, '--issuer'],
  'a CA that is not there': [{ 'issuer-ca': join(folder, 'none') }, {}, '--issuer-ca'],
  'a CA that is none': [{ 'issuer-ca': fileOf('no.crt', 'key') }, {}, '--issuer-ca'],
  'a CA without an issuer': [
    { 'issuer-ca': fileOf('ca.crt', '-----BEGIN CERTIFICATE-----') },
    {},
    '--issuer-ca',
  ],
  'a resource with a fragment': [{}, { LAB_RESOURCE: 'https://a.example#b' }, 'LAB_RESOURCE'],
  'scopes without openid': [{}, { LAB_SCOPE: 'read' }, 'LAB_SCOPE'],
  'two scopes of the resource': [{}, { LAB_RESOURCE_SCOPE: 'a b' }, 'LAB_RESOURCE_SCOPE'],
  'an introspection that is neither': [{}, { LAB_INTROSPECTION: 'no' }, 'LAB_INTROSPECTION'],
}

for (const [what, [flags, settings, path]] of Object.entries(wrong)) {
  test(`${what} is refused by ${path}`, () => {
    throws(
      () => readAuthorizationServer(flags, settings),
      (error: ConfigurationError) => error.problems.every((one) => one.path === path),
    )
  })
}
