import { join } from 'node:path'
import { before } from 'node:test'
import { build, buildFolder } from '../support/build.ts'
import { clientSuite } from '../support/client-suite.ts'
import { useForeignLab } from '../support/foreign-lab.ts'
import { languageSuite } from '../support/language-suite.ts'
import { trustTest } from '../support/trust-test.ts'

const target = buildFolder('rust')
const program = join(target, 'debug', 'openidconnect-client')

languageSuite('Rust', [['cargo', '--version']], () => {
  const lab = useForeignLab()
  before(() => {
    const folder = join(import.meta.dirname, 'openidconnect')
    return build(folder, 'cargo', ['build', '--locked', '--target-dir', target])
  })
  clientSuite(
    {
      name: 'the crate openidconnect',
      command: async ({ root }) => ({ program, args: [], env: { SSL_CERT_FILE: root } }),
    },
    lab,
  )
  trustTest(() => ({ program, args: [] }), lab, /UnknownIssuer/)
})
