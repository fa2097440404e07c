import { deepEqual, equal } from 'node:assert/strict'
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { after, test } from 'node:test'
import { importModule } from './import-module.ts'
import { ConfigurationError } from './problems.ts'

const folder = mkdtempSync(join(tmpdir(), 'oauth-lab-modules-'))
after(() => rmSync(folder, { recursive: true }))

async function problemsOf(name: string, ...lines: string[]) {
  const path = join(folder, name)
  if (lines.length > 0) writeFileSync(path, `${lines.join('\n')}\n`)
  const error = await importModule(path, 'It cannot be loaded:').catch((reason: unknown) => reason)
  if (!(error instanceof ConfigurationError)) throw new Error(`no problem: ${String(error)}`)
  return error.problems.map(({ path, message }) => ({
    path: path.replace(folder, ''),
    lines: message.split('\n'),
  }))
}

test('a module is read again after a change', async () => {
  const path = join(folder, 'again.ts')
  for (const value of [1, 2]) {
    writeFileSync(path, `export const value: number = ${value}\n`)
    equal((await importModule(path, ''))['value'], value)
  }
})

test('a syntax error is told with line, column and the line itself, in TypeScript and in JavaScript', async () => {
  const [typescript] = await problemsOf(
    'a.ts',
    'function f() {',
    '  const a = {',
    '  return a',
    '}',
  )
  equal(typescript?.path, '/a.ts:3:10')
  deepEqual(typescript.lines.slice(1), ['      return a', '             ^'])
  const [enumeration] = await problemsOf('b.ts', '', 'export enum X { a }')
  equal(enumeration?.path, '/b.ts:2:8')
  equal(enumeration.lines[0], 'TypeScript enum is not supported in strip-only mode')
  const [javascript] = await problemsOf('c.mjs', 'export const a = 1', 'export const b = = 2')
  deepEqual(javascript, {
    path: '/c.mjs:2:18',
    lines: ["Unexpected token '='", '    export const b = = 2', '                     ^'],
  })
  const [missing] = await problemsOf('d.ts', "import { nope } from 'node:fs'", 'nope()')
  equal(missing?.path, '/d.ts:1:10')
})

test('an error that a module throws is told with the line that threw it', async () => {
  deepEqual(await problemsOf('e.ts', 'export const a = 1', "throw new Error('on purpose')"), [
    {
      path: '/e.ts:2:7',
      lines: ['on purpose', "    throw new Error('on purpose')", '          ^'],
    },
  ])
})

test('a module that is not there, or imports one that is not there, is named', async () => {
  deepEqual(await problemsOf('none.ts'), [{ path: '/none.ts', lines: ['there is no such file'] }])
  const [problem] = await problemsOf('f.ts', "import './other.ts'")
  equal(problem?.path, '/f.ts')
  equal(
    problem.lines[0]?.replaceAll(folder, ''),
    "Cannot find module '/other.ts' imported from /f.ts",
  )
})
