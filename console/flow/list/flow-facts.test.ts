import assert from 'node:assert/strict'
import { suite, test } from 'node:test'
import { codeFlow } from '@oauth-lab/explain/testing/code-flow.ts'
import { harEntry } from '@oauth-lab/explain/testing/har-entry.ts'
import type { ShownEntry } from '@oauth-lab/kit/admin/recording-document.ts'
import { readFlows } from '../read-flows.ts'
import { isWanted } from './flow-facts.ts'
import type { Wanted } from './flow-facts.ts'

const machine = harEntry({
  url: 'https://as.example/token',
  form: { grant_type: 'client_credentials', client_id: 'machine' },
  json: { access_token: 'y' },
  after: 100,
})
const named = harEntry({
  url: 'https://as.example/token',
  form: { grant_type: 'password', client_id: 'old', username: 'dana' },
  json: { access_token: 'x' },
  after: 200,
})
const entries = [...codeFlow(), machine, named].map((entry, index) => ({
  ...entry,
  _oauth: {
    id: String(index),
    role: 'authserver',
    checks: entry === machine ? [{ id: 'scope.form', outcome: 'failed' }] : [],
  },
})) as unknown as ShownEntry[]
const { flows } = readFlows(entries)

suite('flows of a list', () => {
  const all = { search: '', failed: false }
  const found = (wanted: Partial<Wanted>) =>
    flows.filter((flow) => isWanted(flow, { ...all, ...wanted })).map(({ name }) => name)

  test('are all there where nothing is asked for', () => {
    assert.deepEqual(
      found({}),
      flows.map(({ name }) => name),
    )
    assert.equal(flows.length, 3)
  })

  for (const [what, wanted, expected] of [
    ['kind', { kind: 'Client credentials' }, 'Client credentials'],
    ['client', { client: 'machine' }, 'Client credentials'],
    ['user', { user: 'dana' }, 'Resource owner password'],
    ['what failed', { failed: true }, 'Client credentials'],
    ['a part of a name, in any case', { search: ' OWNER ' }, 'Resource owner password'],
    ['a user, as text', { search: 'dan' }, 'Resource owner password'],
  ] as const) {
    test(`are narrowed by ${what}`, () => assert.deepEqual(found(wanted), [expected]))
  }

  test('are none where nothing fits all that is asked for', () => {
    assert.deepEqual(found({ client: 'machine', user: 'dana' }), [])
  })

  test('are found by the name that a person gave one', () => {
    assert.ok(isWanted(flows[0]!, { ...all, search: 'my first' }, ['My first flow']))
  })
})
