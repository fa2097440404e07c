import { readFileSync } from 'node:fs'
import { ConfigurationError } from '@oauth-lab/kit/problems.ts'

/**
 * Reads the file of `--config`; the authorization server judges what it says.
 * @throws ConfigurationError when there is no such file, or it is not JSON
 */
export function readConfiguration(path: string): unknown {
  const refuse = (message: string) =>
    new ConfigurationError('The configuration cannot be used.', [{ path, message }])
  let text: string
  try {
    text = readFileSync(path, 'utf8')
  } catch (error) {
    const { code, message } = error as NodeJS.ErrnoException
    throw refuse(code === 'ENOENT' ? 'there is no such file' : message)
  }
  try {
    return JSON.parse(text)
  } catch (error) {
    throw refuse(`this is not JSON: ${(error as Error).message}`)
  }
}
