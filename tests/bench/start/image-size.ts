import { createGzip } from 'node:zlib'
import { execa } from 'execa'

/** Size of images together, layers that they share counted once, compressed as a registry keeps them; bytes. */
export async function imageSize(images: string[]): Promise<number> {
  const saving = execa('docker', ['save', ...images], {
    stdin: 'ignore',
    stderr: 'ignore',
    buffer: false,
  })
  let bytes = 0
  for await (const chunk of saving.stdout.pipe(createGzip())) bytes += (chunk as Buffer).length
  return bytes
}
