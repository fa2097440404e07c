import type { FastifyRequest } from 'fastify'
import { messageAddress } from '@oauth-lab/kit/pages/console-link.ts'
import type { Keys } from '../issuer/keys.ts'
import type { Connection } from '../issuer/connection.ts'
import type { SignedIn } from '../store/sessions.ts'
import type { TokenView } from '../view/token-card.ts'
import { idTokenOf } from '../words/tokens.ts'
import type { TokenWords } from '../words/tokens.ts'
import { decode } from './decode.ts'
import type { Decoded } from './decode.ts'
import type { Finding } from './finding.ts'
import { verifySignature } from './signature.ts'
import { verifyAccessToken } from './verify-access-token.ts'
import { verifyIdToken } from './verify-id-token.ts'

/** What the views of tokens need of this client. */
export interface TokenContext {
  server: Connection
  keys: Keys
  /** The exchange that brought them, as the recording names it. */
  recorded: string | null
}

/** An access token, decoded and verified. */
export async function viewAccessToken(
  request: FastifyRequest,
  context: TokenContext,
  token: string,
  words: TokenWords,
): Promise<TokenView> {
  const { sandbox } = request
  const decoded = decode(token)
  const findings = verifyAccessToken(decoded, {
    server: context.server.chosen.server,
    clientId: context.server.credentials.clientId,
    clock: sandbox.clock,
  })
  return complete(request, context, { token, decoded, findings, words })
}

/** A session's ID token, decoded and verified. */
export async function viewIdToken(
  request: FastifyRequest,
  context: TokenContext,
  { session, tokens }: SignedIn,
): Promise<TokenView> {
  const { sandbox } = request
  const decoded = decode(tokens.id_token)
  const findings = await verifyIdToken(decoded, {
    issuer: context.server.chosen.server.issuer,
    clientId: context.server.credentials.clientId,
    subject: session.subject,
    nonce: session.nonce,
    refreshed: tokens.version > 1,
    accessToken: tokens.access_token,
    paired: tokens.id_token_paired === 1,
    clock: sandbox.clock,
  })
  const words = idTokenOf(session.name)
  return complete(request, context, { token: tokens.id_token, decoded, findings, words })
}

async function complete(
  { sandbox }: FastifyRequest,
  { server, keys, recorded }: TokenContext,
  found: { token: string; decoded: Decoded; findings: Finding[]; words: TokenWords },
): Promise<TokenView> {
  const { token, decoded, findings, words } = found
  const signature = decoded.opaque
    ? []
    : [
        await verifySignature(token, {
          keys: keys(sandbox, server.chosen, server.metadata),
          kid: decoded.header.kid,
        }),
      ]
  return {
    ...words,
    raw: token,
    decoded,
    findings: [...signature, ...findings],
    inFlow: recorded === null ? undefined : messageAddress(sandbox, recorded),
  }
}
