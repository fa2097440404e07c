import assert from 'node:assert/strict'
import { suite, test } from 'node:test'
import { bodyOf, headersOf } from './recorded.ts'
import type { Recorded } from './recorded.ts'
import { createRecordingPool } from './recording-pool.ts'

/** Weighs about 10 KB. */
const exchange = (id: string): Recorded => ({
  side: 'served',
  id,
  startedAt: 0,
  labTime: 0,
  elapsed: 1,
  method: 'GET',
  url: 'https://lab.test/',
  requestHeaders: headersOf([]),
  status: 200,
  responseHeaders: headersOf([]),
  responseBody: bodyOf('x'.repeat(9000)),
  checks: [],
})
const idsOf = (recorder: { after(number: number): { exchange: Recorded }[] }) =>
  recorder.after(0).map(({ exchange }) => exchange.id)

suite('the pool of recordings', () => {
  test('a sandbox takes a quarter of it at most, all its roles together: its oldest goes', () => {
    const pool = createRecordingPool(120_000)
    const [authserver, client] = [pool.open('one'), pool.open('one')]
    authserver.add(exchange('a'))
    client.add(exchange('b'))
    client.add(exchange('c'))
    client.add(exchange('d'))
    assert.deepEqual([idsOf(authserver), idsOf(client)], [[], ['b', 'c', 'd']])
    assert.deepEqual([authserver.dropped(), client.dropped()], [1, 0])
  })

  test('when it is full, the oldest of all sandboxes goes', () => {
    const pool = createRecordingPool(40_000)
    const recorders = ['one', 'two', 'three', 'four', 'five'].map((id) => pool.open(id))
    for (const [at, recorder] of recorders.entries()) recorder.add(exchange(String(at)))
    assert.deepEqual(recorders.map(idsOf), [[], ['1'], ['2'], ['3'], ['4']])
    assert.equal(recorders[0]!.dropped(), 1)
  })

  test('what is cleared makes room, and is not told as dropped', () => {
    const pool = createRecordingPool(48_000)
    const [one, two] = [pool.open('one'), pool.open('two')]
    one.add(exchange('a'))
    one.clear()
    assert.deepEqual([idsOf(one), one.dropped()], [[], 0])
    two.add(exchange('b'))
    assert.deepEqual([idsOf(two), two.dropped()], [['b'], 0])
  })

  test('what was cleared long ago takes no room, also behind what stays', () => {
    const pool = createRecordingPool(400_000)
    pool.open('old').add(exchange('stays'))
    const passing = pool.open('passing')
    for (let at = 0; at < 5000; at += 1) {
      passing.add(exchange(String(at)))
      if (at % 5 === 4) passing.clear()
    }
    passing.add(exchange('last'))
    assert.deepEqual([idsOf(passing), passing.dropped()], [['last'], 0])
  })

  test('numbers go up from 1 in each recorder, so that a reader knows where it was', () => {
    const pool = createRecordingPool()
    const [one, two] = [pool.open('one'), pool.open('two')]
    one.add(exchange('a'))
    two.add(exchange('b'))
    one.add(exchange('c'))
    const [first] = one.after(0)
    assert.deepEqual([first!.number, two.after(0)[0]!.number], [1, 1])
    assert.notEqual(one.instance, two.instance)
    assert.deepEqual(
      one.after(first!.number).map(({ exchange: { id } }) => id),
      ['c'],
    )
  })

  test('who waits is told of the next one', async () => {
    const recorder = createRecordingPool().open('one')
    const waiting = recorder.next(60_000)
    recorder.add(exchange('a'))
    await waiting
    assert.deepEqual(idsOf(recorder), ['a'])
  })

  test('who has gone waits for nothing: before the question and during it', async () => {
    const recorder = createRecordingPool().open('one')
    await recorder.next(60_000, AbortSignal.abort())
    const reader = new AbortController()
    const waiting = recorder.next(60_000, reader.signal)
    reader.abort()
    await waiting
  })
})
