import { fileURLToPath } from 'node:url'
import { GenericContainer, ImageName, getContainerRuntimeClient } from 'testcontainers'
import manifest from './package.json' with { type: 'json' }

/** The image of this version of the lab. */
export const ownImage = `oauth-lab/all-in-one:${manifest.version}`

/** Builds the lab's image out of this package where it does not exist. */
export async function provideOwnImage(): Promise<void> {
  const { image } = await getContainerRuntimeClient()
  if (await image.exists(ImageName.fromString(ownImage))) return
  const folder = fileURLToPath(new URL('..', import.meta.url))
  await GenericContainer.fromDockerfile(folder).build(ownImage, { deleteOnExit: false })
}
