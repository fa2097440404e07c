import assert from 'node:assert/strict'
import { test } from 'node:test'
import { codeFlow } from '@oauth-lab/explain/testing/code-flow.ts'
import type { ShownEntry } from '@oauth-lab/kit/admin/recording-document.ts'
import { readFlows } from '../read-flows.ts'
import { withPinned } from './with-pinned.ts'

const entriesOf = (name: string, after: number) =>
  codeFlow({ name, after }).map((entry, index) => ({
    ...entry,
    _oauth: { id: `${name}-${index}`, role: 'authserver', checks: [] },
  })) as unknown as ShownEntry[]
const [old, fresh] = [entriesOf('old', 0), entriesOf('fresh', 60)]
const pinned = { id: 'old-0', name: 'Authorization code', entries: old, keptAt: 0 }

test('a pinned flow that the recording has dropped is there all the same, without a number', () => {
  const { flows, flowOf } = withPinned(readFlows(fresh), [pinned])
  assert.deepEqual(
    flows.map(({ id, number, exchanges }) => [id, number, exchanges.length]),
    [
      ['old-0', undefined, old.length],
      ['fresh-0', 1, fresh.length],
    ],
  )
  assert.equal(flowOf.get('old-2')?.id, 'old-0')
})

test('a pinned flow that is recorded still is told as it is recorded', () => {
  const read = readFlows([...old, ...fresh])
  assert.equal(withPinned(read, [pinned]), read)
})
