import { join } from 'node:path'
import { before } from 'node:test'
import { build, buildFolder } from '../support/build.ts'
import { clientSuite } from '../support/client-suite.ts'
import { useForeignLab } from '../support/foreign-lab.ts'
import type { ForeignLab } from '../support/foreign-lab.ts'
import { languageSuite } from '../support/language-suite.ts'
import { resourceServerSuite } from '../support/resource-server-suite.ts'

const environment = buildFolder('python')
const python = join(environment, 'bin', 'python')
languageSuite('Python', [['python3', '-c', 'import ensurepip, venv']], () => {
  const lab = useForeignLab()
  before(async () => {
    const folder = join(import.meta.dirname, 'authlib')
    await build(folder, 'python3', ['-m', 'venv', environment])
    const install = ['install', '--quiet', '--require-hashes', '--requirement', 'requirements.txt']
    await build(folder, python, ['-m', 'pip', ...install])
  })
  const command = (file: string) => async (used: ForeignLab) => ({
    program: python,
    args: [join(import.meta.dirname, 'authlib', file)],
    env: { REQUESTS_CA_BUNDLE: used.root, PYTHONUNBUFFERED: '1' },
  })
  clientSuite({ name: 'Authlib with Flask', command: command('app.py') }, lab)
  resourceServerSuite(
    { name: 'Authlib as a resource server', command: command('resource_server.py') },
    lab,
  )
})
