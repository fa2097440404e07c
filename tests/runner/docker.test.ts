import assert from 'node:assert/strict'
import * as fs from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import test from 'node:test'
import type { TestContext } from 'node:test'
import { prepareDocker } from './docker.ts'

const skip = process.platform !== 'linux' && 'the tools here are shell scripts'

/** A PATH with this `docker` in front of a shell, or with none; the folder of the project besides. */
function useDocker(t: TestContext, { docker, install }: { docker?: string; install?: string }) {
  const { PATH, LAB_TEST_INSTALL } = process.env
  const root = fs.mkdtempSync(join(tmpdir(), 'oauth-lab-docker-'))
  const write = (path: string, script: string) =>
    fs.writeFileSync(join(root, path), `#!/bin/sh\n${script}`, { mode: 0o755 })
  for (const folder of ['bin', 'tests/runner']) {
    fs.mkdirSync(join(root, folder), { recursive: true })
  }
  if (docker !== undefined) write('bin/docker', docker)
  if (install !== undefined) write('tests/runner/install-docker.sh', install)
  fs.symlinkSync('/bin/bash', join(root, 'bin', 'bash'))
  process.env['PATH'] = join(root, 'bin')
  if (install === undefined) delete process.env['LAB_TEST_INSTALL']
  else process.env['LAB_TEST_INSTALL'] = '1'
  t.after(() => {
    process.env['PATH'] = PATH
    delete process.env['LAB_TEST_INSTALL']
    if (LAB_TEST_INSTALL !== undefined) process.env['LAB_TEST_INSTALL'] = LAB_TEST_INSTALL
    fs.rmSync(root, { recursive: true })
  })
  return root
}

async function missing(root: string): Promise<string> {
  const answer = await prepareDocker(root)
  assert.equal(answer.state, 'missing')
  return answer.state === 'missing' ? answer.reason : ''
}

test('without Docker a person is told how to get it', { skip }, async (t) => {
  const reason = await missing(useDocker(t, {}))
  assert.match(reason, /^no Docker found: install Docker with Compose \(https:.*LAB_TEST_INSTALL=1/)
})

test(
  'an engine that does not run, and Docker without Compose, are told apart',
  { skip },
  async (t) => {
    const asleep = '[ "$1" = --version ]'
    assert.match(await missing(useDocker(t, { docker: asleep })), /^no Docker engine answers:/)
    const alone = '[ "$1" != compose ]'
    assert.match(await missing(useDocker(t, { docker: alone })), /^Docker has no Compose:/)
  },
)

test('an engine with the base images is found', { skip }, async (t) => {
  const root = useDocker(t, { docker: 'exit 0' })
  assert.deepEqual(await prepareDocker(root), { state: 'found' })
})

test(
  'base images that nobody gives are told with the script that makes them',
  { skip },
  async (t) => {
    const docker = 'case $1 in image | pull) exit 1 ;; esac'
    assert.equal(
      await missing(useDocker(t, { docker })),
      'no registry gives node:26.10.0-slim and nginx:1.30: node tests/runner/base-images.ts makes them',
    )
  },
)

test('an installation that fails is a failure, in its own words', { skip }, async (t) => {
  const root = useDocker(t, { install: 'echo "docker: installing Docker needs root" >&2; exit 1' })
  const answer = await prepareDocker(root)
  assert.equal(answer.state, 'failed')
  assert.match(JSON.stringify(answer), /installing Docker needs root/)
})
