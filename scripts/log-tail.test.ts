import { deepEqual } from 'node:assert/strict'
import { appendFileSync, mkdtempSync, renameSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { test } from 'node:test'
import { createTail } from './log-tail.ts'

test('what was put aside is read first, and what comes while a file is put aside is not lost', (t) => {
  const folder = mkdtempSync(join(tmpdir(), 'lab-tail-'))
  t.after(() => rmSync(folder, { recursive: true }))
  const path = join(folder, 'client.log')
  writeFileSync(`${path}.1`, 'one\n')
  writeFileSync(path, 'two\nthr')
  const tail = createTail(path)
  deepEqual(tail.read(), ['one', 'two'])
  appendFileSync(path, 'ee\nfour\n')
  renameSync(path, `${path}.1`)
  writeFileSync(path, 'five\n')
  deepEqual(tail.read(), ['three', 'four', 'five'])
  deepEqual(tail.read(), [])
})

test('a file of which nothing was put aside is read from its beginning', (t) => {
  const folder = mkdtempSync(join(tmpdir(), 'lab-tail-'))
  t.after(() => rmSync(folder, { recursive: true }))
  const path = join(folder, 'client.log')
  writeFileSync(path, 'one\n')
  deepEqual(createTail(path).read(), ['one'])
})
