import { mkdirSync, readFileSync, realpathSync, writeFileSync } from 'node:fs'
import { dirname, join } from 'node:path'
import { openDataFolder } from '@oauth-lab/embedded/data-folder.ts'
import { CommandFailure } from '../command-line/command.ts'
import { projectPath } from '../lab-file.ts'
import { rootOfContainers } from './containers-lab.ts'
import { askDocker } from './run-docker.ts'
import { readServices } from './services.ts'
import type { Service } from './services.ts'

/**
 * The containers of a Compose project, as far as this checkout made them: another checkout's lab may
 * have the same name.
 * @throws CommandFailure when Docker doesn't answer
 */
export async function readOwnServices(project: string): Promise<Service[]> {
  return (await readServices(project)).filter(({ checkout }) => isHere(checkout))
}

/**
 * The project whose data `down --volumes` on a folder forgets where no container is left; undefined when there
 * are none.
 * @throws CommandFailure for data that the folder knows nothing of
 */
export async function findForgettable(
  project: string,
  folder: string,
): Promise<string | undefined> {
  const last = remembered(folder).at(-1)
  if (!(await hasVolumes(last ?? project))) return undefined
  if (last === undefined) throw new CommandFailure(describeForeignData(project, folder))
  return last
}

/** @throws CommandFailure when a project's containers or data are another checkout's */
export async function requireOwnProject(project: string, folder: string): Promise<void> {
  const services = await readServices(project)
  const other = services.find(({ checkout }) => !isHere(checkout))
  if (other !== undefined) {
    throw new CommandFailure(
      `the Compose project ${project} belongs to another checkout, ${other.checkout}; choose another name here: --project NAME, or COMPOSE_PROJECT_NAME in .env`,
    )
  }
  if (
    services.length === 0 &&
    !remembered(folder).includes(project) &&
    (await hasVolumes(project))
  ) {
    throw new CommandFailure(describeForeignData(project, folder))
  }
}

/** Remembers that a project's data are this folder's: volumes don't say whose they are. */
export function rememberProject(project: string, folder: string): void {
  openDataFolder(folder)
  mkdirSync(dirname(memoryOf(folder)), { recursive: true, mode: 0o700 })
  const others = remembered(folder).filter((one) => one !== project)
  writeFileSync(memoryOf(folder), `${[...others, project].join('\n')}\n`)
}

function describeForeignData(project: string, folder: string): string {
  return [
    `the Compose project ${project} has data that ${folder} knows nothing of; they may be another checkout’s`,
    '  to leave them alone: --project NAME, or COMPOSE_PROJECT_NAME in .env',
    `  to go on with them:  docker compose -p ${project} up --wait, then again`,
    `  to forget them:      docker compose -p ${project} down --volumes`,
  ].join('\n')
}

/** Without the label nobody knows better. */
function isHere(checkout: string | undefined): boolean {
  return checkout === undefined || realPath(checkout) === realPath(projectPath)
}

function realPath(path: string): string {
  try {
    return realpathSync(path)
  } catch {
    return path
  }
}

function remembered(folder: string): string[] {
  try {
    return readFileSync(memoryOf(folder), 'utf8').split('\n').filter(Boolean)
  } catch {
    return []
  }
}

/** Names the projects whose volumes are this folder's, the last one last. */
function memoryOf(folder: string): string {
  return join(dirname(rootOfContainers(folder)), 'project')
}

async function hasVolumes(project: string): Promise<boolean> {
  const label = `label=com.docker.compose.project=${project}`
  const names = await askDocker(['volume', 'ls', '--quiet', '--filter', label]).catch(() => '')
  return names.trim() !== ''
}
