import assert from 'node:assert/strict'
import { test } from 'node:test'
import { patchOf, rowsOf } from './carried-rows.ts'
import { editsOf, rawPartsOf, rawTextOf } from './raw-text.ts'

const request = {
  headers: {},
  query: {},
  form: { grant_type: 'authorization_code', code: 'hidden', resource: ['a', 'b'] },
}
const [form] = rawPartsOf(request, '/form')

test('a held request is edited as text: its body form-encoded, with what was edited before', () => {
  assert.equal(rawPartsOf(request, '/form').length, 1)
  assert.equal(
    rawTextOf(form!, {}),
    'grant_type=authorization_code&code=hidden&resource=a&resource=b',
  )
  const edits = { '/form/code': 'left out', '/form/x': { value: 'a b' } } as const
  assert.equal(rawTextOf(form!, edits), 'grant_type=authorization_code&resource=a&resource=b&x=a+b')
  assert.deepEqual(Object.keys(editsOf(form!, rawTextOf(form!, edits), {})!), [
    '/form/code',
    '/form/x',
  ])
})

test('changed text is the patch of what changed in it alone; a hidden value stays as it was sent', () => {
  const text = 'grant_type=refresh_token&code=hidden&resource=a&resource=c&resource=d&new=1'
  assert.deepEqual(patchOf(rowsOf(request), editsOf(form!, text, {})!), [
    { op: 'replace', path: '/form/grant_type', value: 'refresh_token' },
    { op: 'replace', path: '/form/resource', value: ['a', 'c', 'd'] },
    { op: 'add', path: '/form/new', value: '1' },
  ])
  assert.deepEqual(editsOf(form!, rawTextOf(form!, {}), {}), {})
})

test('an answer is edited as JSON, with its types; text that is no JSON object is not taken', () => {
  const answer = { headers: {}, status: 200, json: { expires_in: 3600, scope: 'a' } }
  const [json] = rawPartsOf(answer, '/json')
  const edits = { '/status': { value: '400' } }
  const next = editsOf(json!, '{ "expires_in": "soon", "active": true }', edits)!
  assert.deepEqual(patchOf(rowsOf(answer), next), [
    { op: 'replace', path: '/status', value: 400 },
    { op: 'replace', path: '/json/expires_in', value: 'soon' },
    { op: 'remove', path: '/json/scope' },
    { op: 'add', path: '/json/active', value: true },
  ])
  for (const text of ['{', '[]', 'null']) assert.equal(editsOf(json!, text, {}), undefined)
})

test('a message that carries nothing has a place for what is added', () => {
  assert.deepEqual(
    rawPartsOf({ headers: {} }, '/query').map(({ place }) => place),
    ['/query'],
  )
})
