import { deepEqual, throws } from 'node:assert/strict'
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { after, test } from 'node:test'
import { locateProblems } from './locate-problems.ts'
import { readConfiguration } from './read-configuration.ts'

const folder = mkdtempSync(join(tmpdir(), 'lab-configuration-'))
after(() => rmSync(folder, { recursive: true }))
const path = join(folder, 'config.json')

const text = `{
  "accessTokenLifetime": -1,
  "scopes": { "my/scope": "" },
  "list": ["a", "b"]
}
`

test('a problem is told where its member stands, or the nearest one that is there', () => {
  const problems = ['accessTokenLifetime', 'scopes.my/scope', 'list.1', 'list.7', '(document)']
  deepEqual(
    locateProblems(
      'c.json',
      text,
      problems.map((one) => ({ path: one, message: 'is wrong' })),
    ),
    [
      { path: 'c.json:2:3', message: 'accessTokenLifetime: is wrong' },
      { path: 'c.json:3:15', message: 'scopes.my/scope: is wrong' },
      { path: 'c.json:4:17', message: 'list.1: is wrong' },
      { path: 'c.json:4:3', message: 'list.7: is wrong' },
      { path: 'c.json:1:1', message: '(document): is wrong' },
    ],
  )
})

test('a document begins after a byte order mark', () => {
  writeFileSync(path, '\uFEFF{"sessions": false}')
  deepEqual(readConfiguration(path), { sessions: false })
})

test('what is not JSON is told with line, column and the line itself', () => {
  const cases = [
    ['{\n  "a": 1,\n  "b": ]\n}', '3:8', 'a value is missing here', '  "b": ]', '       ^'],
    ['{\n  "a": 1', '2:9', 'a closing brace is missing here', '  "a": 1', '        ^'],
    ['{ a: 1 }', '1:3', 'this is no value; texts stand in double quotes', '{ a: 1 }', '  ^'],
    ['', '1:1', 'a value is missing here', '', '^'],
  ] as const
  for (const [content, where, words, line, mark] of cases) {
    writeFileSync(path, content)
    const message = [`this is not JSON: ${words}`, line, mark].join('\n    ')
    throws(() => readConfiguration(path), {
      name: 'ConfigurationError',
      problems: [{ path: `${path}:${where}`, message }],
    })
  }
})
