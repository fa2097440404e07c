import { deepEqual, equal, match } from 'node:assert/strict'
import { after, before, suite, test } from 'node:test'
import { join } from 'node:path'
import { runCommand } from '../runner/run-command.ts'
import { docker, firstHealth } from '../web-server/docker.ts'

const root = join(import.meta.dirname, '../..')
const name = `oauth-lab-all-in-one-${process.pid}`
const image = `oauth-lab/all-in-one:test-${process.pid}`
/** What a careful host allows a container. */
const hardened = [
  '--read-only',
  '--tmpfs=/tmp',
  '--cap-drop=ALL',
  '--security-opt=no-new-privileges',
  '--pids-limit=64',
  '--memory=256m',
]
const published = ['--env=LAB_PUBLISHED_ON=127.0.0.1', '--publish=127.0.0.1::8443']

suite('the image oauth-lab/all-in-one', { timeout: 600_000 }, () => {
  before(async () => {
    const build = ['build', '--quiet', '--target', 'all-in-one']
    const { code, output } = await runCommand('docker', [...build, '-t', image, '.'], { cwd: root })
    equal(code, 0, output)
  })
  after(async () => {
    await runCommand('docker', ['rm', '--force', '--volumes', name])
    await runCommand('docker', ['rmi', '--force', image])
  })

  test('it becomes healthy without privileges and on a read-only root, and its commands work', async () => {
    const run = ['run', '--detach', '--name', name, ...hardened, ...published, image]
    equal(await firstHealth(name, () => docker(...run)), 'healthy')
    equal(await docker('exec', name, 'id', '-u'), '1000')
    const token = await docker('exec', name, 'node', 'dist/lab.js', 'token', '--decode')
    match(token, /"iss": "https:\/\/localhost:8443\/authserver\/oauth2"/)
  })

  test('it ends in good order when it is told to', async () => {
    await docker('stop', '--time', '5', name)
    const state = await docker(
      'inspect',
      '--format',
      '{{.State.ExitCode}} {{.State.OOMKilled}}',
      name,
    )
    equal(state, '0 false')
  })

  test('published to others it refuses everybody’s passwords, and says what to set', async () => {
    const { code, output } = await runCommand('docker', ['run', '--rm', ...hardened, image])
    equal(code, 1)
    match(output, /LAB_ADMIN_PASSWORD: set one of your own/)
    match(output, /LAB_DEVELOPER_PASSWORD: set one of your own/)
  })

  test('it holds what the lab reads, and no tool of the build', async () => {
    const folders = await docker('run', '--rm', '--entrypoint', 'ls', image, '/lab')
    deepEqual(folders.split('\n'), [
      'authserver',
      'client',
      'console',
      'control',
      'dist',
      'kit',
      'webserver',
    ])
  })
})
