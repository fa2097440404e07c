import { spawn } from 'node:child_process'
import { createGzip } from 'node:zlib'

/** Size of images together, layers that they share counted once, compressed as a registry keeps them; bytes. */
export async function imageSize(images: string[]): Promise<number> {
  const saving = spawn('docker', ['save', ...images], { stdio: ['ignore', 'pipe', 'ignore'] })
  let bytes = 0
  for await (const chunk of saving.stdout.pipe(createGzip())) bytes += (chunk as Buffer).length
  return bytes
}
