import assert from 'node:assert/strict'
import { test } from 'node:test'
import { unsignedJwt } from '@oauth-lab/explain/testing/har-entry.ts'
import { patchOf, rowsOf } from './carried-rows.ts'

const request = {
  headers: {},
  query: {},
  form: { grant_type: 'authorization_code', code: 'hidden', redirect_uri: 'https://a.example/cb' },
}

test('each parameter of a held request is a row with its meaning; a secret is hidden', () => {
  const rows = rowsOf(request)
  assert.deepEqual(
    rows.map(({ path, isHidden }) => [path, isHidden]),
    [
      ['/form/grant_type', false],
      ['/form/code', true],
      ['/form/redirect_uri', false],
    ],
  )
  assert.ok(rows.every(({ means }) => means !== undefined))
})

test('the claims of a token in a held answer are rows of their own', () => {
  const id_token = unsignedJwt({ nonce: 'n-1', exp: 5 })
  const rows = rowsOf({ headers: {}, status: 200, json: { id_token } })
  assert.deepEqual(
    rows.map(({ path, value, isJson }) => [path, value, isJson]),
    [
      ['/status', '200', true],
      ['/jwt/id_token/claims/nonce', 'n-1', false],
      ['/jwt/id_token/claims/exp', '5', true],
    ],
  )
})

test('what was edited becomes a patch: replaced, left out, added; what is as before does not', () => {
  const rows = rowsOf({ ...request, json: { expires_in: 3600 } })
  const patch = patchOf(rows, {
    '/form/redirect_uri': { value: 'https://b.example/cb' },
    '/form/code': 'left out',
    '/form/grant_type': { value: 'authorization_code' },
    '/form/extra': { value: 'x' },
    '/json/expires_in': { value: '60' },
  })
  assert.deepEqual(patch, [
    { op: 'replace', path: '/form/redirect_uri', value: 'https://b.example/cb' },
    { op: 'remove', path: '/form/code' },
    { op: 'add', path: '/form/extra', value: 'x' },
    { op: 'replace', path: '/json/expires_in', value: 60 },
  ])
})

test('a name with a slash is escaped in the pointer', () => {
  const [row] = rowsOf({ headers: {}, query: { 'a/b~c': '1' } })
  assert.equal(row!.path, '/query/a~1b~0c')
})
