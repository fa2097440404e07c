import { after, before, suite, test } from 'node:test'
import { createForeignProject } from '../../package/foreign-project.ts'
import type { ForeignProject } from '../../package/foreign-project.ts'
import { findBrowserTools } from '../../runner/browser.ts'
import { runCommand } from '../../runner/run-command.ts'
import { guideTest } from '../support/guide-test.ts'

/** Jest brings more packages than all other tests together: it is installed where it is tried. */
const jest = 'jest@30.5.2'
const packages = ['@playwright/test', 'vitest', 'jose', 'express', 'express-session']

suite('test runners', async () => {
  const tools = await findBrowserTools()
  let project: ForeignProject
  before(async () => {
    project = await createForeignProject({
      packages: [...packages, 'openid-client'],
      ownNode: true,
    })
    const install = [
      'install',
      '--no-save',
      '--ignore-scripts',
      '--no-audit',
      '--no-fund',
      '--prefer-offline',
    ]
    await runCommand('npm', [...install, jest], { cwd: project.folder })
    if (typeof tools === 'string') return
    const executablePath = tools.shell ?? tools.browser
    const config = { use: { launchOptions: { executablePath } } }
    project.write('playwright.config.js', `export default ${JSON.stringify(config)}`)
  })
  after(() => project?.remove())

  const files = {
    '.': 'tests/foreign/runners/sandbox',
    'app.js': 'tests/foreign/npm/openid-client/app.js',
  }
  guideTest('sandbox-a-test.md', { files, folder: () => project.folder })
  if (typeof tools === 'string') test('playwright.md', { skip: tools })
  else guideTest('playwright.md', { files, folder: () => project.folder })
})
