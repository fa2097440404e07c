import assert from 'node:assert/strict'
import { mkdtempSync, readFileSync, readdirSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { test } from 'node:test'
import { openLogs } from './lab-logs.ts'

test('lines go to the file of their role, to the copy of all, and stay in memory', async (t) => {
  const folder = mkdtempSync(join(tmpdir(), 'lab-logs-'))
  t.after(() => rmSync(folder, { recursive: true }))
  const [own, copies] = [join(folder, 'logs'), join(folder, 'copies')]
  const logs = openLogs(own, copies)
  logs.of('client').write('one\n')
  logs.of('control').write('two\n')
  await logs.close()
  assert.deepEqual(logs.lines(), ['one\n', 'two\n'])
  assert.equal(readFileSync(join(own, 'client.log'), 'utf8'), 'one\n')
  const [copy] = readdirSync(copies)
  assert.equal(readFileSync(join(copies, copy!), 'utf8'), 'one\ntwo\n')
})

test('a file that is full is kept aside once, also by the next lab, and no line is lost', async (t) => {
  const folder = mkdtempSync(join(tmpdir(), 'lab-logs-'))
  t.after(() => rmSync(folder, { recursive: true }))
  const read = (name: string) => readFileSync(join(folder, name), 'utf8')
  const write = async (limit: number, ...lines: string[]) => {
    const logs = openLogs(folder, undefined, undefined, limit)
    const { write } = logs.of('client')
    for (const line of lines) write(line)
    await logs.close()
  }
  await write(10, '1234\n', '5678\n', 'next\n')
  assert.deepEqual(readdirSync(folder).toSorted(), ['client.log', 'client.log.1'])
  assert.deepEqual([read('client.log.1'), read('client.log')], ['1234\n5678\n', 'next\n'])
  await write(5, 'last\n')
  assert.deepEqual([read('client.log.1'), read('client.log')], ['next\n', 'last\n'])
})

test('of very many lines the last ones are kept', () => {
  const logs = openLogs(undefined, undefined)
  const { write } = logs.of('client')
  for (let count = 0; count < 25_000; count += 1) write(`${count}`)
  assert.equal(logs.lines().length, 10_000)
  assert.equal(logs.lines().at(-1), '24999')
})
