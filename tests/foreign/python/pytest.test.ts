import { before } from 'node:test'
import { buildFolder } from '../support/build.ts'
import { guideTest } from '../support/guide-test.ts'
import { prepareLab } from '../support/guide.ts'
import { languageSuite } from '../support/language-suite.ts'

languageSuite('pytest', [['python3', '-c', 'import ensurepip, venv']], () => {
  before(prepareLab)
  guideTest('pytest.md', {
    files: { '.': 'tests/foreign/python/pytest' },
    // Installed once, and kept.
    instead: { '.venv': buildFolder('pytest') },
  })
})
