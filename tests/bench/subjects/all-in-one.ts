import { readFileSync } from 'node:fs'
import { execa } from 'execa'
import { projectFolder } from '@oauth-lab/kit/project-folder.ts'
import { targetOf } from './embedded-lab.ts'
import { findFreePort } from '../../../package/free-port.ts'
import { startProgram } from './program.ts'

/** The image of the whole lab in one container. */
export function allInOneImage(): string {
  const manifest = readFileSync(new URL('package.json', projectFolder), 'utf8')
  const { version } = JSON.parse(manifest) as { version: string }
  return `oauth-lab/all-in-one:${version}`
}

/** `docker run` of the whole lab, in memory, at a port of its own. */
export async function openAllInOne() {
  const port = await findFreePort()
  const name = `oauth-lab-bench-${process.pid}-${port}`
  const place = [
    '--host',
    '0.0.0.0',
    '--port',
    String(port),
    '--origin',
    `https://localhost:${port}`,
  ]
  const run = `run --rm --name ${name} --env LAB_PUBLISHED_ON=127.0.0.1`.split(' ')
  run.push('--publish', `127.0.0.1:${port}:${port}`)
  const program = await startProgram({
    name: 'docker run',
    command: 'docker',
    args: [...run, allInOneImage(), 'up', '--memory', ...place],
    ready: /^ready /,
  })
  return {
    readyAfter: program.readyAfter,
    async target() {
      const { stdout } = await execa('docker', ['exec', name, 'cat', '/tmp/lab/lab.json'])
      return targetOf(stdout)
    },
    pids: () => processesOf(name),
    async stop() {
      await execa('docker', ['stop', '--time', '5', name])
      await program.stop()
    },
  }
}

/** The processes of a container, by the numbers that they have outside of it. */
export async function processesOf(container: string): Promise<number[]> {
  const { stdout } = await execa('docker', ['top', container, '-eo', 'pid'])
  return stdout.trim().split('\n').slice(1).map(Number)
}
