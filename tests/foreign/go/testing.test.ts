import { before } from 'node:test'
import { guideTest } from '../support/guide-test.ts'
import { prepareLab } from '../support/guide.ts'
import { languageSuite } from '../support/language-suite.ts'

languageSuite('Go’s testing', [['go', 'version']], () => {
  before(prepareLab)
  guideTest('go-testing.md', { files: { '.': 'tests/foreign/go/testing' } })
})
