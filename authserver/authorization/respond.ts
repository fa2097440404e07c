import type { FastifyReply, FastifyRequest } from 'fastify'
import type { Refusal } from '@oauth-lab/kit/checks.ts'
import { showFormPost } from '../interaction/show.ts'
import { issuerOf } from '../server.ts'
import type { AuthServer } from '../server.ts'
import type { ResponseMode } from './authorization-request.ts'

/** Where an authorization response goes. */
export interface ReturnPath {
  clientId: string
  redirectUri: string
  responseMode: ResponseMode
  state?: string | undefined
}

/** Sends the authorization response to the client, with `iss` (RFC 9207 §2) and `state`. */
export function respond(
  server: AuthServer,
  request: FastifyRequest,
  reply: FastifyReply,
  { clientId, redirectUri, responseMode, state }: ReturnPath,
  answer: Record<string, string>,
): unknown {
  const parameters = {
    ...answer,
    ...(state !== undefined && { state }),
    iss: issuerOf(request.sandbox),
  }
  reply.header('cache-control', 'no-store')
  if (responseMode === 'form_post') {
    return showFormPost(server, request, reply, clientId, redirectUri, parameters)
  }
  return reply.redirect(withParameters(redirectUri, parameters, responseMode), 303)
}

/** Tells the client that its request was refused (RFC 6749 §4.1.2.1). */
export function respondRefusal(
  server: AuthServer,
  request: FastifyRequest,
  reply: FastifyReply,
  path: ReturnPath,
  { error, message }: Refusal,
): unknown {
  return respond(server, request, reply, path, { error, error_description: message })
}

/** The redirect URI keeps its own query (RFC 6749 §3.1.2). */
function withParameters(
  uri: string,
  parameters: Record<string, string>,
  mode: ResponseMode,
): string {
  const encoded = new URLSearchParams(parameters).toString()
  if (mode === 'fragment') return `${uri}#${encoded}`
  return `${uri}${uri.includes('?') ? '&' : '?'}${encoded}`
}
