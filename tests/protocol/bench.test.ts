import assert from 'node:assert/strict'
import { mkdtempSync, readFileSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { after } from 'node:test'
import type { Report } from '../bench/bench.ts'
import { embeddedOnly } from './support/embedded-only.ts'
import { runLab } from '../run-program.ts'

const { test } = embeddedOnly('measures labs of its own')
const folder = mkdtempSync(join(tmpdir(), 'lab-bench-test-'))
after(() => rmSync(folder, { recursive: true, force: true }))

const bench = (...args: string[]) => runLab(['bench', ...args], { timeout: 240_000 })

async function report(...args: string[]): Promise<{ stdout: string; json: Report }> {
  const file = join(folder, `${args.length}.json`)
  const { code, stdout, stderr } = await bench(...args, '--quick', '--json', file)
  assert.deepEqual({ code, stderr }, { code: 0, stderr: '' }, stdout)
  return { stdout, json: JSON.parse(readFileSync(file, 'utf8')) as Report }
}

test('bench rates measures run after run, prints a table and writes JSON', async () => {
  const rows = ['lab, in memory', 'oauth2-mock-server', 'bare signing, jose']
  const only = `credentials ES256, 16 connections, (${rows.join('|')})`
  const { stdout, json } = await report('rates', '--only', only)
  const { rates } = json
  assert.deepEqual(
    rates?.rows.map(({ subject }) => subject),
    rows,
  )
  for (const row of rates.rows) {
    assert.deepEqual([row.scenario, row.connections], ['client-credentials ES256', 16])
    assert.equal(row.rates.length, rates.pace.rounds)
    assert.ok(row.operations > 0)
    const { min, median, max } = row.rate
    assert.ok(0 < min && min <= median && median <= max, row.subject)
    assert.ok(0 < row.p50 && row.p50 <= row.p99, row.subject)
    assert.ok(stdout.includes(row.subject))
  }
  assert.deepEqual([rates.failures, rates.leftOut], [[], []])
  const compared = json.aims.find(({ aim }) => aim.startsWith('ahead of both peers'))
  assert.equal(typeof compared?.met, 'boolean')
  const missing = json.aims.filter(({ met }) => met === undefined)
  assert.ok(missing.every(({ found }) => found === 'not measured in this run'))
  assert.ok(missing.length > 0)
})

test('bench rates compares what recording costs in one lab, in many short runs by turns', async () => {
  const { json } = await report('rates', '--only', '^recording')
  const { rates } = json
  assert.deepEqual(
    rates?.rows.map(({ subject }) => subject),
    ['whole exchanges', 'checks only', 'recording off'],
  )
  for (const row of rates.rows) {
    assert.ok(row.operations > 0)
    assert.ok(row.rates.length > rates.pace.rounds)
  }
  assert.deepEqual(rates.failures, [])
  const cost = json.aims.find(({ aim }) => aim.startsWith('with full recording'))
  assert.equal(typeof cost?.met, 'boolean')
})

test('bench start measures from exec on, and the memory', async () => {
  const { stdout, json } = await report('start', '--only', '^lab, embedded|mock')
  const { start } = json
  assert.deepEqual(
    start?.rows.map(({ subject }) => subject),
    ['lab, embedded', 'oauth2-mock-server'],
  )
  for (const { subject, ready, token, flow } of start.rows) {
    assert.ok(0 < ready.median && ready.median < token.median, subject)
    assert.ok(token.median < flow.median, subject)
    assert.ok(stdout.includes(subject))
  }
  assert.deepEqual(start.failures, [])
})

test('bench control measures operations of the control API, one after the other', async () => {
  const { stdout, json } = await report('control', '--only', 'sandbox|restored$')
  const { control } = json
  assert.deepEqual(
    control?.rows.map(({ operation }) => operation),
    ['sandbox created', 'snapshot restored'],
  )
  for (const { operation, time } of control.rows) {
    assert.ok(0 < time.min && time.min <= time.median && time.median <= time.max, operation)
    assert.ok(stdout.includes(operation))
  }
  assert.equal(json.aims.length, 2)
  assert.deepEqual(control.failures, [])
})

test('bench explain measures the command on a recording of many flows', async () => {
  const { stdout, json } = await report('explain', '--only', 'text|sarif')
  const { explain } = json
  assert.deepEqual(
    explain?.rows.map(({ name }) => name),
    ['1 MB, text', '1 MB, sarif'],
  )
  for (const { name, size, time } of explain.rows) {
    assert.ok(size >= 1_000_000)
    assert.ok(0 < time.min && time.min <= time.median && time.median <= time.max, name)
    assert.ok(stdout.includes(name))
  }
  assert.deepEqual(explain.failures, [])
})

test('bench refuses what it does not know, with exit code 2 and in words', async () => {
  const wrong: [string[], RegExp][] = [
    [['memory'], /^lab: there is no memory here, only start, rates, control, explain/],
    [['start', 'rate'], /^lab: there is no rate here, only start, rates, control, explain/],
    [['rates', '--only', '('], /^lab: --only \( is not a regular expression/],
    [['rates', '--fast'], /^lab: there is no flag --fast/],
    [[], /^lab: something is missing: start \| rates \| control \| explain/],
  ]
  for (const [args, words] of wrong) {
    const { code, stdout, stderr } = await bench(...args)
    assert.deepEqual([code, stdout], [2, ''], args.join(' '))
    assert.match(stderr, words)
    assert.doesNotMatch(stderr, /^\s+at /m)
  }
})

test('bench fails when no row fits', async () => {
  const { code, stdout } = await bench('rates', '--quick', '--only', 'no such row')
  assert.equal(code, 1)
  assert.match(stdout, /FAILED no row fits \/no such row\/i/)
})
