import { execa } from 'execa'
import { runDocker } from '../docker/run-docker.ts'

/**
 * Runs a command in a container and returns what it printed.
 * @param input what it reads
 * @throws Error with the first line of its complaint
 */
export async function runInside(id: string, command: string[], input = ''): Promise<string> {
  const args = ['exec', '--interactive', id, ...command]
  const { exitCode, stdout, stderr, shortMessage } = await execa('docker', args, {
    input,
    timeout: 60_000,
    reject: false,
    stripFinalNewline: false,
  })
  if (exitCode === 0) return stdout
  throw new Error(stderr?.trim().split('\n')[0] || shortMessage)
}

/** The last line of a container's log that says something. */
export async function lastLine(id: string): Promise<string | undefined> {
  const options = { timeout: 20_000 }
  const { stdout, stderr } = await runDocker(['logs', '--tail', '20', id], options)
  return `${stdout}\n${stderr}`
    .split('\n')
    .findLast((line) => line.trim() !== '')
    ?.trim()
}
