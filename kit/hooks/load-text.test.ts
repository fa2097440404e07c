import { deepEqual, equal, rejects } from 'node:assert/strict'
import { readdirSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { test } from 'node:test'
import { ConfigurationError } from '../problems.ts'
import { loadText } from './load-text.ts'

const read = (path: string, module: Record<string, unknown>) => {
  if (typeof module['hook'] === 'function') return module as { hook: () => unknown }
  throw new ConfigurationError('no', [{ path: `${path}: hook`, message: 'must be a function' }])
}
const left = () => readdirSync(tmpdir()).filter((name) => name.startsWith('oauth-lab-hooks-'))

async function problemOf(...lines: string[]) {
  const error = await loadText(lines.join('\n'), read).catch((reason: unknown) => reason)
  if (!(error instanceof ConfigurationError)) throw new Error(`no problem: ${String(error)}`)
  equal(error.problems.length, 1)
  return error.problems[0]!
}

test('JavaScript and TypeScript are loaded, each text by itself, and leave no file', async () => {
  const before = left()
  const one = await loadText('export const hook = (): number => 1', read)
  const two = await loadText('import { sep } from "node:path"\nexport const hook = () => sep', read)
  deepEqual([one.hook(), typeof two.hook()], [1, 'string'])
  await rejects(loadText('export const hook =', read), ConfigurationError)
  deepEqual(left(), before)
})

test('a mistake is told with line and column of the text', async () => {
  const missing = await problemOf('export function hook() {', '  return { a: [ 1 }', '}')
  deepEqual([missing.path, missing.line], ['text', 2])
  const thrown = await problemOf('export const hook = 1', '', 'throw new Error("on purpose")')
  deepEqual([thrown.path, thrown.line, thrown.column], ['text', 3, 7])
  equal(thrown.message.split('\n')[0], 'on purpose')
  const absent = await problemOf('import "./other.mjs"')
  equal(/oauth-lab-hooks-/.test(absent.message.replace(/'[^']*other\.mjs'/, '')), false)
})

test('an export that can’t be used is told by its name', async () => {
  deepEqual(await problemOf('export const hook = 1'), {
    path: 'hook',
    message: 'must be a function',
  })
})
