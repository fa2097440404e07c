import { equal } from 'node:assert/strict'
import { test } from 'node:test'
import type { FastifyRequest } from 'fastify'
import { describeAdditions, describeClaims, describeParameters } from './describe.ts'

const form = (body: unknown) =>
  ({
    headers: { 'content-type': 'application/x-www-form-urlencoded' },
    body,
  }) as unknown as FastifyRequest

test('parameters are told with their values where these are no secret', () => {
  const told = describeParameters(
    form({ grant_type: 'password', username: 'a', password: 'b', scope: 'x y', tenant: 'c' }),
  )
  equal(told, "grant_type=password username=(hidden) password=(hidden) scope='x y' tenant=(hidden)")
  equal(describeParameters(form({ resource: ['a', 'b'] })), 'resource=a resource=b')
})

test('a name that may be a secret is not told', () => {
  equal(
    describeParameters(form({ 'aB3-x': '', grant_type: 'x' })),
    'one with an odd name grant_type=x',
  )
  equal(describeParameters(form({})), 'none')
  const json = { headers: { 'content-type': 'application/json' }, body: { scope: 'x' } }
  equal(describeParameters(json as unknown as FastifyRequest), 'none')
})

test('claims are told by their names, with the hook that chose them', () => {
  const claims = { iss: 'https://lab', sub: 'me', exp: 1, tenant: 'people' }
  equal(describeClaims('ID token', claims), 'ID token: iss sub exp tenant')
  equal(
    describeClaims('ID token', claims, { tenant: 'people', sub: 'somebody' }),
    'ID token: iss sub exp; by the hook generateToken: tenant; not taken from it, since the protocol rules: sub',
  )
})

test('what a hook says besides is told where it says something', () => {
  equal(describeAdditions({ accessToken: { a: 1 } }), undefined)
  equal(
    describeAdditions({ response: { a: 1, b: 2 }, userInfo: { c: 3 } }),
    'generateToken adds, besides claims: response a b; UserInfo c',
  )
})
