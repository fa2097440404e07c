import { deepEqual, equal, match, ok } from 'node:assert/strict'
import { spawn } from 'node:child_process'
import { existsSync, globSync } from 'node:fs'
import { join } from 'node:path'
import { createInterface } from 'node:readline'
import { text } from 'node:stream/consumers'
import { after, before } from 'node:test'
import { createForeignProject, readReadme } from '../package/foreign-project.ts'
import type { ForeignProject } from '../package/foreign-project.ts'
import { embeddedOnly } from './support/embedded-only.ts'

const { test } = embeddedOnly('is about the published package')
const readme = readReadme()
const programs = ['quick-start.test.ts', 'handle.test.ts']
let project: ForeignProject

if (!process.env['LAB_TEST_LAB']) {
  before(async () => {
    const packages = ['@types/node', 'jose', 'openid-client']
    project = await createForeignProject({ packages, ownNode: true })
    for (const name of programs) project.write(name, readme[name]!)
  })
  after(() => project?.remove())
}

test('the package has built JavaScript, declarations, templates and the single-page application', () => {
  const folder = join(project.folder, 'node_modules/oauth-lab')
  const files = globSync('**/*', { cwd: folder })
  deepEqual(
    files.filter((path) => /(?<!\.d)\.ts$|\.map$/.test(path)),
    [],
  )
  for (const path of ['client/spa/dist/index.html', 'client/pages/application.eta', 'LICENSE']) {
    ok(existsSync(join(folder, path)), path)
  }
})

test('the README’s programs pass the compiler; what a lab does not have is refused', async () => {
  project.write(
    'wrong.ts',
    `import { startLab } from 'oauth-lab'
    await startLab({ prot: 1 })
    const lab = await startLab({ port: 1 })
    lab.controll.reset()
    const issuer: number = lab.issuer
    await lab.control.policy.waive('redirect-uri.registred')
    await lab.control.config.patch({ acessTokenLifetime: 60 })`,
  )
  const { output } = await project.checkTypes([...programs, 'wrong.ts'])
  const places = output.split('\n').flatMap((line) => /^\S.*?(?=: error)/.exec(line)?.[0] ?? [])
  deepEqual(
    places,
    ['wrong.ts(2,22)', 'wrong.ts(4,9)', 'wrong.ts(5,11)', 'wrong.ts(6,36)', 'wrong.ts(7,38)'],
    output,
  )
})

test('the README’s programs run in a foreign project', async () => {
  const { code, output } = await project.node('--test', ...programs)
  equal(code, 0, output)
  match(output, /pass 4\n/)
})

test('what is wrong with the options is thrown with the lab’s words, and every problem', async () => {
  project.write(
    'refused.js',
    `import { ConfigurationError, startLab } from 'oauth-lab'
    try {
      await startLab({ hooks: 'none.ts' })
    } catch (error) {
      console.log(error instanceof ConfigurationError, error.problems.length, error.message)
    }`,
  )
  const { code, output } = await project.node('refused.js')
  equal(code, 0, output)
  const path = join(project.folder, 'none.ts')
  equal(output, `true 1 The lab cannot start.\n  ${path}: there is no such file\n`)
})

test('a lab ends with the process that holds it, also when that is killed', async () => {
  project.write(
    'holder.js',
    `import { startLab } from 'oauth-lab'
    const lab = await startLab()
    console.log(lab.origin)`,
  )
  const holder = spawn(process.execPath, ['holder.js'], {
    cwd: project.folder,
    stdio: ['ignore', 'pipe', 'pipe'],
  })
  const errors = text(holder.stderr)
  const lines = createInterface(holder.stdout)[Symbol.asyncIterator]()
  const origin: string = (await lines.next()).value ?? (await errors)
  ok(origin.startsWith('https://localhost:'), origin)
  holder.kill('SIGKILL')
  // The lab's process writes its errors where the holder does: the pipe ends when both have ended.
  await errors
  const refused = await fetch(origin).catch((error: Error) => error.cause as { code: string })
  deepEqual((refused as { code?: string }).code, 'ECONNREFUSED')
})
