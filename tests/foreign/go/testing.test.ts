import { equal } from 'node:assert/strict'
import { join } from 'node:path'
import { before } from 'node:test'
import { runProgram } from '../../run-program.ts'
import { guideTest } from '../support/guide-test.ts'
import { prepareLab } from '../support/guide.ts'
import { languageSuite } from '../support/language-suite.ts'

languageSuite('Go’s testing', [['go', 'version']], () => {
  before(prepareLab)
  // The first one on a machine downloads, and says so among what the guide prints.
  before(async () => {
    const cwd = join(import.meta.dirname, 'testing')
    const { code, stderr } = await runProgram('go', ['mod', 'download'], { cwd })
    equal(code, 0, stderr)
  })
  guideTest('go-testing.md', { files: { '.': 'tests/foreign/go/testing' } })
})
