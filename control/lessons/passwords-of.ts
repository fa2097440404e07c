import { publicPassword } from '@oauth-lab/kit/default-passwords.ts'
import { defaultUsers } from '../default-users.ts'
import type { ControlEnvironment } from '../environment.ts'

/** How texts name the passwords of the lab's people: those that everybody knows as they are, others never. */
export function passwordsOf(
  environment: Pick<ControlEnvironment, 'administration' | 'developerPassword'>,
): Record<'asSuperuser' | 'superuserPassword' | 'developerPassword', string> {
  const [superuser, developer] = defaultUsers(environment)
  const told = (person: 'superuser' | 'developer', password = '') => {
    const known = publicPassword(person, password)
    return known === undefined ? 'the password that you were given' : `the password \`${known}\``
  }
  const superuserPassword = told('superuser', superuser?.password)
  return {
    asSuperuser: `\`superuser\`, ${superuserPassword}`,
    superuserPassword,
    developerPassword: told('developer', developer?.password),
  }
}
