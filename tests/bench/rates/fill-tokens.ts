import { randomBytes } from 'node:crypto'
import { join } from 'node:path'
import { DatabaseSync } from 'node:sqlite'
import { jwtKey } from '../../../authserver/tokens/token-key.ts'
import { openLabApp } from '../subjects/lab-app.ts'

/**
 * Makes a database with so many live access tokens. The authorization server makes the tables; the
 * rows are written while it does not run. They are such as client credentials leave behind, issued
 * in the last hour.
 */
export async function fillTokens(data: string, size: number): Promise<void> {
  const app = await openLabApp({ name: 'the store to be filled', data })
  await app.stop()
  const database = new DatabaseSync(join(data, 'authserver.db'))
  database.exec('pragma journal_mode = wal; pragma synchronous = off; begin')
  const insert = database.prepare(
    `insert into access_tokens (sandbox, token_hash, grant_id, client_id, sub, username, scope, audience, claims,
       issued_at, expires_at, revoked_at)
     values ('default', ?, null, 'c-0123456789', 'c-0123456789', null, 'my/scope', ?, ?, ?, ?, null)`,
  )
  const now = Date.now()
  const audience = JSON.stringify(['http://127.0.0.1:65535/resserver'])
  for (let made = 0; made < size; made += 1) {
    const jti = randomBytes(16).toString('base64url')
    const iat = Math.floor(now / 1000 - 3600 + (3600 * made) / size)
    const claims = JSON.stringify({ introspection: { 'my-property': 'value1234' }, jti })
    insert.run(jwtKey(jti, iat), audience, claims, iat * 1000, now + 24 * 3600_000)
  }
  database.exec('commit')
  database.close()
}
