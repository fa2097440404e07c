import { readFileSync } from 'node:fs'
import { fileURLToPath } from 'node:url'
import { GenericContainer, ImageName, getContainerRuntimeClient } from 'testcontainers'

/** The package's folder: the programs are bundled into its `dist/`. */
const folder = new URL('..', import.meta.url)

/** The image of this version of the lab. */
export function ownImage(): string {
  const manifest = readFileSync(new URL('package.json', folder), 'utf8')
  const { version } = JSON.parse(manifest) as { version: string }
  return `oauth-lab/all-in-one:${version}`
}

/** Builds the lab's image out of this package where it does not exist. */
export async function provideOwnImage(name: string): Promise<void> {
  const { image } = await getContainerRuntimeClient()
  if (await image.exists(ImageName.fromString(name))) return
  await GenericContainer.fromDockerfile(fileURLToPath(folder)).build(name, { deleteOnExit: false })
}
