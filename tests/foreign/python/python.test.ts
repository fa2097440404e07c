import { join } from 'node:path'
import { before, suite } from 'node:test'
import { build, buildFolder, missingTool } from '../support/build.ts'
import { clientSuite } from '../support/client-suite.ts'
import { useForeignLab } from '../support/foreign-lab.ts'

const environment = buildFolder('python')
const python = join(environment, 'bin', 'python')
const missing = missingTool(['python3', '--version'])

suite('Python', { skip: missing ?? false }, () => {
  const lab = useForeignLab()
  before(async () => {
    const folder = join(import.meta.dirname, 'authlib')
    await build(folder, 'python3', ['-m', 'venv', environment])
    const install = ['install', '--quiet', '--require-hashes', '--requirement', 'requirements.txt']
    await build(folder, python, ['-m', 'pip', ...install])
  })
  clientSuite(
    {
      name: 'Authlib with Flask',
      command: async ({ root }) => ({
        program: python,
        args: [join(import.meta.dirname, 'authlib', 'app.py')],
        env: { REQUESTS_CA_BUNDLE: root, PYTHONUNBUFFERED: '1' },
      }),
    },
    lab,
  )
})
