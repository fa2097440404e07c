import type { Kysely } from 'kysely'
import { createAdminToken, readAdminToken, versionOf } from '@oauth-lab/kit/admin/admin-token.ts'
import type { Administration, Authenticate } from '@oauth-lab/kit/admin/administration.ts'
import { wholeLab } from '../store/tables.ts'
import type { Tables } from '../store/tables.ts'

/** Who is signed in at the lab. */
export interface Administrators {
  /** A token for somebody whose password was right; it ends with the password, and with a sign-out. */
  signIn(): Promise<string>
  /** Ends every token that a sign-in gave. */
  signOut(): Promise<void>
  authenticate: Authenticate
}

/** Keeps count of sign-outs: a token that was made before the last one is of a former version. */
export function createAdministrators(
  db: Kysely<Tables>,
  { origin, administration }: { origin: string; administration: Administration },
): Administrators {
  const { key, username } = administration

  const signOuts = async (): Promise<number> => {
    const row = await db
      .selectFrom('administrators')
      .select('sign_outs')
      .where('sandbox', '=', wholeLab)
      .where('username', '=', username)
      .executeTakeFirst()
    return row?.sign_outs ?? 0
  }
  return {
    signIn: async () => createAdminToken(administration, origin, await signOuts()),
    async signOut() {
      await db
        .insertInto('administrators')
        .values({ sandbox: wholeLab, username, sign_outs: 1 })
        .onConflict((conflict) =>
          conflict.columns(['sandbox', 'username']).doUpdateSet((row) => ({
            sign_outs: row('administrators.sign_outs', '+', 1),
          })),
        )
        .execute()
    },
    async authenticate(token) {
      const claims = readAdminToken(key, origin, token)
      if (claims?.username !== username) return undefined
      const { version } = claims
      const holds =
        version === versionOf(administration) ||
        version === versionOf(administration, await signOuts())
      return holds ? username : undefined
    },
  }
}
