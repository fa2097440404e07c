import type { FastifyReply, FastifyRequest } from 'fastify'
import { decodeJwt, jwtVerify } from 'jose'
import type { JWTPayload } from 'jose'
import { shown } from '@oauth-lab/kit/check-detail.ts'
import { Refusal } from '@oauth-lab/kit/checks.ts'
import { parameter } from '@oauth-lab/kit/form.ts'
import type { Parameters } from '@oauth-lab/kit/form.ts'
import { requireThat } from '../checks.ts'
import type { Choices } from '../configurations/chosen.ts'
import type { Connect } from '../issuer/connection.ts'
import type { Keys } from '../issuer/keys.ts'
import { ServerProblem } from '../issuer/problem.ts'
import type { Registrations } from '../store/registrations.ts'
import type { Named, Sessions } from '../store/sessions.ts'

const event = 'http://schemas.openid.net/event/backchannel-logout'

/**
 * Ends the session, or all sessions of a person, that the authorization server names in a logout token (OpenID
 * Connect Back-Channel Logout §2.6, §2.7). Answers programs: 200, or 400 with what failed (§2.8).
 */
export function createBackchannelLogout(options: {
  choices: Choices
  connect: Connect
  keys: Keys
  registrations: Registrations
  sessions: Sessions
}) {
  const { choices, connect, keys, registrations, sessions } = options
  return async (request: FastifyRequest, reply: FastifyReply) => {
    reply.header('cache-control', 'no-store')
    try {
      await end(request)
      return await reply.code(200).send()
    } catch (error) {
      if (error instanceof Refusal) {
        const { status, message } = error
        return reply.code(status).send({ error: error.error, error_description: message })
      }
      if (!(error instanceof ServerProblem)) throw error
      const description = 'The authorization server could not be asked for its keys.'
      return reply.code(400).send({ error: 'server_error', error_description: description })
    }
  }

  async function end(request: FastifyRequest): Promise<void> {
    const { sandbox } = request
    const token = parameter((request.body ?? {}) as Parameters, 'logout_token')
    requireThat(request, 'logout-token.present', token !== undefined)
    const { aud } = readClaims(token)
    // One more in the list is nobody whom this page trusts (OpenID Connect Core §3.1.3.7).
    const [one, ...others] = [aud].flat()
    const registration =
      typeof one === 'string' && others.length === 0
        ? await registrations.named(sandbox.id, one)
        : undefined
    requireThat(request, 'logout-token.client', registration, () => `It is ${shown(aud)}.`)
    const chosen = await choices.byId(request, registration.configuration_id)
    const { metadata } = await connect(request, chosen)
    const claims = await verified(request, token, {
      key: keys(sandbox, chosen, metadata),
      issuer: chosen.server.issuer,
      audience: registration.client_id,
    })
    const isLogout = Object.hasOwn(claims['events'] ?? {}, event) && !('nonce' in claims)
    requireThat(request, 'logout-token.event', isLogout)
    const named = namedBy(claims)
    requireThat(request, 'logout-token.session', named)
    await sessions.endNamed(sandbox.id, registration.configuration_id, named)
  }
}

async function verified(
  request: FastifyRequest,
  token: string,
  { key, ...expected }: { key: ReturnType<Keys>; issuer: string; audience: string },
): Promise<JWTPayload> {
  const currentDate = new Date(request.sandbox.clock.now())
  const options = { ...expected, currentDate, requiredClaims: ['iat', 'exp', 'jti'] }
  const result = key && (await jwtVerify(token, key, options).catch(() => undefined))
  requireThat(request, 'logout-token.valid', result)
  return result.payload
}

function namedBy({ sid, sub }: JWTPayload): Named | undefined {
  if (typeof sid === 'string') return { sid }
  return sub === undefined ? undefined : { subject: sub }
}

/** Nothing is verified yet. */
function readClaims(token: string): JWTPayload {
  try {
    return decodeJwt(token)
  } catch {
    return {}
  }
}
