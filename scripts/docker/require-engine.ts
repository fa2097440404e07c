import { ConfigurationError } from '@oauth-lab/kit/problems.ts'
import type { Problem } from '@oauth-lab/kit/problems.ts'
import { CommandFailure } from '../command-line/command.ts'
import { explainDockerFailure } from './explain-docker-failure.ts'
import { askDocker, runDocker } from './run-docker.ts'

/** The first that know `start_interval` of a healthcheck: older ones make no container with it. */
const oldest = { engine: '25.0', compose: '2.24' }

/**
 * @throws CommandFailure that says what is missing: docker, its engine, or its Compose plugin
 * @throws ConfigurationError naming each of them that is too old
 */
export async function requireEngine(): Promise<void> {
  const [engine, compose] = await Promise.all([
    askDocker(['version', '--format', '{{.Server.Version}}'], { timeout: 20_000 }),
    runDocker(['compose', 'version', '--short']),
  ])
  if (compose.code !== 0) {
    throw new CommandFailure(explainDockerFailure("'compose' is not a docker command"))
  }
  const problems = tooOld({ engine: engine.trim(), compose: compose.stdout.trim() })
  if (problems.length > 0) throw new ConfigurationError('The lab cannot start.', problems)
}

/** What is older than the lab's Compose file needs. */
export function tooOld({ engine, compose }: { engine: string; compose: string }): Problem[] {
  const told = (path: string, has: string, least: string) =>
    isBelow(has, least)
      ? [{ path, message: `version ${has} is too old; the lab needs ${least} or newer` }]
      : []
  return [
    ...told('Docker engine', engine, oldest.engine),
    ...told('Docker Compose', compose, oldest.compose),
  ]
}

/** By major and minor; what is no version is let through, for Docker itself to judge. */
function isBelow(version: string, least: string): boolean {
  const [major, minor] = partsOf(version)
  const [leastMajor, leastMinor] = partsOf(least)
  return major === leastMajor ? minor < leastMinor : major < leastMajor
}

function partsOf(version: string): [major: number, minor: number] {
  const [, major, minor] = /^v?(\d+)\.(\d+)/.exec(version) ?? []
  return [Number(major), Number(minor)]
}
