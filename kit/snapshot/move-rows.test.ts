import { deepEqual } from 'node:assert/strict'
import { test } from 'node:test'
import type { Sandbox } from '../sandbox.ts'
import { defineTables, text } from '../store/tables.ts'
import { moveRows } from './move-rows.ts'

const since = '0001_first'
const columns = { uri: text }
const tables = defineTables({
  plain: { since, key: ['id'], columns },
  told: { since, key: ['id'], columns, elsewhere: { says: 'all of them' } },
  foreign: {
    since,
    key: ['id'],
    columns,
    elsewhere: { says: 'foreign ones', of: 'rows without an address' },
  },
  dropped: { since, key: ['id'], columns, elsewhere: { says: 'gone', leftOut: 'always' } },
  registered: {
    since,
    key: ['id'],
    columns,
    elsewhere: { says: 'known elsewhere', leftOut: 'at an external server' },
  },
})

const from = { origin: 'https://localhost:1', base: 'https://localhost:1' }
const to = (external = false) =>
  ({
    origin: 'https://lab.test',
    base: 'https://lab.test/~copy',
    authorizationServer: { external },
  }) as Sandbox
const ours = { id: 'a', uri: `${from.base}/spa/` }
const rows = Object.fromEntries(
  Object.keys(tables).map((name) => [name, [ours, { id: 'b', uri: 'https://app.example/' }]]),
)

test('rows name the new address; what can’t be made right is told, or left out', () => {
  const moved = moveRows(tables, rows, from, to())
  const both = [
    { id: 'a', uri: 'https://lab.test/~copy/spa/' },
    { id: 'b', uri: 'https://app.example/' },
  ]
  deepEqual(moved.rows, { plain: both, told: both, foreign: both, dropped: [], registered: both })
  deepEqual(moved.report, {
    rewritten: 4,
    left: [
      { table: 'told', rows: 2, says: 'all of them' },
      { table: 'foreign', rows: 1, says: 'foreign ones' },
      { table: 'dropped', rows: 2, says: 'gone' },
    ],
  })
})

test('what an external server keeps the other half of is left out where there is one', () => {
  const moved = moveRows(tables, rows, from, to(true))
  deepEqual(moved.rows['registered'], [])
  const registered = { table: 'registered', rows: 2, says: 'known elsewhere' }
  deepEqual(moved.report.left.at(-1), registered)
})

test('addresses of the former lab that are no part of the sandbox stay, and are told', () => {
  const sandbox = { ...from, base: `${from.origin}/~a` }
  const plain = [ours, { id: 'b', uri: `${sandbox.base}/spa/` }]
  const moved = moveRows({ plain: tables.plain }, { plain }, sandbox, to())
  deepEqual(moved.rows['plain'], [ours, { id: 'b', uri: 'https://lab.test/~copy/spa/' }])
  deepEqual(
    moved.report.left.map(({ rows: count, says }) => [count, says]),
    [[1, 'They name addresses of the former lab outside of this sandbox, which stay.']],
  )
})

test('at the same address nothing is left, and nothing told', () => {
  const moved = moveRows(tables, rows, from, { ...to(), ...from })
  deepEqual(moved, { rows, report: { rewritten: 0, left: [] } })
})
