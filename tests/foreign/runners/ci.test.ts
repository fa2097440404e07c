import { deepEqual, equal, match } from 'node:assert/strict'
import { cp, mkdtemp, readFile, rm, symlink, writeFile } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { after, before, suite, test } from 'node:test'
import { parse } from 'yaml'
import { findFreePort } from '../../../package/free-port.ts'
import { runCommand } from '../../runner/run-command.ts'
import { runGuide } from '../support/guide.ts'

interface Workflow {
  jobs: Record<string, { env?: Record<string, string>; steps: { run?: string; if?: string }[] }>
}

interface Pipeline {
  [job: string]: {
    variables?: Record<string, string>
    before_script?: string[]
    script?: string[]
    after_script?: string[]
  }
}

const source = join(import.meta.dirname, 'ci')
let folder: string

suite('docs/guides/continuous-integration.md', () => {
  before(async () => {
    folder = await mkdtemp(join(tmpdir(), 'lab-ci-'))
    await cp(source, folder, { recursive: true })
    // The jobs keep a cache in the project; this machine's has been filled before.
    const { output } = await runCommand('npm', ['config', 'get', 'cache'])
    await symlink(output.trim(), join(folder, '.npm'))
    const instead = { '../oauth-lab': join(import.meta.dirname, '../../..') }
    await runGuide('continuous-integration.md', { folder: () => folder, instead })
  })
  after(() => rm(folder, { recursive: true, force: true }))

  test('the steps of GitHub Actions run as its runner runs them', async () => {
    const { jobs } = parse(await read('github-actions.yml')) as Workflow
    deepEqual(Object.keys(jobs), ['node', 'any'])
    const output = await runSteps(jobs['node']!)
    match(output, /pass 1\n/)
    match(await runSteps(jobs['any']!), /the program got its token/)
    const summary = await readFile(join(folder, 'summary.md'), 'utf8')
    match(summary, /Token request/)
  })

  test('the scripts of GitLab run as its runner runs them', async () => {
    const jobs = parse(await read('gitlab-ci.yml')) as Pipeline
    deepEqual(Object.keys(jobs), ['default', 'node', 'any'])
    match(await runJob(jobs['node']!), /pass 1\n/)
    match(await runJob(jobs['any']!), /the program got its token/)
    match(await readFile(join(folder, 'oauth.md'), 'utf8'), /Token request/)
  })
})

const read = (name: string) => readFile(join(source, name), 'utf8')

/** A step is a shell; what it writes to `GITHUB_ENV` is in the environment of those after it. */
async function runSteps({ env, steps }: Workflow['jobs'][string]): Promise<string> {
  const run = await createRunner(env)
  const files = {
    GITHUB_ENV: join(folder, 'github-env'),
    GITHUB_STEP_SUMMARY: join(folder, 'summary.md'),
  }
  await writeFile(files.GITHUB_ENV, '')
  let output = ''
  for (const step of steps) {
    if (step.run === undefined || step.if === 'failure()') continue
    const written = await readFile(files.GITHUB_ENV, 'utf8')
    const kept = [...written.matchAll(/^(\w+)=(.*)$/gm)].map(([, name, value]) => [name!, value!])
    output += await run(['-e'], step.run, { ...files, ...Object.fromEntries(kept) })
  }
  await run(['-e'], stop)
  return output
}

/** `before_script` and `script` are one shell, `after_script` another. */
async function runJob(job: Pipeline[string]): Promise<string> {
  const run = await createRunner(job.variables)
  const lines = [...(job.before_script ?? []), ...(job.script ?? [])]
  const output = await run(['-eo', 'pipefail'], lines.join('\n'))
  for (const line of job.after_script ?? []) await run(['-e'], line)
  await run(['-e'], stop)
  return output
}

/** A runner's machine ends with its job. */
const stop = 'npx oauth-lab down || :'

/** Runs scripts in the project; the lab is at another port than the files say, since this machine may have one. */
async function createRunner(variables: Record<string, string> = {}) {
  const port = String(await findFreePort())
  const here = (text: string) =>
    text
      .replaceAll('localhost:8443', `localhost:${port}`)
      .replaceAll('lab up', `lab up --port ${port}`)
  const env = Object.fromEntries(
    Object.entries(variables).map(([name, value]) => [name, here(value)]),
  )
  return async (flags: string[], script: string, more: Record<string, string> = {}) => {
    const { code, output } = await runCommand('bash', [...flags, '-c', here(script)], {
      cwd: folder,
      // A test run of a job is not a part of the one that starts it.
      env: { ...process.env, NODE_TEST_CONTEXT: undefined, LAB_DATA: undefined, ...env, ...more },
    })
    equal(code, 0, `${script}\n${output}`)
    return output
  }
}
