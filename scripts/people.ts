import { defaultPasswords } from '@oauth-lab/kit/default-passwords.ts'
import { readFileVariables } from '@oauth-lab/kit/file-variables.ts'
import { ConfigurationError } from '@oauth-lab/kit/problems.ts'
import type { Passwords } from '@oauth-lab/embedded/public-passwords.ts'

/**
 * The passwords that the environment gives the lab's people: `LAB_ADMIN_PASSWORD` and
 * `LAB_DEVELOPER_PASSWORD`, or files of `…_FILE`; the public ones otherwise.
 * @throws ConfigurationError for a file that can't be read, and for a variable given both ways
 */
export function readPasswords(given: Record<string, string | undefined>): Passwords {
  const names = ['LAB_ADMIN_PASSWORD', 'LAB_DEVELOPER_PASSWORD']
  const { env, problems } = readFileVariables(given, names)
  if (problems.length > 0) throw new ConfigurationError('The lab cannot start.', problems)
  return {
    superuser: env['LAB_ADMIN_PASSWORD'] ?? defaultPasswords.superuser,
    developer: env['LAB_DEVELOPER_PASSWORD'] ?? defaultPasswords.developer,
  }
}

/** The passwords that somebody chose; the public ones are left out. */
export function ownPasswords(passwords: Passwords): Partial<Passwords> {
  return Object.fromEntries(
    Object.entries(passwords).filter(
      ([person, password]) => password !== defaultPasswords[person as keyof Passwords],
    ),
  )
}
