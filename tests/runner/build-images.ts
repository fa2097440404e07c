import { createCompose, defaultProject } from '@oauth-lab/scripts/docker/compose.ts'
import { buildImages as buildStale } from '@oauth-lab/scripts/docker/images.ts'
import { createReporter } from '@oauth-lab/scripts/docker/reporter.ts'

/**
 * Builds the lab's images that are missing or older than a source, with a line for each step that
 * takes time.
 * @throws CommandFailure when one can't be built; the end of what Docker wrote is on stderr
 */
export async function buildImages(): Promise<void> {
  const compose = createCompose(defaultProject)
  await buildStale(compose, await compose.model(), createReporter())
}
