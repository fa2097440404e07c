import assert from 'node:assert/strict'
import { test } from 'node:test'
import { readRecording } from '@oauth-lab/explain/recording/recording.ts'
import { hideWhole } from '@oauth-lab/explain/secrets/hide.ts'
import { codeFlow } from '@oauth-lab/explain/testing/code-flow.ts'
import type { Differences } from '@oauth-lab/explain/testing/code-flow.ts'
import type { ShownEntry } from '@oauth-lab/kit/admin/recording-document.ts'
import { messagesOf } from '../messages.ts'
import { compareFlows } from './compare-flows.ts'

/** A code flow as the lab would tell it. */
function flowOf(differences: Differences): ShownEntry[] {
  return codeFlow(differences).map((entry, index) => ({
    ...entry,
    _oauth: {
      id: `${differences.name}-${index}`,
      role: 'authserver',
      startedAt: Date.parse(entry.startedDateTime!) + index,
      checks: [],
    },
  })) as unknown as ShownEntry[]
}

function compare(left: Differences, right: Differences) {
  const entries = [flowOf({ name: 'one', ...left }), flowOf({ name: 'two', after: 60, ...right })]
  const recording = readRecording(entries.flat())
  const [one, two] = entries.map((flow) =>
    messagesOf(recording.exchanges.filter(({ entry }) => flow.includes(entry as ShownEntry))),
  )
  return compareFlows([one!, two!], recording, hideWhole)
}
const namesOf = (duos: ReturnType<typeof compare>) =>
  duos.flatMap(({ left, differences }) => differences.map(({ name }) => `${left!.name}: ${name}`))

test('two flows that differ in new values only are the same', () => {
  const duos = compare({}, {})
  assert.deepEqual(namesOf(duos), [])
  assert.ok(duos.every(({ left, right }) => left && right))
})

test('a parameter that was changed is told with both values', () => {
  const duos = compare({}, { asks: { scope: 'openid' } })
  const [{ differences } = { differences: [] }] = duos.filter((duo) => duo.differences.length > 0)
  assert.deepEqual(differences, [{ name: 'scope', left: 'openid profile', right: 'openid' }])
})

test('a state that is not the one that was sent differs, though each state is new', () => {
  const names = namesOf(compare({}, { answers: { state: 'another' } }))
  assert.ok(
    names.some((name) => name.endsWith(': state')),
    names.join('\n'),
  )
})

test('a secret is hidden in what differs', () => {
  const duos = compare({}, { exchanges: { code: 'another-code-0123456789' } })
  const told = duos.flatMap(({ differences }) => differences)
  const code = told.find(({ name }) => name === 'code')
  assert.deepEqual(code, { name: 'code', left: 'hidden', right: 'hidden' })
})
