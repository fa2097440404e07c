/** The passwords of the lab's people, known to everybody: for a lab that only its own machine reaches. */
export const defaultPasswords = { superuser: 'SYS', developer: 'test' } as const

/** The password if it is the public one: what somebody chose is shown nowhere. */
export function publicPassword(
  person: keyof typeof defaultPasswords,
  password: string,
): string | undefined {
  return password === defaultPasswords[person] ? password : undefined
}

/** All of them: whoever has one of these has a password that everybody knows. */
export const publicPasswords: readonly string[] = Object.values(defaultPasswords)
