import type { FastifyReply, FastifyRequest } from 'fastify'
import { refuseAsOrdered } from '@oauth-lab/kit/interventions/ordered-refusal.ts'
import type { Sandbox } from '@oauth-lab/kit/sandbox.ts'
import { requireAccess } from './access/access.ts'
import type { Access } from './access/access.ts'
import { readAccessToken } from './access/bearer-token.ts'
import { requireHolder } from '@oauth-lab/kit/proof/require-holder.ts'
import { repeatInteractionId } from '@oauth-lab/kit/http/interaction-id.ts'
import { proofAlgorithms } from '@oauth-lab/kit/proof/require-proof.ts'
import { check } from './checks.ts'
import type { BoundTo, SentToken } from '@oauth-lab/kit/proof/require-holder.ts'
import type { AuthorizationServers } from './authorization-server/authorization-servers.ts'
import { runAs } from './delegation/current-user.ts'
import { clientOf, delegate, readUserInfo } from './delegation/delegate.ts'
import { keepLocalUser } from './delegation/local-users.ts'
import type { MappingHook } from './delegation/mapping.ts'
import { openExchange } from './exchange.ts'
import type { Exchange } from './exchange.ts'
import { protectedPaths } from './resource.ts'
import type { Operation } from './resource.ts'
import type { Database } from './store/tables.ts'

export interface OperationParts {
  db: Database
  authorizationServers: AuthorizationServers
  /** Takes the place of the mapping of the configuration; undefined where none is loaded. */
  mapUser: (sandbox: Sandbox) => MappingHook | undefined
}

type Work = (access: Access, request: FastifyRequest) => object
type Handler = (request: FastifyRequest, reply: FastifyReply) => Promise<object>

/** Runs an operation as the service, for whoever may call it. */
export function asService(parts: OperationParts, operation: Operation, work: Work): Handler {
  return async (request, reply) => {
    const { access } = await enter(parts, request, reply, operation)
    return work(access, request)
  }
}

/** Runs an operation as the local user that the token stands for. */
export function asLocalUser(parts: OperationParts, operation: Operation, work: Work): Handler {
  return async (request, reply) => {
    const { exchange, access, authorizationServer } = await enter(parts, request, reply, operation)
    const askUserInfo = (subject: string) =>
      readUserInfo(exchange, access, subject, authorizationServer)
    const delegated = await delegate(exchange, access, askUserInfo, parts.mapUser(request.sandbox))
    await keepLocalUser(parts.db, exchange, delegated, clientOf(access))
    return runAs(delegated.user, () => work(access, request))
  }
}

/** Where the resource takes tokens by DPoP alone (RFC 9728 §2). */
function requireDpopWhereNeeded(exchange: Exchange, { scheme }: SentToken): void {
  if (!exchange.configuration.dpopRequired) return
  check(exchange, 'token.by-dpop', scheme === 'DPoP', 'The setting dpopRequired is on.')
}

async function enter(
  { db, authorizationServers }: OperationParts,
  request: FastifyRequest,
  reply: FastifyReply,
  operation: Operation,
) {
  reply.header('cache-control', 'no-store')
  repeatInteractionId(request, reply)
  const exchange = await openExchange(db, request, protectedPaths[operation])
  request.exchange = exchange
  refuseAsOrdered(request)
  const authorizationServer = authorizationServers.of(exchange)
  const sent = readAccessToken(request)
  requireDpopWhereNeeded(exchange, sent)
  const { dpopNonces: nonces } = exchange.configuration
  const proven = { ...exchange, db, reply, nonces, algorithms: proofAlgorithms }
  const presented = {
    token: sent.token,
    requireHolder: (boundTo: BoundTo) => requireHolder(proven, sent, boundTo),
  }
  const access = await requireAccess(exchange, presented, authorizationServer)
  return { exchange, access, authorizationServer }
}
