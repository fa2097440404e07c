import type { FastifyRequest } from 'fastify'
import type {
  MappingTrial,
  MappingTrialAnswer,
} from '@oauth-lab/kit/admin/mapping-trial-document.ts'
import { Refusal } from '@oauth-lab/kit/checks.ts'
import { requireAccess } from '../access/access.ts'
import type { Access } from '../access/access.ts'
import { requireTokenForm } from '../access/bearer-token.ts'
import type { UserInfo } from '../authorization-server/userinfo.ts'
import { openExchange } from '../exchange.ts'
import type { Exchange } from '../exchange.ts'
import { protectedPaths } from '../resource.ts'
import type { OperationParts } from '../run-operation.ts'
import { delegate, readUserInfo } from './delegate.ts'

/**
 * Which local user a token, or claims, would become, or why none. A token is judged as a delegated
 * request would be. Nothing is stored, and no check of it counts for the request that asks.
 * @throws Refusal (503) while the resource server is not configured
 */
export async function tryMapping(
  { db, authorizationServers, mapUser }: OperationParts,
  request: FastifyRequest,
  trial: MappingTrial,
): Promise<MappingTrialAnswer> {
  const opened = await openExchange(db, request, protectedPaths.delegated)
  const { mapping = opened.configuration.mapping } = trial
  const exchange: Exchange = {
    ...opened,
    checks: [],
    configuration: { ...opened.configuration, mapping },
  }
  const hook = mapUser(request.sandbox)
  const used = trial.mapping === undefined ? hook : undefined
  const known: MappingTrialAnswer['known'] = { claims: null, introspection: null, userInfo: null }
  const answer = {
    user: null,
    why: null,
    by: used === undefined ? ('configuration' as const) : ('hook' as const),
    hook: hook !== undefined,
    checks: exchange.checks,
    known,
  }
  try {
    const authorizationServer = authorizationServers.of(exchange)
    const access = await accessOf(exchange, trial, authorizationServer)
    known.claims = access.claims
    known.introspection = access.introspection
    const askUserInfo = async (subject: string) => {
      const told =
        trial.token === undefined
          ? ((trial.userInfo ?? null) as UserInfo | null)
          : await readUserInfo(exchange, access, subject, authorizationServer)
      known.userInfo = told
      return told
    }
    const { user } = await delegate(exchange, access, askUserInfo, used)
    return { ...answer, user }
  } catch (error) {
    if (!(error instanceof Refusal)) throw error
    return { ...answer, why: error.check === 'hook.runs' ? whyOf(exchange, error) : error.message }
  }
}

/** Whoever tries a hook is told where it failed and what it said, which a peer is not. */
function whyOf({ checks }: Exchange, { cause }: Refusal): string {
  const { says, detail } = checks.at(-1)!
  return [says, detail, cause instanceof Error ? cause.message : ''].filter(Boolean).join(' ')
}

async function accessOf(
  exchange: Exchange,
  { token, claims, introspection }: MappingTrial,
  authorizationServer: Parameters<typeof requireAccess>[2],
): Promise<Access> {
  if (token === undefined) {
    return {
      token: '',
      boundTo: {},
      claims: claims ?? null,
      introspection: introspection ?? null,
      scopes: [],
    }
  }
  requireTokenForm(exchange, token)
  // Who tries what a token becomes sends it as no client would: nobody's key is asked for.
  const presented = { token, requireHolder: () => Promise.resolve() }
  return requireAccess(exchange, presented, authorizationServer)
}
