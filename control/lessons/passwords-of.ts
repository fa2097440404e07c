import { defaultPasswords, publicPassword } from '@oauth-lab/kit/default-passwords.ts'

/** How texts name the passwords of the lab's people: those that everybody knows as they are, others never. */
export function passwordsOf({
  administration,
  developerPassword = defaultPasswords.developer,
}: {
  administration: { password: string }
  developerPassword?: string
}): Record<'asSuperuser' | 'superuserPassword' | 'developerPassword', string> {
  const told = (person: 'superuser' | 'developer', password: string) => {
    const known = publicPassword(person, password)
    return known === undefined ? 'the password that you were given' : `the password \`${known}\``
  }
  const superuserPassword = told('superuser', administration.password)
  return {
    asSuperuser: `\`superuser\`, ${superuserPassword}`,
    superuserPassword,
    developerPassword: told('developer', developerPassword),
  }
}
