import assert from 'node:assert/strict'
import { test } from 'node:test'
import { createRandom } from './random.ts'
import type { Random } from './random.ts'

const sequence = (seed: string | null, epoch?: number) => {
  const random = createRandom(seed, epoch)
  return [random.token(), random.id('c-'), random.bytes(3).toString('hex'), random.token(16)]
}

test('a seed repeats its sequence, another seed has another', () => {
  assert.deepEqual(sequence('alpha'), sequence('alpha'))
  assert.notDeepEqual(sequence('alpha'), sequence('beta'))
})

test('the same seed opened again goes on elsewhere, so that no secret comes twice', () => {
  const [first, second] = [sequence('alpha', 0), sequence('alpha', 1)]
  assert.ok(first.every((value) => !second.includes(value)))
})

test('what has a name takes its own sequence, whatever others take meanwhile', () => {
  const [quiet, busy] = [createRandom('alpha'), createRandom('alpha')]
  for (let taken = 0; taken < 10; taken += 1) {
    busy.token()
    busy.for('client resserver').token()
  }
  const ids = (random: Random) => [1, 2].map(() => random.for('client spa').id('c-'))
  const first = ids(quiet)
  assert.deepEqual(ids(busy), first)
  assert.notEqual(first[0], first[1])
  const others = [createRandom('beta'), createRandom('alpha', 1), createRandom(null)]
  for (const random of others) assert.notDeepEqual(ids(random), first)
})

test('what is begun gives the same again with a seed, and takes nothing from others', () => {
  const [quiet, busy] = [createRandom('alpha'), createRandom('alpha')]
  const begun = [1, 2, 3].map(() => busy.for('keys').begin('key k-1').token())
  assert.deepEqual(begun, Array(3).fill(quiet.begin('key k-1').token()))
  assert.notEqual(quiet.begin('key k-2').token(), begun[0])
  assert.notEqual(createRandom('alpha', 1).begin('key k-1').token(), begun[0])
  assert.equal(busy.token(), quiet.token())
})

test('without a seed nothing repeats', () => {
  const random = createRandom(null)
  const tokens = Array.from({ length: 1000 }, () => random.begin('a name').token())
  assert.equal(new Set(tokens).size, 1000)
})

test('a token has 256 bits in base64url, an id its prefix and 10 digits', () => {
  for (const seed of [null, 'alpha']) {
    const random = createRandom(seed)
    assert.match(random.token(), /^[A-Za-z0-9_-]{43}$/)
    assert.match(random.id('c-'), /^c-[0-9a-f]{10}$/)
  }
})

test('the sequences of a seed go on where they stood, those of names too', () => {
  const random = createRandom('alpha', 3)
  random.bytes(21)
  random.for('client spa').id('c-')
  const state = random.state()!
  const again = createRandom('alpha', state.epoch, state.taken)
  assert.deepEqual(again.state(), state)
  const next = (one: typeof random) => [
    one.token(),
    one.for('client spa').id('c-'),
    one.for('client cli').id('c-'),
  ]
  assert.deepEqual(next(again), next(random))
  assert.equal(createRandom(null).state(), null)
})
