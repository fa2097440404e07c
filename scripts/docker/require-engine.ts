import { CommandFailure } from '../command-line/command.ts'
import { explainDockerFailure } from './explain-docker-failure.ts'
import { askDocker, runDocker } from './run-docker.ts'

/** The first with everything that the lab's Compose file says: merged lists of keys, `start_interval`. */
const oldestCompose = [2, 20]

/** @throws CommandFailure that says what is missing: docker, its engine, or its Compose plugin */
export async function requireEngine(): Promise<void> {
  const [, compose] = await Promise.all([
    askDocker(['version', '--format', '{{.Server.Version}}'], { timeout: 20_000 }),
    runDocker(['compose', 'version', '--short']),
  ])
  if (compose.code !== 0) {
    throw new CommandFailure(explainDockerFailure("'compose' is not a docker command"))
  }
  const version = compose.stdout.trim()
  const [major = 0, minor = 0] = version.replace(/^v/, '').split('.').map(Number)
  const [leastMajor = 0, leastMinor = 0] = oldestCompose
  if (major > leastMajor || (major === leastMajor && minor >= leastMinor)) return
  throw new CommandFailure(
    `Docker Compose ${version} is too old; the lab needs ${oldestCompose.join('.')} or newer`,
  )
}
