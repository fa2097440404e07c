import { deepEqual, match, throws } from 'node:assert/strict'
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { after, test } from 'node:test'
import type { ConfigurationError } from '@oauth-lab/kit/problems.ts'
import { readConfiguration } from './read-configuration.ts'

const folder = mkdtempSync(join(tmpdir(), 'lab-configuration-'))
after(() => rmSync(folder, { recursive: true }))
const path = join(folder, 'config.yaml')

test('a problem of a file is told with line, column, path and what stands there, never a secret', () => {
  writeFileSync(path, 'accessTokenLifetime: -1\nusers:\n  - username: alice\n    password: 7\n')
  const { document, locate } = readConfiguration(path)
  deepEqual(Object.keys(document as object), ['accessTokenLifetime', 'users'])
  const problems = ['accessTokenLifetime', 'users.0.password'].map((one) => ({
    path: one,
    message: 'is wrong',
  }))
  deepEqual(locate(problems), [
    { path: `${path}:1:1`, message: 'accessTokenLifetime: is wrong (it says -1)' },
    { path: `${path}:4:5`, message: 'users.0.password: is wrong' },
  ])
})

test('a file that is not there, or neither YAML nor JSON, is refused with its path', () => {
  throws(() => readConfiguration(join(folder, 'none')), {
    problems: [{ path: join(folder, 'none'), message: 'there is no such file' }],
  })
  writeFileSync(path, '{\n  "a": 1')
  throws(
    () => readConfiguration(path),
    ({ problems }: ConfigurationError) => {
      deepEqual(problems[0]?.path, `${path}:2:9`)
      match(problems[0].message, /^this is not YAML: /)
      return true
    },
  )
})
