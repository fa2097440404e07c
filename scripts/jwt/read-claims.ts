import { CommandFailure } from '../command-line/command.ts'
import { readObject, readText } from './read-text.ts'

/**
 * Reads the claims of a JWT: JSON as it was typed, from a file, or with `-` what comes in.
 * @throws CommandFailure for what is no JSON object (RFC 7519 §4)
 */
export async function readClaims(given: string): Promise<Record<string, unknown>> {
  const isTyped = /^\s*\{/.test(given)
  const claims = readObject(isTyped ? given : await readText(given))
  if (claims !== undefined) return claims
  const from = isTyped ? '--claims' : given === '-' ? 'standard input' : given
  throw new CommandFailure(`${from} holds no JSON object of claims`)
}
