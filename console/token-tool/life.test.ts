import assert from 'node:assert/strict'
import { test } from 'node:test'
import { judgeMember } from './judge-member.ts'
import { Broken } from './broken.ts'
import { lifeOf } from './life.ts'

test('the life of a token is a ruler from its issue to its end', () => {
  const { past, at } = lifeOf({ iat: 1000, exp: 2000 }, 1250)!
  assert.deepEqual([past, at], [250, 250])
})

test('what is over ends before now, at the end of the ruler', () => {
  const { past, at } = lifeOf({ iat: 1000, exp: 2000 }, 3000)!
  assert.deepEqual([past, at], [500, 1000])
})

test('a token without an end, or whose end comes first, has no ruler', () => {
  assert.equal(lifeOf({ iat: 1000 }, 1250), undefined)
  assert.equal(lifeOf({ iat: 1000, exp: '2000' }, 1250), undefined)
  assert.equal(lifeOf({ iat: 1000, exp: 900 }, 1250), undefined)
})

test('a member is judged as far as the checks came', () => {
  const broken = new Broken('The key is not found', {
    stage: 'Key',
    kind: 'key not found',
    member: 'kid',
    reason: '',
    clause: 'RFC 7515 §4.1.4',
    todo: [],
  })
  assert.equal(judgeMember('kid', { broken }).state, 'fail')
  assert.equal(judgeMember('exp', { broken }).state, 'idle')
  assert.equal(judgeMember('exp', {}).state, 'pass')
  assert.equal(judgeMember('scope', {}).words, 'Told, not checked.')
})
