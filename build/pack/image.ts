import { readFile } from 'node:fs/promises'

/** The published image, as the package has to carry it. */
export interface Image {
  /** Folders of the project that the image takes as they are. */
  folders: string[]
  /** Builds the image with the package's folder as context. */
  dockerfile: string
}

/**
 * Reads the project's last stage, which is that image; what it takes from other stages, the package holds built.
 * @param path the project's Dockerfile
 */
export async function readImage(path: string): Promise<Image> {
  const text = await readFile(path, 'utf8')
  const stage = text.slice(text.lastIndexOf('\nFROM ') + 1)
  const copies = [...stage.matchAll(/^COPY (--from=\S+ )?(\S+) (\S+)$/gm)]
  const misplaced = copies.find(([, built, from, to]) => built === undefined && from !== to)
  if (misplaced !== undefined) throw new Error(`${path}: "${misplaced[0]}" moves a folder`)
  return {
    folders: copies.flatMap(([, built, folder]) => (built === undefined ? folder! : [])),
    dockerfile: stage.replaceAll(/^COPY --from=\S+ \S+ (\S+)$/gm, 'COPY $1 $1'),
  }
}
