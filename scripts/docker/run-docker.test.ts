import { deepEqual, rejects } from 'node:assert/strict'
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { test } from 'node:test'
import type { TestContext } from 'node:test'
import { askDocker, runDocker } from './run-docker.ts'

const skip = process.platform === 'win32' && 'docker is a shell script here'

/** An environment whose `docker` is this script. */
function withDocker(t: TestContext, script: string) {
  const folder = mkdtempSync(join(tmpdir(), 'lab-docker-'))
  t.after(() => rmSync(folder, { recursive: true }))
  writeFileSync(join(folder, 'docker'), `#!/bin/sh\n${script}\n`, { mode: 0o755 })
  return { PATH: `${folder}:/usr/bin:/bin` }
}

test('lines of both streams come whole, in the order of each', { skip }, async (t) => {
  const env = withDocker(
    t,
    'for n in 1 2 3; do echo "out $n"; echo "err $n" >&2; done; printf last; exit 3',
  )
  const lines: string[] = []
  const { code } = await runDocker([], { env, onLine: (line) => lines.push(line) })
  deepEqual(code, 3)
  deepEqual(
    lines.filter((line) => !line.startsWith('err')),
    ['out 1', 'out 2', 'out 3', 'last'],
  )
  deepEqual(
    lines.filter((line) => line.startsWith('err')),
    ['err 1', 'err 2', 'err 3'],
  )
})

test(
  'a command that does not end in time, also one that notices, is told as such',
  { skip },
  async (t) => {
    for (const script of ['exec sleep 60', "trap 'exit 143' TERM; while :; do sleep 0.05; done"]) {
      const env = withDocker(t, script)
      await rejects(askDocker(['ps'], { env, timeout: 100 }), /docker ps did not end within 0\.1 s/)
    }
  },
)

test('without docker on the PATH a person is told what to do', async () => {
  await rejects(runDocker(['ps'], { env: { PATH: '/nowhere' } }), /there is no docker on the PATH/)
})
