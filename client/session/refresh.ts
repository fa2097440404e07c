import { refreshTokenGrant } from 'openid-client'
import type { FastifyRequest } from 'fastify'
import { expected } from '@oauth-lab/kit/check-detail.ts'
import { check, requireThat } from '../checks.ts'
import { accepted } from '../issuer/answer-checks.ts'
import type { Choices, Chosen } from '../configurations/chosen.ts'
import type { Connect } from '../issuer/connection.ts'
import { tokenExchangeId } from '../issuer/exchange.ts'
import { resourceOf } from '../issuer/resource.ts'
import { singleFlight } from '../issuer/single-flight.ts'
import type { Sessions, SignedIn } from '../store/sessions.ts'
import type { Deed } from '../words/deeds.ts'

/** Milliseconds, real time, after which a process that claimed a refresh is taken to be gone. */
const claimFor = 15_000
const lookAgainAfter = 50

/**
 * Renews a session's tokens (RFC 6749 §6). Whoever asks while tokens of that version are renewed
 * waits for that refresh. A rotated refresh token that is sent twice would end the grant (RFC 9700
 * §4.14.2).
 * @throws Refusal | ServerProblem
 */
export function createRefresh(options: { choices: Choices; connect: Connect; sessions: Sessions }) {
  const { choices, connect, sessions } = options
  const renew = async (
    request: FastifyRequest,
    chosen: Chosen,
    { session, tokens }: SignedIn,
    token: string,
  ) => {
    const server = await connect(request, chosen)
    const { answer, exchange } = await server.use(
      'new tokens',
      async (configuration, answers, proving) => ({
        answer: await refreshTokenGrant(configuration, token, resourceOf(chosen), proving),
        exchange: tokenExchangeId(request.sandbox, answers),
      }),
    )
    accepted(request, 'token response')
    const claims = answer.claims()
    if (claims !== undefined && session.subject !== '') {
      const same = claims.sub === session.subject
      const detail = expected(session.subject, claims.sub)
      check(request, 'refresh.same-subject', same, detail)
    }
    const now = request.sandbox.clock.now()
    return {
      access_token: answer.access_token,
      token_type: answer.token_type,
      refresh_token: answer.refresh_token ?? token,
      id_token: answer.id_token ?? tokens.id_token,
      id_token_paired: answer.id_token === undefined ? 0 : 1,
      scope: answer.scope ?? tokens.scope,
      received_at: now,
      expires_at: answer.expires_in === undefined ? null : now + answer.expires_in * 1000,
      exchange,
    }
  }

  const claimAndRenew = async (
    request: FastifyRequest,
    chosen: Chosen,
    signedIn: SignedIn,
    token: string,
  ): Promise<Deed> => {
    const { tokens } = signedIn
    if (!(await sessions.claim(tokens, Date.now() + claimFor))) {
      await awaitOtherProcess(request, signedIn)
      return 'refreshed-elsewhere'
    }
    let renewed
    try {
      renewed = await renew(request, chosen, signedIn, token)
      return renewed.refresh_token === token ? 'refreshed' : 'rotated'
    } finally {
      await sessions.settle(tokens, renewed)
    }
  }

  const awaitOtherProcess = async (request: FastifyRequest, { tokens }: SignedIn) => {
    const { sandbox } = request
    for (let waited = 0; waited < claimFor; waited += lookAgainAfter) {
      const found = await sessions.find(sandbox.id, tokens.session_hash, sandbox.clock.now())
      if (found === undefined || found.tokens.version !== tokens.version) return
      if (found.tokens.claimed_until <= Date.now()) return
      await new Promise((resolve) => setTimeout(resolve, lookAgainAfter))
    }
  }

  /** @param version the version of the tokens that the form showed: an older one has been renewed since */
  return async (request: FastifyRequest, signedIn: SignedIn, version: number): Promise<Deed> => {
    const { session, tokens } = signedIn
    const { refresh_token, session_hash } = tokens
    const chosen = await choices.byId(request, session.configuration_id)
    requireThat(
      request,
      'refresh-token.given',
      refresh_token,
      chosen.server.external
        ? 'It gives one for `offline_access` at most, and need not (OpenID Connect Core §11). Log out, and sign in again.'
        : 'You did not allow `offline_access`; log out, sign in again and tick it.',
    )
    if (tokens.version !== version) return 'refreshed-elsewhere'
    return singleFlight(request.sandbox, `refresh ${session_hash}`, () =>
      claimAndRenew(request, chosen, signedIn, refresh_token),
    )
  }
}
