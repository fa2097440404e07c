import assert from 'node:assert/strict'
import { suite, test } from 'node:test'
import { adviceOf, advisedChecks } from './advice-of.ts'

suite('advice for the checks of the lab', () => {
  test('each says why and how, in sentences of at most 20 words', () => {
    for (const id of advisedChecks) {
      const { why, fix } = adviceOf(id)!
      for (const text of [why, fix]) {
        assert.match(text, /^[A-Za-z].*\.$/, id)
        for (const sentence of text.split(/(?<=[.!?:;])\s/)) {
          assert.ok(sentence.split(' ').length <= 20, `${id}: ${sentence}`)
        }
      }
    }
  })

  test('an unknown check has none', () => {
    assert.equal(adviceOf('nothing.of-it'), undefined)
    assert.equal(adviceOf('toString'), undefined)
  })
})
