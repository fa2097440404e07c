import assert from 'node:assert/strict'
import { test } from 'node:test'
import { keep, pinnedFirst, readKept } from './kept-flows.ts'

test('a flow is named and pinned, and forgotten when nothing of it is kept', () => {
  const named = keep({}, 'a', { name: 'my first', isPinned: true })
  assert.deepEqual(readKept(JSON.stringify(named)), { a: { name: 'my first', isPinned: true } })
  assert.deepEqual(keep(named, 'a', { name: '' }), {})
})

test('what is nothing of ours is as if nothing was kept', () => {
  for (const text of [null, '', '[]', '{"a":1}', '{"a":{"name":5,"isPinned":"yes"}}']) {
    assert.deepEqual(readKept(text), {}, String(text))
  }
})

test('pinned flows come first, in their order', () => {
  const flows = ['a', 'b', 'c', 'd'].map((id) => ({ id }))
  const sorted = pinnedFirst(flows, {
    d: { isPinned: true },
    b: { isPinned: true },
    a: { name: 'x' },
  })
  assert.deepEqual(
    sorted.map(({ id }) => id),
    ['b', 'd', 'a', 'c'],
  )
})
