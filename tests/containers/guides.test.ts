import { join } from 'node:path'
import { after, suite } from 'node:test'
import { guideTest } from '../foreign/support/guide-test.ts'
import { runCommand } from '../runner/run-command.ts'

const root = join(import.meta.dirname, '../..')
const project = `oauth-lab-test-${process.pid}-0`
const image = `oauth-lab/all-in-one:guide-${process.pid}`

suite('guides with containers', () => {
  after(async () => {
    await runCommand('docker', ['compose', '--project-name', project, 'down', '--volumes'])
    await runCommand('docker', ['rmi', '--force', image])
  })
  guideTest('in-containers.md', {
    files: { '.': 'examples/containers' },
    instead: { '../oauth-lab': root, 'oauth-lab/all-in-one:0.1.0': image },
    // An empty port lets the engine choose.
    env: { COMPOSE_PROJECT_NAME: project, LAB_PORT: '', OAUTH_LAB_IMAGE: image },
  })
})
