import { existsSync } from 'node:fs'
import { basename, join } from 'node:path'
import { CommandFailure } from '../command-line/command.ts'
import { projectPath } from '../lab-file.ts'
import type { Settings } from '../settings.ts'
import { askDocker, runDocker } from './run-docker.ts'
import type { DockerResult, RunOptions } from './run-docker.ts'

/** `docker compose` for one project. */
export interface Compose {
  project: string
  run(args: readonly string[], options?: RunOptions): Promise<DockerResult>
  /** @throws CommandFailure with the reason */
  ask(args: readonly string[], options?: RunOptions): Promise<string>
  /** What Compose makes of its file, `.env` and the environment. */
  model(): Promise<ComposeModel>
}

export interface ComposeModel {
  services: Record<string, ComposeService>
  secrets?: Record<string, { file?: string }>
}

export interface ComposeService {
  image?: string
  build?: object
  environment?: Record<string, string | null>
  ports?: { host_ip?: string; published?: string; target: number }[]
}

/** The project that is meant where none is named: that of the checkout's folder, as Compose has it. */
export const defaultProject =
  basename(projectPath)
    .toLowerCase()
    .replaceAll(/[^a-z\d_-]/g, '')
    .replace(/^[_-]+/, '') || 'lab'

/**
 * @param settings set for Compose besides the environment and `.env`
 * @throws CommandFailure where there is no Compose file
 */
export function createCompose(project: string, settings: Settings = {}): Compose {
  if (!existsSync(join(projectPath, 'docker-compose.yml')) && !process.env['COMPOSE_FILE']) {
    throw new CommandFailure(
      `there is no docker-compose.yml in ${projectPath}; the lab in containers needs a checkout of the project`,
    )
  }
  const env = { ...process.env, ...settings, COMPOSE_PROJECT_NAME: project }
  const whole = (args: readonly string[]) => ['compose', ...args]
  const ask: Compose['ask'] = (args, options) => askDocker(whole(args), { env, ...options })
  return {
    project,
    run: (args, options) => runDocker(whole(args), { env, ...options }),
    ask,
    model: async () => JSON.parse(await ask(['config', '--format', 'json'])) as ComposeModel,
  }
}
