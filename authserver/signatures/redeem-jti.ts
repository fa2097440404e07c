import { statement } from '@oauth-lab/kit/store/statement.ts'
import { digest } from '../digest.ts'
import type { Exchange } from '../exchange.ts'
import type { AuthServer } from '../server.ts'
import type { DatabaseTables } from '../store/database.ts'
import type { UsedJtiRow } from '../store/tables.ts'

/** What a `jti` is of: the same text may stand in each. */
export type JtiUse = 'client assertion' | 'request object'

const insertJti = statement<DatabaseTables, UsedJtiRow, { jti_hash: string }>((db, slot) =>
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

type Place = Pick<Exchange, 'sandbox'> & { server: Pick<AuthServer, 'db'> }

/**
 * Notes that a JWT came, by one statement (RFC 7519 §4.1.7). Tells whether it is the first one of its
 * issuer with this `jti`.
 * @param exp when the JWT ends, seconds
 */
export async function redeemJti(
  { server, sandbox }: Place,
  use: JtiUse,
  issuer: string,
  jti: string,
  exp: number,
): Promise<boolean> {
  const [inserted] = await insertJti(server.db, {
    sandbox: sandbox.id,
    used_as: use,
    issuer,
    jti_hash: digest(jti),
    expires_at: exp * 1000,
  })
  return inserted !== undefined
}
