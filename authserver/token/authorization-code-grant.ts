import { createHash } from 'node:crypto'
import type { FastifyRequest } from 'fastify'
import { parameter } from '@oauth-lab/kit/form.ts'
import { check, requireThat } from '../checks.ts'
import { digest } from '../digest.ts'
import { defaultAudience } from '../server.ts'
import type { AuthServer } from '../server.ts'
import type { CodeRow } from '../store/schema.ts'
import { findGrant, revokeGrant } from '../tokens/grants.ts'
import { issueGrantTokens } from './grant-tokens.ts'
import type { Grant } from './token-endpoint.ts'

/** Swaps a code for tokens, once (RFC 6749 §4.1.3, RFC 7636 §4.5, RFC 9700 §4.5). */
export const authorizationCodeGrant: Grant = async (server, request, client, form) => {
  const { sandbox } = request
  const code = parameter(form, 'code')
  requireThat(request, 'code.present', code !== undefined)
  const row = await server.db
    .selectFrom('codes')
    .selectAll()
    .where('sandbox', '=', sandbox.id)
    .where('code_hash', '=', digest(code))
    .executeTakeFirst()
  requireThat(request, 'code.known', row !== undefined)
  const grant = await findGrant(server.db, sandbox, row.grant_id)
  check(request, 'code.of-client', grant.client_id === client.id)
  await requireUnused(server, request, row, row.redeemed_at === null)
  check(request, 'code.fresh', row.expires_at > sandbox.clock.now())
  check(request, 'code.redirect-uri', fitsRedirectUri(row, parameter(form, 'redirect_uri')))
  requireVerifier(request, row.code_challenge, parameter(form, 'code_verifier'))
  const resource = parameter(form, 'resource')
  const audience = grant.resource ?? defaultAudience(sandbox)
  requireThat(request, 'resource.granted', resource === undefined || resource === audience)
  await requireUnused(server, request, row, await redeem(server, request, row))
  requireThat(request, 'grant.live', grant.revoked_at === null)
  const scopes = grant.scope.split(' ').filter(Boolean)
  return issueGrantTokens(server, request, {
    grantType: 'authorization_code',
    client,
    grant,
    scopes,
    nonce: row.nonce,
    refreshScopes: scopes,
  })
}

/** A code that comes again has leaked: everything that it brought is revoked (RFC 6749 §4.1.2). */
async function requireUnused(
  server: AuthServer,
  request: FastifyRequest,
  row: CodeRow,
  unused: boolean,
): Promise<void> {
  if (!unused) await revokeGrant(server.db, request.sandbox, row.grant_id)
  requireThat(request, 'code.unused', unused)
}

/** One statement decides who wins, also between replicas. */
async function redeem(server: AuthServer, request: FastifyRequest, row: CodeRow): Promise<boolean> {
  const won = await server.db
    .updateTable('codes')
    .set({ redeemed_at: request.sandbox.clock.now() })
    .where('sandbox', '=', row.sandbox)
    .where('code_hash', '=', row.code_hash)
    .where('redeemed_at', 'is', null)
    .returning('code_hash')
    .executeTakeFirst()
  return won !== undefined
}

/** Required when the authorization request had one, and then the same. */
function fitsRedirectUri(row: CodeRow, sent: string | undefined): boolean {
  return row.redirect_uri === null ? sent === undefined : sent === row.redirect_uri
}

function requireVerifier(
  request: FastifyRequest,
  challenge: string | null,
  verifier: string | undefined,
): void {
  if (challenge === null) {
    requireThat(request, 'pkce.verifier-unexpected', verifier === undefined)
    return
  }
  const formed = verifier !== undefined && /^[A-Za-z0-9\-._~]{43,128}$/.test(verifier)
  if (!check(request, 'pkce.verifier-present', formed)) return
  const [method, wanted] = challenge.split(':')
  const found =
    method === 'plain' ? verifier : createHash('sha256').update(verifier!).digest('base64url')
  check(request, 'pkce.verifier-matches', found === wanted)
}
