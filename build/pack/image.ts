import { readFile } from 'node:fs/promises'

/** The published image, as the package has to carry it. */
export interface Image {
  /** Folders of the project that the image takes as they are. */
  folders: string[]
  /** Builds the image with the package's folder as context. */
  dockerfile: string
}

/** Reads the last stage of the project's Dockerfile; what it takes from the build, the package holds built. */
export async function readImage(path: string): Promise<Image> {
  const text = await readFile(path, 'utf8')
  const stage = text.slice(text.lastIndexOf('\nFROM ') + 1)
  const copies = [...stage.matchAll(/^COPY (--from=build \/lab\/)?(\S+) (\S+)$/gm)]
  const misplaced = copies.find(([, , from, to]) => from !== to)
  if (misplaced !== undefined) throw new Error(`${path}: "${misplaced[0]}" moves a folder`)
  return {
    folders: copies.flatMap(([, built, folder]) => (built === undefined ? folder! : [])),
    dockerfile: stage.replaceAll('COPY --from=build /lab/', 'COPY '),
  }
}
