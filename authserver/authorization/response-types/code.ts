import { statement } from '@oauth-lab/kit/store/statement.ts'
import { digest } from '../../digest.ts'
import type { Exchange } from '../../exchange.ts'
import type { DatabaseTables } from '../../store/database.ts'
import type { CodeRow } from '../../store/tables.ts'
import type { AuthorizationRequest } from '../authorization-request.ts'

const insertCode = statement<DatabaseTables, Omit<CodeRow, 'redeemed_at'>>((db, slot) =>
  db.insertInto('codes').values({
    sandbox: slot('sandbox'),
    code_hash: slot('code_hash'),
    grant_id: slot('grant_id'),
    redirect_uri: slot('redirect_uri'),
    code_challenge: slot('code_challenge'),
    nonce: slot('nonce'),
    dpop_jkt: slot('dpop_jkt'),
    expires_at: slot('expires_at'),
    redeemed_at: null,
  }),
)

/** Issues a code for the grant (RFC 6749 §4.1.2); its hash is stored. */
export async function issueCode(
  exchange: Exchange,
  wanted: AuthorizationRequest,
  grantId: string,
): Promise<string> {
  const { server, sandbox, configuration } = exchange
  const code = sandbox.random.token(32)
  await insertCode(server.db, {
    sandbox: sandbox.id,
    code_hash: digest(code),
    grant_id: grantId,
    redirect_uri: wanted.redirectUriSent ? wanted.redirectUri : null,
    code_challenge: wanted.codeChallenge ?? null,
    nonce: wanted.nonce ?? null,
    dpop_jkt: wanted.dpopKey ?? null,
    expires_at: sandbox.clock.now() + configuration.codeLifetime * 1000,
  })
  return code
}
