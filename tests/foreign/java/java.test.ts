import { readFile } from 'node:fs/promises'
import { join } from 'node:path'
import { before } from 'node:test'
import { build, buildFolder } from '../support/build.ts'
import { clientSuite } from '../support/client-suite.ts'
import { useForeignLab } from '../support/foreign-lab.ts'
import type { ForeignLab } from '../support/foreign-lab.ts'
import { languageSuite } from '../support/language-suite.ts'
import { resourceServerSuite } from '../support/resource-server-suite.ts'
import type { ForeignResourceServer } from '../support/resource-server-suite.ts'
import { trustTest } from '../support/trust-test.ts'

const output = buildFolder('java')
const classes = ['nimbus/nimbus.jar', 'nimbus/lib/*'].map((path) => join(output, path))
const nimbus = ['-cp', classes.join(':'), 'example.Application']
const tools: [string, string][] = [
  ['mvn', '--version'],
  ['javac', '--version'],
  ['keytool', '-help'],
]

languageSuite('Java', tools, () => {
  const lab = useForeignLab()
  before(async () => {
    const options = ['--batch-mode', '--quiet', '-DskipTests', `-Doutput=${output}`]
    await build(import.meta.dirname, 'mvn', [...options, 'package'])
    await importRoot(lab())
  })

  clientSuite(
    {
      name: 'Spring Boot as a client',
      callback: '/login/oauth2/code/lab',
      command: async (used) => ({
        program: 'java',
        args: [...virtualMachine(used), '-jar', join(output, 'spring-client/spring-client.jar')],
      }),
    },
    lab,
  )

  clientSuite(
    {
      name: 'Nimbus’ OAuth SDK',
      command: async (used) => ({ program: 'java', args: nimbus, env: await toolOptions(used) }),
    },
    lab,
  )
  trustTest(() => ({ program: 'java', args: nimbus }), lab, /PKIX path building failed/)

  const resourceServers: Omit<ForeignResourceServer, 'command'>[] = [
    { name: 'jwt', takesOnlyJwt: true },
    { name: 'at-jwt' },
    { name: 'opaque', introspects: true },
  ]
  for (const { name: profile, ...expected } of resourceServers) {
    const jar = join(output, 'spring-resource-server/spring-resource-server.jar')
    const command = async (used: ForeignLab) => ({
      program: 'java',
      args: [...virtualMachine(used), '-jar', jar, `--spring.profiles.active=${profile}`],
    })
    const name = `Spring Boot as a resource server, profile ${profile}`
    resourceServerSuite({ ...expected, name, command }, lab)
  }
})

/** Puts the root into a trust store by the command of docs/trust.md. */
async function importRoot({ folder, root }: ForeignLab): Promise<void> {
  const text = await readTrust()
  const [command] = /^keytool (.*\\\n)*.*\n/m.exec(text)!
  await build(folder, 'sh', ['-c', command.replace('.lab/certs/root.crt', root)])
}

/** The variable of docs/trust.md for a JVM whose options one can't reach. */
async function toolOptions({ folder }: ForeignLab): Promise<Record<string, string>> {
  const [, name, value] = /^export (JAVA_\w+)='(.*)'$/m.exec(await readTrust())!
  return { [name!]: value!.replace('lab.p12', join(folder, 'lab.p12')) }
}

const readTrust = () => readFile(join(import.meta.dirname, '../../../docs/trust.md'), 'utf8')

/** Options of a JVM that trusts the lab and nobody else, and starts fast since it lives for seconds. */
function virtualMachine({ folder }: ForeignLab): string[] {
  const store = '-Djavax.net.ssl.trustStore'
  const fast = ['-XX:TieredStopAtLevel=1', '-XX:+UseSerialGC']
  return [...fast, `${store}=${join(folder, 'lab.p12')}`, `${store}Password=changeit`]
}
