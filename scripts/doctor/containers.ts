import { execFile, spawn } from 'node:child_process'
import { promisify } from 'node:util'

const run = promisify(execFile)

/** A container of the lab's Compose project. */
export interface Container {
  id: string
  service: string
  /** `running`, `exited`, … as Docker says. */
  state: string
  /** For people: `Up 3 minutes (unhealthy)`. */
  status: string
}

/** The containers of a Compose project, stopped ones too. @throws when Docker does not answer */
export async function listContainers(project: string): Promise<Container[]> {
  const fields = ['.ID', '.Label "com.docker.compose.service"', '.State', '.Status']
  const format = fields.map((field) => `{{${field}}}`).join('\t')
  const filter = `label=com.docker.compose.project=${project}`
  const args = ['ps', '--all', '--no-trunc', '--filter', filter, '--format', format]
  const { stdout } = await run('docker', args, { timeout: 20_000 })
  return stdout
    .split('\n')
    .filter(Boolean)
    .map((line) => {
      const [id = '', service = '', state = '', status = ''] = line.split('\t')
      return { id, service, state, status }
    })
}

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
  const { stdout, stderr } = await run('docker', ['logs', '--tail', '20', id], { timeout: 20_000 })
  return `${stdout}\n${stderr}`
    .split('\n')
    .findLast((line) => line.trim() !== '')
    ?.trim()
}
