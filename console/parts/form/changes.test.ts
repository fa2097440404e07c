import { deepEqual } from 'node:assert/strict'
import { test } from 'node:test'
import { mergePatch } from '@oauth-lab/kit/merge-patch.ts'
import { mergePatchOf, rebase } from './changes.ts'

const before = { name: 'a', scopes: { x: 'X', y: 'Y' }, list: ['1', '2'], gone: true }

test('a merge patch names what changed and nothing else, and leads to the draft', () => {
  const after = { name: 'b', scopes: { x: 'X', z: 'Z' }, list: ['2'] }
  const patch = mergePatchOf(before, after)
  deepEqual(patch, { name: 'b', scopes: { y: null, z: 'Z' }, list: ['2'], gone: null })
  deepEqual(mergePatch(before, patch), after)
})

test('the order of members is no change', () => {
  deepEqual(mergePatchOf({ a: { x: 1, y: 2 } }, { a: { y: 2, x: 1 } }), {})
})

test('what only one of two people changed is taken; what both changed is told', () => {
  const theirs = { ...before, name: 'theirs', list: ['3'] }
  const draft = { ...before, name: 'mine', gone: false }
  deepEqual(rebase(before, theirs, draft), {
    draft: { ...before, name: 'mine', list: ['3'], gone: false },
    conflicts: [{ name: 'name', was: 'a', theirs: 'theirs', yours: 'mine' }],
    taken: ['list'],
  })
})

test('the same change by both is no conflict', () => {
  const changed = { ...before, name: 'b' }
  deepEqual(rebase(before, changed, changed).conflicts, [])
})
