import { hash } from 'node:crypto'
import type { Kysely } from 'kysely'
import type { Sandbox } from '../sandbox.ts'
import type { KitTables } from '../store/migrations.ts'
import { statement } from '../store/statement.ts'
import { number } from '../store/tables.ts'
import type { Row, Table } from '../store/tables.ts'

/** What a `jti` is of: the same text may stand in each. */
export type JtiUse = 'client assertion' | 'authorization grant' | 'request object' | 'DPoP proof'

/**
 * JWTs that may come once, until each has ended.
 * @param since the role's migration that makes it
 */
export function usedJtisTable<const Since extends string>(since: Since) {
  return {
    since,
    key: ['used_as', 'issuer', 'jti_hash'],
    columns: { expires_at: number },
    ends: 'expires_at',
  } as const satisfies Table
}

type UsedJtiRow = Row<ReturnType<typeof usedJtisTable>>
interface JtiTables extends KitTables {
  used_jtis: UsedJtiRow
}
/** A database with the table. */
export type JtiDatabase = Kysely<JtiTables>

const insertJti = statement<JtiTables, UsedJtiRow, { jti_hash: string }>((db, slot) =>
  db
    .insertInto('used_jtis')
    .values({
      sandbox: slot('sandbox'),
      used_as: slot('used_as'),
      issuer: slot('issuer'),
      jti_hash: slot('jti_hash'),
      expires_at: slot('expires_at'),
    })
    .onConflict((conflict) => conflict.doNothing())
    .returning('jti_hash'),
)

/**
 * Notes that a JWT came, by one statement (RFC 7519 §4.1.7). Tells whether it is the first one of its
 * issuer with this `jti`.
 * @param exp when the JWT ends, seconds
 */
export async function redeemJti(
  { db, sandbox }: { db: JtiDatabase; sandbox: Pick<Sandbox, 'id'> },
  use: JtiUse,
  issuer: string,
  jti: string,
  exp: number,
): Promise<boolean> {
  const [inserted] = await insertJti(db, {
    sandbox: sandbox.id,
    used_as: use,
    issuer,
    jti_hash: hash('sha256', jti, 'base64url'),
    expires_at: exp * 1000,
  })
  return inserted !== undefined
}
