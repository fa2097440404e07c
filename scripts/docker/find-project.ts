import { join } from 'node:path'
import { projectPath, readLabFile } from '../lab-file.ts'
import { readSettings } from '../settings.ts'
import { defaultProject } from './compose.ts'
import { readOwnServices } from './own-project.ts'

/** The Compose project's name: told, or set as Compose reads it, or that of the checkout's folder. */
export function projectName(told?: string): string {
  return told ?? (readSettings()['COMPOSE_PROJECT_NAME'] || defaultProject)
}

/**
 * The Compose project that a folder's commands mean: that of its lab file; without one the project
 * that `docker compose up` started, where the folder is the usual one or the project's name is set.
 * @param isThere what counts as started; the web server runs unless told
 */
export async function findProject(
  folder: string,
  isThere: (project: string) => Promise<boolean> = isRunning,
): Promise<string | undefined> {
  const file = readLabFile(folder)
  if (file !== undefined) return file.docker?.project
  const usual = folder === join(projectPath, '.lab')
  if (!usual && !process.env['COMPOSE_PROJECT_NAME']) return undefined
  const name = projectName()
  return (await isThere(name)) ? name : undefined
}

/** Whether there are containers of this checkout's lab under this name, running or not. */
export async function hasContainers(project: string): Promise<boolean> {
  const services = await readOwnServices(project).catch(() => [])
  return services.some(({ name }) => name === 'webserver')
}

/** Whether containers of this checkout's lab run under this name; false where Docker doesn't answer. */
export async function isRunning(project: string): Promise<boolean> {
  const services = await readOwnServices(project).catch(() => [])
  return services.some(({ name, state }) => name === 'webserver' && state === 'running')
}
