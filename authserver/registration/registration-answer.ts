import type { FastifyReply } from 'fastify'
import type { ClientMetadata } from '../clients/client-metadata.ts'
import { chosenBy, signatureOf } from '../keys/produce-jwt.ts'
import type { JwtUse } from '../keys/produce-jwt.ts'
import type { Exchange } from '../exchange.ts'
import { issuerOf } from '../server.ts'
import type { ClientRow } from '../store/tables.ts'

/** Answers with everything that holds for a client, chosen by it or by the server (RFC 7591 §3.2.1). */
export function answerRegistration(
  exchange: Exchange,
  status: 200 | 201,
  row: ClientRow,
  registrationToken: string,
): FastifyReply {
  const { sandbox, reply } = exchange
  const metadata = JSON.parse(row.metadata) as ClientMetadata
  const { grant_types } = metadata
  return reply
    .code(status)
    .header('cache-control', 'no-store')
    .header('pragma', 'no-cache')
    .send({
      ...metadata,
      ...algorithmsInForce(exchange, metadata),
      ...((grant_types.includes('authorization_code') || grant_types.includes('implicit')) && {
        id_token_signed_response_alg: signatureOf(exchange, 'ID token', { metadata }),
      }),
      client_id: row.client_id,
      client_id_issued_at: row.issued_at,
      ...(row.client_secret !== null && {
        client_secret: row.client_secret,
        client_secret_expires_at: 0,
      }),
      registration_access_token: registrationToken,
      registration_client_uri: `${issuerOf(sandbox)}/register/${row.client_id}`,
    })
}

/** What the client registered, or what a profile has put in its place since (RFC 7591 §2). */
function algorithmsInForce(exchange: Exchange, metadata: ClientMetadata): Record<string, string> {
  const uses = Object.entries(chosenBy) as [JwtUse, (typeof chosenBy)[JwtUse]][]
  const told = uses.flatMap(([use, member]) =>
    member === undefined || metadata[member] === undefined
      ? []
      : [[member, signatureOf(exchange, use, { metadata })] as const],
  )
  return Object.fromEntries(told)
}
