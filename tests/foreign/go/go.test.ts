import { join } from 'node:path'
import { before, suite } from 'node:test'
import { build, buildFolder, missingTool } from '../support/build.ts'
import { clientSuite } from '../support/client-suite.ts'
import { useForeignLab } from '../support/foreign-lab.ts'

const program = join(buildFolder('go'), 'go-oidc')

suite('Go', { skip: missingTool(['go', 'version']) ?? false }, () => {
  const lab = useForeignLab()
  before(() => build(join(import.meta.dirname, 'go-oidc'), 'go', ['build', '-o', program, '.']))
  clientSuite(
    {
      name: 'golang.org/x/oauth2 with go-oidc',
      command: async ({ root }) => ({ program, args: [], env: { SSL_CERT_FILE: root } }),
    },
    lab,
  )
})
