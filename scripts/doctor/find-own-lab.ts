import { readContainersLab } from '../docker/containers-lab.ts'
import { findProject } from '../docker/find-project.ts'
import { readLabFile } from '../lab-file.ts'
import type { LabFile } from '../lab-file.ts'
import { isAlive } from '../running-lab.ts'

/**
 * The lab that should be running on a folder, whether it answers or not. What containers say of
 * themselves is newer than what was written down when they were started.
 */
export async function findOwnLab(folder: string): Promise<LabFile | undefined> {
  const file = readLabFile(folder)
  if (file?.pid !== undefined && isAlive(file.pid)) return file
  const kept = file?.docker === undefined ? undefined : file
  const project = kept?.docker?.project ?? (await findProject(folder))
  if (project === undefined) return undefined
  const fresh = await readContainersLab(project).catch(() => undefined)
  return fresh ?? kept
}
