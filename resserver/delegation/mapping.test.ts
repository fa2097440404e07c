import { deepEqual, rejects } from 'node:assert/strict'
import { test } from 'node:test'
import { mapUser, runMapping } from './mapping.ts'

const introspection = { active: true, sub: 'u-1' }

test('a local user is named OAuth2 and the subject, and everybody is a reader', () => {
  deepEqual(mapUser({}, introspection, null), {
    username: 'OAuth2u-1',
    roles: ['reader'],
    attributes: {},
  })
})

test('an administrator is one by the roles claim of the token, introspection or UserInfo', () => {
  const administrator = { username: 'OAuth2u-1', roles: ['reader', 'administrator'] }
  const roles = ['administrator']
  for (const known of [
    mapUser({ roles }, introspection, null),
    mapUser(null, { ...introspection, roles }, null),
    mapUser({}, introspection, { sub: 'u-1', roles: [{ value: 'administrator' }] }),
  ]) {
    deepEqual(known, { ...administrator, attributes: {} })
  }
})

test('other roles of the token give no role here', () => {
  const roles = ['administrators', 'root']
  deepEqual(mapUser({ roles }, introspection, null), {
    username: 'OAuth2u-1',
    roles: ['reader'],
    attributes: {},
  })
})

test('the claims of UserInfo become attributes', () => {
  const userInfo = { sub: 'u-1', name: 'Dana', roles: ['administrator'] }
  deepEqual(mapUser({}, introspection, userInfo), {
    username: 'OAuth2u-1',
    roles: ['reader', 'administrator'],
    attributes: { name: 'Dana' },
  })
})

test('a mapping hook that returns no local user is refused by the name of the member', async () => {
  const wrong = { username: 'x', roles: 'all', attributes: {} } as never
  await rejects(
    runMapping(() => wrong, {}, introspection, null),
    /roles/,
  )
})
