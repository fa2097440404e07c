import assert from 'node:assert/strict'
import { test } from 'node:test'
import { codeFlow } from '@oauth-lab/explain/testing/code-flow.ts'
import type { ShownEntry } from '@oauth-lab/kit/admin/recording-document.ts'
import { createFlowReader, idOf } from './read-flows.ts'
import type { ReadRecording } from './read-flows.ts'

const entries = ['one', 'two'].flatMap((name, at) =>
  codeFlow({ name, after: at * 60 }).map((entry, index) => ({
    ...entry,
    _oauth: { id: `${name}-${index}`, role: 'authserver', checks: [] },
  })),
) as unknown as ShownEntry[]

const told = ({ flows }: ReadRecording) =>
  flows.map(({ number, name, exchanges }) => [number, name, exchanges.map(idOf)])

test('a recording that grows is read as if it were read at once', () => {
  const { read } = createFlowReader()
  for (let count = 1; count <= entries.length; count += 1) read(entries.slice(0, count))
  assert.deepEqual(told(read(entries)), told(createFlowReader().read(entries)))
})

test('the flow of an exchange is found by the exchange', () => {
  const { flowOf, flows } = createFlowReader().read(entries)
  assert.equal(flows.length, 2)
  assert.equal(flowOf.get('two-1'), flows[1])
  assert.equal(flowOf.get('none'), undefined)
})

test('entries that lost their place by what came before them are read again at the new one', () => {
  const { read } = createFlowReader()
  read(entries.slice(3))
  assert.deepEqual(told(read(entries)), told(createFlowReader().read(entries)))
})

test('an entry that was read in advance is told as if it were not', () => {
  const { read, prepare } = createFlowReader()
  for (const entry of entries) prepare(entry)
  assert.deepEqual(told(read(entries)), told(createFlowReader().read(entries)))
})
