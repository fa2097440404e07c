import type { FastifyReply, FastifyRequest } from 'fastify'
import { parameter, repeated } from '@oauth-lab/kit/form.ts'
import type { Parameters } from '@oauth-lab/kit/form.ts'
import { check, requireThat } from '../checks.ts'
import { findClient } from '../clients/client.ts'
import type { Client } from '../clients/client.ts'
import { requireCsrfToken } from '../interaction/browser.ts'
import { endSession, findSession } from '../interaction/sessions.ts'
import { showLoggedOut, showLogoutQuestion } from '../interaction/show.ts'
import type { AuthServer } from '../server.ts'
import { requireForm } from '../token/read-form.ts'
import { verifyIdTokenHint } from '../tokens/verify-id-token-hint.ts'

/** A logout request that passed every check. */
export interface LogoutRequest {
  client: Client | undefined
  postLogoutRedirectUri: string | undefined
  state: string | undefined
  /** The subject that the hint names. */
  hintedSub: string | undefined
}

const csrfPurpose = 'logout'

/**
 * RP-initiated logout (OpenID Connect RP-Initiated Logout §2). A valid hint for the user of this
 * browser's session logs out at once; otherwise the user is asked.
 */
export function logoutEndpoints(server: AuthServer) {
  return {
    begin: async (request: FastifyRequest, reply: FastifyReply): Promise<unknown> => {
      const parameters =
        request.method === 'POST' ? requireForm(request) : (request.query as Parameters)
      const wanted = await requireLogoutRequest(server, request, parameters)
      const session = await findSession(server, request)
      if (session !== undefined && session.sub !== wanted.hintedSub) {
        return showLogoutQuestion(server, request, reply, wanted, session)
      }
      return finish(server, request, reply, wanted, wanted.hintedSub !== undefined)
    },
    /** The user's answer to the question. */
    answer: async (request: FastifyRequest, reply: FastifyReply): Promise<unknown> => {
      const form = requireForm(request)
      requireCsrfToken(request, form, csrfPurpose)
      const wanted = await requireLogoutRequest(server, request, form)
      if (form['answer'] !== 'yes') return showLoggedOut(server, request, reply, wanted, false)
      return finish(server, request, reply, wanted, true)
    },
  }
}

async function finish(
  server: AuthServer,
  request: FastifyRequest,
  reply: FastifyReply,
  wanted: LogoutRequest,
  /** Whether the browser goes on by itself; else by a link, since anybody may have sent it here. */
  goesOn: boolean,
): Promise<unknown> {
  await endSession(server, request, reply)
  const { postLogoutRedirectUri, state } = wanted
  if (postLogoutRedirectUri === undefined || !goesOn) {
    return showLoggedOut(server, request, reply, wanted, true)
  }
  const target = new URL(postLogoutRedirectUri)
  if (state !== undefined) target.searchParams.set('state', state)
  return reply.header('cache-control', 'no-store').redirect(target.href, 303)
}

async function requireLogoutRequest(
  server: AuthServer,
  request: FastifyRequest,
  parameters: Parameters,
): Promise<LogoutRequest> {
  requireThat(request, 'authorization.parameters-once', repeated(parameters).length === 0)
  const hint = parameter(parameters, 'id_token_hint')
  const hinted =
    hint === undefined ? undefined : await verifyIdTokenHint(server, request.sandbox, hint)
  requireThat(request, 'logout.hint-valid', hint === undefined || hinted !== undefined)
  const sent = parameter(parameters, 'client_id')
  const fits = sent === undefined || hinted === undefined || sent === hinted.clientId
  requireThat(request, 'logout.client-of-hint', fits)
  const clientId = hinted?.clientId ?? sent
  const client =
    clientId === undefined ? undefined : await findClient(server.db, request.sandbox, clientId)
  const postLogoutRedirectUri = parameter(parameters, 'post_logout_redirect_uri')
  if (postLogoutRedirectUri !== undefined) {
    const registered = client?.metadata.post_logout_redirect_uris ?? []
    check(request, 'logout.redirect-registered', registered.includes(postLogoutRedirectUri))
  }
  const state = parameter(parameters, 'state')
  return { client, postLogoutRedirectUri, state, hintedSub: hinted?.sub }
}
