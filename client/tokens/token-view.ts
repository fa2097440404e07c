import type { FastifyRequest } from 'fastify'
import type { KeyValue } from '@oauth-lab/kit/pages/parts.ts'
import { address } from '@oauth-lab/kit/pages/text.ts'
import type { Keys } from '../issuer/keys.ts'
import type { Connection } from '../issuer/connection.ts'
import type { SignedIn } from '../store/sessions.ts'
import { claimRows } from '../words/claims.ts'
import type { About, ClaimRow } from '../words/claims.ts'
import { decode } from './decode.ts'
import type { Decoded } from './decode.ts'
import type { Finding } from './finding.ts'
import { verifySignature } from './signature.ts'
import { verifyAccessToken } from './verify-access-token.ts'
import { verifyIdToken } from './verify-id-token.ts'

/** A token as a page shows it. */
export interface TokenView {
  id: string
  title: string
  note: string
  /** The message that brought it, as the recording names it. */
  recorded: string | null
  raw: string
  opaque: boolean
  /** The claims that are read first, and the others with the header. */
  first: KeyValue[]
  others: KeyValue[]
  findings: Finding[]
}

/** An access token, decoded and verified. @param about who `sub` stands for */
export async function viewAccessToken(
  request: FastifyRequest,
  options: {
    server: Connection
    keys: Keys
    token: string
    recorded: string | null
    about: string
    note: string
  },
): Promise<TokenView> {
  const { server, keys, token, recorded, about, note } = options
  const { sandbox } = request
  const decoded = decode(token)
  const findings = verifyAccessToken(decoded, {
    server: sandbox.authorizationServer,
    clientId: server.credentials.clientId,
    clock: sandbox.clock,
  })
  return {
    id: 'access-token',
    title: 'Access token',
    note,
    recorded,
    ...(await complete(request, server, keys, token, decoded, findings, {
      kind: 'access',
      subject: about,
    })),
  }
}

/** A session's ID token, decoded and verified. */
export async function viewIdToken(
  request: FastifyRequest,
  options: { server: Connection; keys: Keys; signedIn: SignedIn },
): Promise<TokenView> {
  const { server, keys, signedIn } = options
  const { session, tokens } = signedIn
  const { sandbox } = request
  const decoded = decode(tokens.id_token)
  const findings = verifyIdToken(decoded, {
    issuer: sandbox.authorizationServer.issuer,
    clientId: server.credentials.clientId,
    subject: session.subject,
    nonce: session.nonce,
    refreshed: tokens.version > 1,
    accessToken: tokens.access_token,
    paired: tokens.id_token_paired === 1,
    clock: sandbox.clock,
  })
  return {
    id: 'id-token',
    title: 'ID token',
    note: 'Tells this page who signed in, when and for whom. Not a key to anything.',
    recorded: tokens.exchange,
    ...(await complete(request, server, keys, tokens.id_token, decoded, findings, {
      kind: 'id',
      subject: `stands for ${session.name}`,
    })),
  }
}

async function complete(
  { sandbox }: FastifyRequest,
  server: Connection,
  keys: Keys,
  token: string,
  decoded: Decoded,
  findings: Finding[],
  about: About,
): Promise<Pick<TokenView, 'raw' | 'opaque' | 'first' | 'others' | 'findings'>> {
  if (decoded.opaque) return { raw: token, opaque: true, first: [], others: [], findings }
  const jwksUri = server.metadata.jwks_uri
  const { kid } = decoded.header
  const signature = await verifySignature({ sandbox, keys, jwksUri, token, kid })
  const { first, others } = claimRows(decoded, about)
  return {
    raw: token,
    opaque: false,
    first: first.map(shown),
    others: others.map(shown),
    findings: [signature, ...findings],
  }
}

/** Addresses in a claim may break. */
function shown(row: ClaimRow): KeyValue {
  return row.value.includes('://') ? { ...row, value: address(row.value) } : row
}
