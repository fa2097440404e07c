import { authorizationCodeGrant } from 'openid-client'
import type { FastifyReply, FastifyRequest } from 'fastify'
import { expected, shownList } from '@oauth-lab/kit/check-detail.ts'
import { parameter, repeated } from '@oauth-lab/kit/form.ts'
import type { Parameters } from '@oauth-lab/kit/form.ts'
import { check, requireThat } from '../checks.ts'
import { pageOf } from '../configurations/addresses.ts'
import type { Choices } from '../configurations/chosen.ts'
import { accepted } from '../issuer/answer-checks.ts'
import type { Connect, Connection } from '../issuer/connection.ts'
import { tokenExchangeId } from '../issuer/exchange.ts'
import { resourceOf } from '../issuer/resource.ts'
import { rotateSession, sessionHashOf } from '../session/session-cookie.ts'
import type { Sessions } from '../store/sessions.ts'
import type { SignIns } from '../store/sign-ins.ts'
import { browserOf, derive } from './browser.ts'
import { expectNonce } from './expect-nonce.ts'

/** Milliseconds on the sandbox's clock. */
const sessionLifetime = 12 * 3600_000

/**
 * Takes the authorization response (RFC 6749 §4.1.2), exchanges the code and begins a session.
 * `state`, PKCE and the ID token are verified by openid-client.
 * @throws Refusal | ServerProblem
 */
export function createFinishSignIn(options: {
  choices: Choices
  connect: Connect
  signIns: SignIns
  sessions: Sessions
}) {
  const { choices, connect, signIns, sessions } = options
  return async (request: FastifyRequest, reply: FastifyReply) => {
    const { sandbox } = request
    const query = request.query as Parameters
    const twice = repeated(query)
    const repeats = `Sent more than once: ${shownList(twice, ', ')}.`
    requireThat(request, 'callback.parameters-once', twice.length === 0, repeats)

    const hasAnswer = query['code'] !== undefined || query['error'] !== undefined
    requireThat(request, 'callback.answer-present', hasAnswer)

    const state = parameter(query, 'state') ?? ''
    const begun = /^[\w-]{43}$/.test(state)
      ? await signIns.find(sandbox.id, state, sandbox.clock.now())
      : undefined
    requireThat(request, 'state.known', begun)
    const browser_hash = derive('sign-in', browserOf(request, reply))
    check(request, 'state.this-browser', begun.browser_hash === browser_hash)
    const signIn = await signIns.take(sandbox.id, state)
    requireThat(request, 'state.unused', signIn)

    const chosen = await choices.byId(request, signIn.configuration_id)
    const server = await connect(request, chosen)
    const response = responseFrom(request, server)
    const { tokens, exchange } = await server.use(
      'the tokens',
      async (configuration, answers, proving) => {
        const nonce = expectNonce(request, signIn.nonce, answers)
        const expects = { expectedState: state, pkceCodeVerifier: signIn.code_verifier }
        const granted = await authorizationCodeGrant(
          configuration,
          response,
          signIn.nonce === ''
            ? expects
            : {
                ...expects,
                idTokenExpected: true,
                get expectedNonce() {
                  // openid-client takes undefined too: then there must be none.
                  return nonce()!
                },
              },
          resourceOf(chosen),
          proving,
        )
        return { tokens: granted, exchange: tokenExchangeId(sandbox, answers) }
      },
    )
    const claims = tokens.claims()
    accepted(request, 'authorization response', 'token response')
    if (claims !== undefined) accepted(request, 'ID token')

    const now = sandbox.clock.now()
    const former = sessionHashOf(request)
    const session_hash = rotateSession(request, reply)
    await sessions.begin(
      {
        session: {
          sandbox: sandbox.id,
          session_hash,
          subject: claims?.sub ?? '',
          name: claims === undefined ? 'somebody' : nameOf(claims),
          nonce: signIn.nonce,
          expires_at: now + sessionLifetime,
          configuration_id: chosen.configuration.id,
          issuer: chosen.server.issuer,
          sid: typeof claims?.['sid'] === 'string' ? claims['sid'] : '',
        },
        tokens: {
          sandbox: sandbox.id,
          session_hash,
          access_token: tokens.access_token,
          token_type: tokens.token_type,
          refresh_token: tokens.refresh_token ?? null,
          id_token: tokens.id_token ?? '',
          id_token_paired: 1,
          scope: tokens.scope ?? chosen.server.scope,
          received_at: now,
          expires_at: tokens.expires_in === undefined ? null : now + tokens.expires_in * 1000,
          exchange,
          version: 1,
          claimed_until: 0,
        },
      },
      former,
      now,
    )
    return reply.header('cache-control', 'no-store').redirect(pageOf(sandbox), 303)
  }
}

/**
 * The redirect URI as it was registered, with the answer that came to it. It comes from the issuer
 * that was asked (RFC 9207 §2.4); where a policy waives that, openid-client is told so.
 */
function responseFrom(request: FastifyRequest, { chosen, metadata }: Connection): URL {
  const [, query = ''] = request.originalUrl.split(/\?(.*)/s)
  const registered = new URL(chosen.redirectUri)
  const came = new URLSearchParams(query)
  const lost = [...registered.searchParams].filter(([name, value]) => came.get(name) !== value)
  const names = lost.map(([name]) => name)
  requireThat(
    request,
    'callback.query-kept',
    lost.length === 0,
    () => `See ${shownList(names, ', ')}.`,
  )
  const response = new URL(registered)
  response.search = query
  const { issuer, authorization_response_iss_parameter_supported: promised } = metadata
  const iss = response.searchParams.get('iss') ?? undefined
  const holds = iss === issuer || (iss === undefined && promised !== true)
  const held = check(request, 'authorization-response.issuer', holds, expected(issuer, iss))
  if (!held) response.searchParams.set('iss', issuer)
  return response
}

function nameOf(claims: { sub: string; name?: unknown; preferred_username?: unknown }): string {
  const named = [claims.name, claims.preferred_username]
  return named.find((one): one is string => typeof one === 'string') ?? claims.sub
}
