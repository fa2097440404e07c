import { deepEqual } from 'node:assert/strict'
import { globSync, readdirSync, readFileSync } from 'node:fs'
import { join } from 'node:path'
import { before, suite, test } from 'node:test'
import { guideTest } from './support/guide-test.ts'
import { guidesFolder, prepareLab } from './support/guide.ts'
import { languageSuite } from './support/language-suite.ts'

const root = join(import.meta.dirname, '../..')

/** Guides that need nothing but the lab, a shell, curl and jq, and files; others have a test of their own. */
const plain: Record<string, Record<string, string>> = {
  'my-application.md': {
    'app.js': 'tests/foreign/npm/openid-client/app.js',
    node_modules: 'node_modules',
  },
  'customer-har.md': { 'customer.har': 'explain/testing/har/code-twice.har' },
  'expired-token.md': {},
  'from-keycloak.md': {},
  'from-mock-oauth2-server.md': {},
  'from-oauth2-mock-server.md': {},
  'identity-providers.md': {},
  'scopes-and-claims.md': {},
  'wrong-audience.md': {},
}

languageSuite(
  'the guides of shell commands',
  [
    ['curl', '--version'],
    ['jq', '--version'],
  ],
  () => {
    before(prepareLab)
    for (const [name, files] of Object.entries(plain)) guideTest(name, { files })
  },
)

suite('the guides', () => {
  test('every guide is run by a test, and listed', () => {
    const names = readdirSync(guidesFolder).filter((name) => name !== 'README.md')
    const index = readFileSync(join(guidesFolder, 'README.md'), 'utf8')
    const listed = [...index.matchAll(/\]\(([\w-]+\.md)\)/g)].map(([, name]) => name!)
    deepEqual(listed.toSorted(), names.toSorted())
    const tests = globSync('tests/{foreign,containers}/**/*.test.ts', { cwd: root })
      .map((path) => readFileSync(join(root, path), 'utf8'))
      .join('')
    deepEqual(
      names.filter((name) => !tests.includes(`'${name}'`)),
      [],
    )
  })
})
