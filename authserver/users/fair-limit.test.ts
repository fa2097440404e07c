import assert from 'node:assert/strict'
import { test } from 'node:test'
import { createFairLimit } from './fair-limit.ts'

/** Works that each end when they are told to. */
function createWorks() {
  const limit = createFairLimit(2)
  const begun: string[] = []
  const ends: (() => void)[] = []
  const start = (whose: string, name: string) =>
    limit(whose, () => {
      begun.push(name)
      return new Promise<void>((resolve) => void ends.push(resolve))
    })
  /** Ends the oldest work and lets the next one begin. */
  const endOne = async () => {
    ends.shift()!()
    await new Promise(setImmediate)
  }
  return { begun, start, endOne }
}

test('whoever guesses much waits for itself: another visitor is next but one', async () => {
  const { begun, start, endOne } = createWorks()
  const guesses = Array.from({ length: 50 }, (_, at) => start('attacker', `guess ${at}`))
  await new Promise(setImmediate)
  const honest = start('visitor', 'honest')
  await new Promise(setImmediate)
  assert.deepEqual(begun, ['guess 0', 'guess 1'])
  await endOne()
  assert.deepEqual(begun, ['guess 0', 'guess 1', 'honest'])
  for (let left = 50; left > 0; left -= 1) await endOne()
  await Promise.all([...guesses, honest])
  assert.equal(begun.length, 51)
})

test('no more works run at once than allowed, whoever asks for them', async () => {
  const { begun, start, endOne } = createWorks()
  const works = ['a', 'b', 'c', 'd'].map((name) => start(name, name))
  await new Promise(setImmediate)
  assert.deepEqual(begun, ['a', 'b'])
  for (const _ of works) await endOne()
  await Promise.all(works)
  assert.deepEqual(begun, ['a', 'b', 'c', 'd'])
})
