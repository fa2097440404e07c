import { join } from 'node:path'
import { after, before } from 'node:test'
import { runCommand } from '../../runner/run-command.ts'
import { guideTest } from '../support/guide-test.ts'
import { prepareLab } from '../support/guide.ts'
import { languageSuite } from '../support/language-suite.ts'

const root = join(import.meta.dirname, '../../..')
const image = `oauth-lab/all-in-one:guide-${process.pid}`
const tools: [string, string][] = [
  ['mvn', '--version'],
  ['javac', '--version'],
  ['docker', 'version'],
]

languageSuite('JUnit with Testcontainers', tools, () => {
  before(prepareLab)
  after(() => runCommand('docker', ['rmi', '--force', image]))
  guideTest('junit.md', {
    files: { '.': 'tests/foreign/java/junit' },
    instead: { '../oauth-lab': root, 'oauth-lab/all-in-one:0.1.0': image },
    env: {
      OAUTH_LAB_IMAGE: image,
      // Testcontainers' helper image comes from a registry. In a virtual machine with /.dockerenv it takes the engine
      // for another host's.
      TESTCONTAINERS_RYUK_DISABLED: process.env['TESTCONTAINERS_RYUK_DISABLED'] ?? 'true',
      TESTCONTAINERS_HOST_OVERRIDE: process.env['TESTCONTAINERS_HOST_OVERRIDE'] ?? 'localhost',
    },
  })
})
