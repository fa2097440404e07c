import type { Kysely } from 'kysely'
import { createAdminToken, readAdminToken, versionOf } from '@oauth-lab/kit/admin/admin-token.ts'
import type { Administration, Authenticate } from '@oauth-lab/kit/admin/administration.ts'
import { defaultSandbox } from '@oauth-lab/kit/sandbox.ts'
import type { Sandbox } from '@oauth-lab/kit/sandbox.ts'
import { signOutsOf, wholeLab } from '../store/tables.ts'
import type { Tables } from '../store/tables.ts'

type Place = Pick<Sandbox, 'id' | 'settings'>

/** Who is signed in at the lab. */
export interface Administrators {
  /**
   * A token for somebody whose password was right; it ends with the password, and with a sign-out. That of
   * the default sandbox is for the whole lab, that of another one for it alone.
   */
  signIn(sandbox: Place): Promise<string>
  /** Ends every token that a sign-in gave, or those of one sandbox. */
  signOut(sandbox?: Place): Promise<void>
  authenticate: Authenticate
}

/** Keeps count of sign-outs: a token that was made before the last one is of a former version. */
export function createAdministrators(
  db: Kysely<Tables>,
  { origin, administration }: { origin: string; administration: Administration },
): Administrators {
  const { key, username } = administration

  const countOf = async (place: string): Promise<number> => {
    const row = await db
      .selectFrom('administrators')
      .select('sign_outs')
      .where('sandbox', '=', place)
      .where('username', '=', username)
      .executeTakeFirst()
    return row?.sign_outs ?? 0
  }
  /** A sign-out of the whole lab ends the tokens of sandboxes, too. */
  const signOuts = async (sandbox: string | undefined): Promise<string> => {
    const ofLab = await countOf(wholeLab)
    return sandbox === undefined ? `${ofLab}` : `${ofLab}.${await countOf(signOutsOf(sandbox))}`
  }
  return {
    async signIn({ id, settings }) {
      if (id === defaultSandbox) {
        return createAdminToken(administration, origin, await signOuts(undefined))
      }
      const { expiresAt } = settings()
      return createAdminToken(administration, origin, await signOuts(id), { id, expiresAt })
    },
    async signOut(sandbox) {
      const place = sandbox === undefined ? wholeLab : signOutsOf(sandbox.id)
      await db
        .insertInto('administrators')
        .values({ sandbox: place, username, sign_outs: 1 })
        .onConflict((conflict) =>
          conflict.columns(['sandbox', 'username']).doUpdateSet((row) => ({
            sign_outs: row('administrators.sign_outs', '+', 1),
          })),
        )
        .execute()
    },
    async authenticate(token, { id, settings }) {
      const claims = readAdminToken(key, origin, token, id)
      if (claims?.username !== username) return undefined
      const { version, sandbox } = claims
      if (sandbox !== undefined && sandbox.expiresAt !== settings().expiresAt) return undefined
      const holds =
        version === versionOf(administration) ||
        version === versionOf(administration, await signOuts(sandbox?.id))
      return holds ? { username, wholeLab: sandbox === undefined } : undefined
    },
  }
}
