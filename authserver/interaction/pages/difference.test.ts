import assert from 'node:assert/strict'
import { describe, test } from 'node:test'
import { markDifference, nearestFirst } from './difference.ts'

describe('where two addresses differ', () => {
  test('a missing letter is shown by its neighbour', () => {
    const [asked, registered] = markDifference(
      'https://a/aplication/cb',
      'https://a/application/cb',
    )
    assert.deepEqual(asked, ['https://a/ap', 'l', 'ication/cb'])
    assert.deepEqual(registered, ['https://a/ap', 'pl', 'ication/cb'])
  })

  test('a slash too much at the end is shown', () => {
    const [asked, registered] = markDifference('https://a/cb/', 'https://a/cb')
    assert.deepEqual(asked, ['https://a/c', 'b/', ''])
    assert.deepEqual(registered, ['https://a/c', 'b', ''])
  })

  test('a changed letter is shown alone', () => {
    assert.deepEqual(markDifference('http://a/cb', 'http://a/cd')[0], ['http://a/c', 'b', ''])
  })

  test('nothing is lost', () => {
    for (const [a, b] of [
      ['', 'x'],
      ['aa', 'aaa'],
      ['abab', 'ab'],
      ['x', 'y'],
    ] as const) {
      const [first, second] = markDifference(a, b)
      assert.equal(first.join(''), a)
      assert.equal(second.join(''), b)
    }
  })

  test('the registered address that is most alike comes first', () => {
    const list = ['https://other/', 'https://a/callback', 'http://127.0.0.1/callback']
    assert.equal(nearestFirst('https://a/calback', list)[0], 'https://a/callback')
  })
})
