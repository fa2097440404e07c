import { clientCredentialsGrant } from 'openid-client'
import type { FastifyRequest } from 'fastify'
import { accepted } from '../issuer/answer-checks.ts'
import type { Chosen } from '../configurations/chosen.ts'
import type { Connect } from '../issuer/connection.ts'
import { tokenExchangeId } from '../issuer/exchange.ts'
import { ServerProblem } from '../issuer/problem.ts'
import { resourceOf } from '../issuer/resource.ts'
import { singleFlight } from '../issuer/single-flight.ts'
import type { MachineTokens } from '../store/machine-tokens.ts'
import type { MachineTokenRow } from '../store/tables.ts'

/** Milliseconds before its end from which a token isn't used any more. */
const margin = 5_000

export interface MachineToken {
  row: MachineTokenRow
  cached: boolean
}

/**
 * The client's own token (RFC 6749 §4.4), kept until it ends on the sandbox's clock. Those who ask
 * at the same time share one request. A client that the server doesn't know any more registers
 * again.
 * @throws Refusal | ServerProblem
 */
export function createMachineToken(options: { connect: Connect; machineTokens: MachineTokens }) {
  const { connect, machineTokens } = options

  const fetchToken = async (request: FastifyRequest, chosen: Chosen): Promise<MachineTokenRow> => {
    const { sandbox } = request
    const scope = scopeOf(chosen)
    const server = await connect(request, chosen)
    const { answer, exchange } = await server.use(
      'a token',
      async (configuration, answers, proving) => ({
        answer: await clientCredentialsGrant(
          configuration,
          { ...(scope !== '' && { scope }), ...resourceOf(chosen) },
          proving,
        ),
        exchange: tokenExchangeId(sandbox, answers),
      }),
    )
    accepted(request, 'token response')
    const now = sandbox.clock.now()
    const row = {
      sandbox: sandbox.id,
      issuer: chosen.server.issuer,
      configuration_id: chosen.configuration.id,
      access_token: answer.access_token,
      token_type: answer.token_type,
      scope: answer.scope ?? scope,
      received_at: now,
      expires_at: now + (answer.expires_in ?? 0) * 1000,
      exchange,
    }
    await machineTokens.keep(row)
    return row
  }

  const fetchOrRegister = async (
    request: FastifyRequest,
    chosen: Chosen,
  ): Promise<MachineTokenRow> => {
    try {
      return await fetchToken(request, chosen)
    } catch (error) {
      const unknown = error instanceof ServerProblem && error.error === 'invalid_client'
      if (!unknown || !chosen.configuration.registersItself) throw error
      return fetchToken(request, chosen)
    }
  }

  return async (request: FastifyRequest, chosen: Chosen): Promise<MachineToken> => {
    const { sandbox } = request
    const { id } = chosen.configuration
    const kept = await machineTokens.find(sandbox.id, id, chosen.server.issuer)
    const isUsable = kept?.token_type !== 'dpop' || chosen.configuration.dpop
    if (kept !== undefined && isUsable && isGood(kept, sandbox.clock.now())) {
      return { row: kept, cached: true }
    }
    const row = await singleFlight(sandbox, `machine token ${id}`, () =>
      fetchOrRegister(request, chosen),
    )
    return { row, cached: false }
  }
}

/** Scopes that say what of a person is wanted (OpenID Connect Core §5.4, §11): a machine is none. */
const ofPeople = ['openid', 'profile', 'email', 'address', 'phone', 'offline_access']

/** What the machine asks for: what the lab's resource server needs, or what the configuration says. */
function scopeOf({ configuration: { scope }, server }: Chosen): string {
  if (scope === null) return server.scope.includes(server.resourceScope) ? server.resourceScope : ''
  return scope
    .split(' ')
    .filter((name) => !ofPeople.includes(name))
    .join(' ')
}

/**
 * Whether a kept token can still be sent. After a clock was moved back it may come from the future.
 */
function isGood({ received_at, expires_at }: MachineTokenRow, now: number): boolean {
  return received_at <= now && now < expires_at - margin
}
