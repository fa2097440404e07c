import { spawn } from 'node:child_process'
import { runDocker } from '../docker/run-docker.ts'

/**
 * Runs a command in a container and returns what it printed.
 * @param input what it reads
 * @throws Error with the first line of its complaint
 */
export function runInside(id: string, command: string[], input = ''): Promise<string> {
  return new Promise((resolve, reject) => {
    const child = spawn('docker', ['exec', '--interactive', id, ...command], { timeout: 60_000 })
    let [output, complaint] = ['', '']
    child.stdout.setEncoding('utf8').on('data', (text: string) => (output += text))
    child.stderr.setEncoding('utf8').on('data', (text: string) => (complaint += text))
    child.once('error', reject)
    child.once('close', (code) => {
      if (code === 0) resolve(output)
      else reject(new Error(complaint.trim().split('\n')[0] || `exit code ${code}`))
    })
    // A container that ends meanwhile is told by the exit code.
    child.stdin.on('error', () => undefined)
    child.stdin.end(input)
  })
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
