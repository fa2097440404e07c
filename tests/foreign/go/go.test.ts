import { basename, join } from 'node:path'
import { before } from 'node:test'
import { build, buildFolder } from '../support/build.ts'
import { clientSuite } from '../support/client-suite.ts'
import { useForeignLab } from '../support/foreign-lab.ts'
import { languageSuite } from '../support/language-suite.ts'
import { resourceServerSuite } from '../support/resource-server-suite.ts'
import { trustTest } from '../support/trust-test.ts'

const output = buildFolder('go')
const client = join(output, 'go-oidc')
const resourceServer = join(output, 'resource-server')

languageSuite('Go', [['go', 'version']], () => {
  const lab = useForeignLab()
  before(async () => {
    for (const program of [client, resourceServer]) {
      const folder = join(import.meta.dirname, basename(program))
      await build(folder, 'go', ['build', '-o', program, '.'])
    }
  })
  clientSuite(
    {
      name: 'golang.org/x/oauth2 with go-oidc',
      command: async ({ root }) => ({ program: client, args: [], env: { SSL_CERT_FILE: root } }),
    },
    lab,
  )
  resourceServerSuite(
    {
      name: 'a resource server with go-oidc',
      command: async ({ root }) => ({
        program: resourceServer,
        args: [],
        env: { SSL_CERT_FILE: root },
      }),
    },
    lab,
  )
  trustTest(() => ({ program: client, args: [] }), lab, /certificate signed by unknown authority/)
})
