import assert from 'node:assert/strict'
import { test } from 'node:test'
import { createWarmSandboxes } from './warm-sandboxes.ts'

const minute = 60_000
const sandbox = () => ({ cache: new Map([['keys', 1]]), copies: new Map([['clients', 1]]) })
const isEmpty = ({ cache, copies }: ReturnType<typeof sandbox>) => cache.size + copies.size === 0

test('what is kept of a sandbox goes ten minutes after its last request', (t) => {
  t.mock.timers.enable({ apis: ['Date'] })
  const warm = createWarmSandboxes()
  const [one, other] = [sandbox(), sandbox()]
  for (const each of [one, other]) warm.use(each)
  t.mock.timers.setTime(6 * minute)
  warm.use(other)
  t.mock.timers.setTime(11 * minute)
  warm.sweep()
  assert.deepEqual([isEmpty(one), isEmpty(other)], [true, false])
  assert.deepEqual([warm.has(one), warm.has(other)], [false, true])
})

test('of a thousand sandboxes something is kept, not of more: the one used longest ago goes', () => {
  const warm = createWarmSandboxes()
  const all = Array.from({ length: 1001 }, sandbox)
  for (const each of all.slice(0, 1000)) warm.use(each)
  warm.use(all[0]!)
  warm.use(all[1000]!)
  assert.deepEqual(
    all.filter(isEmpty).map((each) => all.indexOf(each)),
    [1],
  )
})
