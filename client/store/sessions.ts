import type { Kysely } from 'kysely'
import type { SessionRow, Tables, TokenRow } from './tables.ts'

/** A session with its tokens. */
export interface SignedIn {
  session: SessionRow
  tokens: TokenRow
}

export type NewTokens = Pick<
  TokenRow,
  | 'access_token'
  | 'token_type'
  | 'refresh_token'
  | 'id_token'
  | 'id_token_paired'
  | 'scope'
  | 'received_at'
  | 'expires_at'
  | 'exchange'
>

/** By `sid`, or by subject where there is none (OpenID Connect Back-Channel Logout §2.7). */
export type Named = { sid: string } | { subject: string }

export interface Sessions {
  find(sandbox: string, sessionHash: string, now: number): Promise<SignedIn | undefined>
  /** Begins a session in place of the browser's former one, and forgets those that have ended. */
  begin(signedIn: SignedIn, former: string | undefined, now: number): Promise<void>
  end(sandbox: string, sessionHash: string): Promise<void>
  /** Ends those of a configuration that the server names: one session of it, or all of a person. */
  endNamed(sandbox: string, configuration: string, named: Named): Promise<void>
  /**
   * Claims the right to refresh the tokens of that version; only one process gets it.
   * @param until real time, milliseconds
   */
  claim(row: TokenRow, until: number): Promise<boolean>
  /** Gives the claim back, with new tokens or without. */
  settle(row: TokenRow, renewed: NewTokens | undefined): Promise<void>
}

/** Sessions and their tokens. */
export function createSessions(db: Kysely<Tables>): Sessions {
  const end: Sessions['end'] = (sandbox, sessionHash) =>
    db.transaction().execute(async (work) => {
      for (const table of ['tokens', 'sessions'] as const) {
        await work
          .deleteFrom(table)
          .where('sandbox', '=', sandbox)
          .where('session_hash', '=', sessionHash)
          .execute()
      }
    })
  return {
    async find(sandbox, sessionHash, now) {
      const session = await db
        .selectFrom('sessions')
        .selectAll()
        .where('sandbox', '=', sandbox)
        .where('session_hash', '=', sessionHash)
        .where('expires_at', '>', now)
        .executeTakeFirst()
      if (session === undefined) return undefined
      const tokens = await db
        .selectFrom('tokens')
        .selectAll()
        .where('sandbox', '=', sandbox)
        .where('session_hash', '=', sessionHash)
        .executeTakeFirst()
      return tokens && { session, tokens: readTokens(tokens) }
    },
    async begin({ session, tokens }, former, now) {
      const { sandbox } = session
      await db.transaction().execute(async (work) => {
        const ended = await work
          .deleteFrom('sessions')
          .where('sandbox', '=', sandbox)
          .where((eb) =>
            eb.or([eb('expires_at', '<=', now), eb('session_hash', '=', former ?? '')]),
          )
          .returning('session_hash')
          .execute()
        for (const { session_hash } of ended) {
          await work
            .deleteFrom('tokens')
            .where('sandbox', '=', sandbox)
            .where('session_hash', '=', session_hash)
            .execute()
        }
        await work.insertInto('sessions').values(session).execute()
        await work.insertInto('tokens').values(tokens).execute()
      })
    },
    async endNamed(sandbox, configuration, named) {
      const [column, value] =
        'sid' in named ? (['sid', named.sid] as const) : (['subject', named.subject] as const)
      const rows = await db
        .selectFrom('sessions')
        .select('session_hash')
        .where('sandbox', '=', sandbox)
        .where('configuration_id', '=', configuration)
        .where(column, '=', value)
        .execute()
      for (const { session_hash } of rows) await end(sandbox, session_hash)
    },
    end,
    async claim({ sandbox, session_hash, version }, until) {
      const { numUpdatedRows } = await db
        .updateTable('tokens')
        .set({ claimed_until: until })
        .where('sandbox', '=', sandbox)
        .where('session_hash', '=', session_hash)
        .where('version', '=', version)
        .where('claimed_until', '<=', Date.now())
        .executeTakeFirst()
      return numUpdatedRows === 1n
    },
    async settle({ sandbox, session_hash, version }, renewed) {
      await db
        .updateTable('tokens')
        .set({ claimed_until: 0, ...(renewed && { ...renewed, version: version + 1 }) })
        .where('sandbox', '=', sandbox)
        .where('session_hash', '=', session_hash)
        .where('version', '=', version)
        .execute()
    },
  }
}

/** PostgreSQL hands out 64-bit integers as text. */
function readTokens(row: TokenRow): TokenRow {
  const times: Record<'received_at' | 'expires_at' | 'claimed_until', unknown> = row
  const { received_at, expires_at, claimed_until } = times
  return {
    ...row,
    received_at: Number(received_at),
    claimed_until: Number(claimed_until),
    expires_at: expires_at === null ? null : Number(expires_at),
  }
}
