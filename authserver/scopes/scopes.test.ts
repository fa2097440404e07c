import { deepEqual } from 'node:assert/strict'
import { test } from 'node:test'
import * as fc from 'fast-check'
import { readScopes, scopeMember } from './scope-list.ts'
import { claimsFor, scopesOfUsers } from './scopes.ts'

test('a scope text is read as a list without blanks and repetitions', () => {
  deepEqual(readScopes('a b a'), ['a', 'b'])
  for (const empty of ['', ' ', null, undefined]) deepEqual(readScopes(empty), [])
})

test('no scope is no member, never an empty one', () => {
  deepEqual(scopeMember([]), {})
  deepEqual(scopeMember(['a', 'b']), { scope: 'a b' })
})

test('scopes bring their claims, as far as the user has them', () => {
  const claims = { name: 'Dana', email: 'd@lab.example', locale: 'de' }
  deepEqual(claimsFor(['openid'], claims), {})
  deepEqual(claimsFor(['openid', 'profile'], claims), { name: 'Dana', locale: 'de' })
  deepEqual(claimsFor(['email', 'constructor'], claims), { email: 'd@lab.example' })
})

test('openid and offline_access are for users alone', () => {
  deepEqual(scopesOfUsers(['openid', 'email', 'offline_access', 'my/scope']), [
    'openid',
    'offline_access',
  ])
})

test('what a list of scopes writes is read as the same list, each scope once', () => {
  const scope = fc.stringMatching(/^[\x21\x23-\x5b\x5d-\x7e]+$/)
  fc.assert(
    fc.property(fc.array(scope), (scopes) => {
      const once = [...new Set(scopes)]
      deepEqual(readScopes(scopes.join(' ')), once)
      deepEqual(readScopes(scopeMember(once).scope), once)
    }),
  )
})
