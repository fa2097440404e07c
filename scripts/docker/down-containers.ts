import { rmSync } from 'node:fs'
import { dirname } from 'node:path'
import { removeLabFile } from '../lab-file.ts'
import { createCompose } from './compose.ts'
import { originOf, rootOfContainers } from './containers-lab.ts'
import { rememberProject } from './own-project.ts'
import { readServices } from './services.ts'

/** Removes a project's containers; with `forget` its volumes, and so all data, too. */
export async function downContainers(
  project: string,
  folder: string,
  forget: boolean,
): Promise<void> {
  const origin = originOf(await readServices(project))
  await createCompose(project).ask([
    '--progress',
    'plain',
    'down',
    ...(forget ? ['--volumes'] : []),
  ])
  removeLabFile(folder)
  if (forget) rmSync(dirname(rootOfContainers(folder)), { recursive: true, force: true })
  else rememberProject(project, folder)
  const data = forget ? 'its data are forgotten' : 'its data stay in volumes'
  process.stdout.write(`stopped ${origin ?? project}; ${data}\n`)
}
