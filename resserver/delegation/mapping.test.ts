import { deepEqual, equal, throws } from 'node:assert/strict'
import { test } from 'node:test'
import { UserMapping } from '@oauth-lab/kit/admin/resource-server-document.ts'
import type { Checked } from '@oauth-lab/kit/checks.ts'
import { mapByClaims } from './map-by-claims.ts'
import type { Known } from './mapping.ts'

const introspection = { active: true, sub: 'u-1' }
const nothing = { claims: null, introspection: null, userInfo: null }

/** What a mapping makes of claims, and the checks that it records. */
function map(known: Partial<Known>, mapping: object = {}) {
  const checked: Checked = { sandbox: { waives: () => false }, checks: [] }
  const user = mapByClaims(checked, UserMapping.parse(mapping), { ...nothing, ...known })
  return { user, checks: checked.checks.map(({ id, outcome }) => `${outcome} ${id}`) }
}
const mapUser = (
  claims: Known['claims'],
  introspected: Known['introspection'],
  userInfo: Known['userInfo'],
) => map({ claims, introspection: introspected, userInfo }).user

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

test('a claim names the user; introspection comes before the token, and that before UserInfo', () => {
  const mapping = { username: 'preferred_username' }
  const userInfo = { sub: 'u-1', preferred_username: 'of-userinfo' }
  const claims = { preferred_username: 'of-token' }
  const told = map({ introspection, userInfo }, mapping)
  equal(told.user.username, 'of-userinfo')
  deepEqual(told.checks, ['passed delegation.user-name', 'waived delegation.identifier'])
  equal(map({ introspection, claims, userInfo }, mapping).user.username, 'of-token')
  const introspected = { ...introspection, preferred_username: 'of-introspection' }
  const all = { introspection: introspected, claims, userInfo }
  equal(map(all, mapping).user.username, 'of-introspection')
})

test('a claim that no source holds, or that is no text, names nobody', () => {
  for (const value of [undefined, '', 7, ['dana'], { name: 'dana' }]) {
    throws(() => map({ introspection, claims: { name: value } }, { username: 'name' }), {
      check: 'delegation.user-name',
      status: 403,
      message: /No source holds name/,
    })
  }
})

test('roles come from the claim that is set, by its values, and from nowhere else', () => {
  const claims = {
    roles: ['administrator'],
    groups: ['lab-admins', 'toString', { value: 'staff' }],
  }
  const roles = { claim: 'groups', values: { 'lab-admins': 'administrator', staff: 'clerk' } }
  const { user } = map({ introspection, claims }, { roles: { ...roles, everybody: [] } })
  deepEqual(user.roles, ['administrator', 'clerk'])
  const other = { claim: 'groups', values: { other: 'administrator' } }
  deepEqual(map({ introspection, claims }, { roles: other }).user.roles, ['reader'])
})

test('a JSON pointer leads into a claim', () => {
  const claims = { realm_access: { roles: ['administrator'], 'a/b': { '~c': 'dana' } } }
  const pointed = { claim: '/realm_access/roles' }
  deepEqual(map({ introspection, claims }, { roles: pointed }).user.roles, [
    'reader',
    'administrator',
  ])
  const username = '/realm_access/a~1b/~0c'
  equal(map({ introspection, claims }, { username }).user.username, 'dana')
  throws(() => map({ introspection, claims }, { username: '/realm_access/roles/name' }))
})

test('attributes are those of UserInfo, unless that is off, and those that are named', () => {
  const known = { introspection, claims: { dept: 'x' }, userInfo: { sub: 'u-1', name: 'Dana' } }
  const claims = { department: 'dept', missing: 'nowhere' }
  deepEqual(map(known, { attributes: { claims } }).user.attributes, {
    name: 'Dana',
    department: 'x',
  })
  deepEqual(map(known, { attributes: { userInfo: false } }).user.attributes, {})
})
