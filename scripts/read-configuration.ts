import { readFile } from 'node:fs/promises'
import { ConfigurationError } from '@oauth-lab/kit/problems.ts'

/**
 * Reads the file of `--config`; the authorization server judges what it says.
 * @throws ConfigurationError when there is no such file, or it is not JSON
 */
export async function readConfiguration(path: string): Promise<unknown> {
  const refuse = (message: string) =>
    new ConfigurationError('The configuration cannot be used.', [{ path, message }])
  const text = await readFile(path, 'utf8').catch((error: NodeJS.ErrnoException) => {
    throw refuse(error.code === 'ENOENT' ? 'there is no such file' : error.message)
  })
  try {
    return JSON.parse(text)
  } catch (error) {
    throw refuse(`this is not JSON: ${(error as Error).message}`)
  }
}
