import { readFileVariables } from '@oauth-lab/kit/file-variables.ts'
import { ConfigurationError } from '@oauth-lab/kit/problems.ts'
import { askSecretly } from './ask.ts'
import { CommandFailure } from './command-line/command.ts'
import type { Settings } from './settings.ts'
import { readSettings } from './settings.ts'

/**
 * What encrypts the secrets of an exported file: `LAB_PASSPHRASE`, or the file of `LAB_PASSPHRASE_FILE`.
 * @throws ConfigurationError for a file that can't be read
 */
export function readPassphrase(settings: Settings): string | undefined {
  const { env, problems } = readFileVariables(settings, ['LAB_PASSPHRASE'])
  if (problems.length > 0) throw new ConfigurationError('The passphrase cannot be read.', problems)
  return env['LAB_PASSPHRASE']
}

/** The same, or what somebody types at the terminal. @throws CommandFailure where nobody can be asked */
export async function requirePassphrase(question: string): Promise<string> {
  const passphrase = readPassphrase(readSettings()) ?? (await askSecretly(question))
  if (passphrase) return passphrase
  throw new CommandFailure('Set LAB_PASSPHRASE, or LAB_PASSPHRASE_FILE to a file that holds it.')
}
