import { deepEqual, equal, match } from 'node:assert/strict'
import { test } from 'node:test'
import { readYaml } from './read-yaml.ts'

const text = `# JSON is YAML, too.
accessTokenLifetime: -1
resources: { "https://api.example/v1": { accessTokenTyp: at } }
users:
  - username: alice
    password: hidden
  - { username: bob }
`

test('a problem is told where its member stands, or the nearest one that is there, with its value', () => {
  const { locate, value, problems } = readYaml(text)
  deepEqual(problems, [])
  deepEqual(Object.keys(value as object), ['accessTokenLifetime', 'resources', 'users'])
  const isSecret = (name: string) => name === 'password'
  const places = [
    ['accessTokenLifetime', 2, 1, '-1'],
    ['resources.https://api.example/v1.accessTokenTyp', 3, 42, '"at"'],
    ['users.0.password', 6, 5, undefined],
    ['users.1', 7, 5, undefined],
    ['users.1.claims', 7, 5, undefined],
    ['users.7.username', 4, 1, undefined],
    ['(document)', 2, 1, undefined],
  ] as const
  for (const [path, line, column, found] of places) {
    const located = locate({ path, message: 'is wrong' }, isSecret)
    deepEqual(
      [located.path, located.line, located.column, located.value],
      [path, line, column, found],
    )
  }
})

test('the value of a member that nobody knows is told only where it is known to be no secret', () => {
  const { locate } = readYaml('pasword: once-upon-a-time\nother: 1\nformt: jwt\n')
  const valueOf = (path: string, near: string) =>
    locate({ path, message: `there is no such member${near}` }, (name) => name === 'password').value
  deepEqual(
    [
      valueOf('pasword', '; did you mean password?'),
      valueOf('other', ''),
      valueOf('formt', '; did you mean format?'),
    ],
    [undefined, undefined, '"jwt"'],
  )
})

test('a file of JSON is read, with tabs and after a byte order mark', () => {
  deepEqual(readYaml('\uFEFF{\n\t"sessions": false,\n\t"list": [1,\n\t\t2]\n}').value, {
    sessions: false,
    list: [1, 2],
  })
  equal(readYaml('').value, null)
})

test('what is not YAML is told with line, column and the line itself', () => {
  const cases = [
    ['{\n  "a": 1,\n  "b": ]\n}', 3, 8, /must end with a \}\n {4} {2}"b": \]\n {11}\^$/],
    ['a: "x', 1, 6, /closing "quote/],
    ['a: 1\na: 2\n', 2, 1, /Map keys must be unique/],
    ['a: b: c', 1, 4, /Nested mappings/],
    ['a: 1\n---\nb: 2', 2, 1, /multiple documents/],
    ['a: !!js/function x', 1, 4, /Unresolved tag/],
    ['? [a, b]\n: 1', 1, 3, /keys must be strings/i],
    ['a: *missing', 1, 1, /Unresolved alias/],
  ] as const
  for (const [content, line, column, words] of cases) {
    const { value, problems } = readYaml(content)
    equal(value, undefined)
    const [problem] = problems
    deepEqual([problem?.line, problem?.column], [line, column], content)
    match(problem!.message, words)
  }
})

test('a text whose aliases stand for very many values is refused', () => {
  const levels = Array.from({ length: 12 }, (_, n) =>
    n === 0 ? 'a0: &a0 [x, x]' : `a${n}: &a${n} [*a${n - 1}, *a${n - 1}, *a${n - 1}]`,
  )
  const { problems } = readYaml(levels.join('\n'))
  match(problems[0]!.message, /alias/i)
})
