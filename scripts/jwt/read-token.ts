import { readJwt } from '@oauth-lab/explain/exchange/jwt.ts'
import type { Jwt } from '@oauth-lab/explain/exchange/jwt.ts'
import { CommandFailure } from '../command-line/command.ts'
import { readText } from './read-text.ts'

/**
 * Reads a signed JWT: as it was typed, from a file, or with `-` what comes in. Nothing is verified.
 * @throws CommandFailure that says what it is instead
 */
export async function readToken(given: string): Promise<Jwt & { text: string }> {
  const text = (await textOf(given)).trim()
  const jwt = readJwt(text)
  if (jwt === undefined) throw new CommandFailure(problemOf(text))
  return { ...jwt, text }
}

async function textOf(given: string): Promise<string> {
  // What begins so is a token, no name of a file: it may be a secret, and no message repeats it.
  return given.startsWith('ey') ? given : readText(given)
}

function problemOf(text: string): string {
  const parts = text.split('.').length
  if (text === '') return 'nothing came in; a JWT was expected'
  if (parts === 5) {
    return 'this JWT is encrypted (RFC 7516 §3.1): only who has the key reads its claims'
  }
  if (parts === 3) return 'this is no JWT: header or claims are no JSON object in base64url'
  return 'this token is opaque: only its issuer knows what it stands for'
}
