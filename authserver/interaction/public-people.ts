import type { Exchange } from '../exchange.ts'
import type { Person } from './pages/login-page.ts'

/** The lab's people whose passwords are public, as far as they are users of this sandbox. */
export async function publicPeople({ server, sandbox }: Exchange): Promise<Person[]> {
  const known = [
    { username: 'developer', password: server.publicPasswords.developer },
    { username: 'superuser', password: server.publicPasswords.superuser },
  ]
  const rows = await server.db
    .selectFrom('users')
    .select(['username', 'password_hash', 'totp_secret'])
    .where('sandbox', '=', sandbox.id)
    .where(
      'username',
      'in',
      known.map(({ username }) => username),
    )
    .execute()
  const people = known.map(async ({ username, password }) => {
    const row = rows.find((one) => one.username === username)
    // A password that somebody chose is not public, also where the user chose it since.
    if (row === undefined || password === undefined) return []
    if (!(await server.passwords.verifyOnce(password, row.password_hash))) return []
    return [
      { username, password, next: row.totp_secret === null ? 'nothing more' : 'a six-digit code' },
    ]
  })
  return (await Promise.all(people)).flat()
}
