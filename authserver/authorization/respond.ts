import type { Refusal } from '@oauth-lab/kit/checks.ts'
import type { Exchange } from '../exchange.ts'
import { showFormPost } from '../interaction/show.ts'
import { issuerOf } from '../server.ts'
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
  exchange: Exchange,
  { clientId, redirectUri, responseMode, state }: ReturnPath,
  answer: Record<string, string>,
): unknown {
  const parameters = {
    ...answer,
    ...(state !== undefined && { state }),
    iss: issuerOf(exchange.sandbox),
  }
  exchange.reply.header('cache-control', 'no-store')
  if (responseMode === 'form_post') {
    return showFormPost(exchange, clientId, redirectUri, parameters)
  }
  return exchange.reply.redirect(withParameters(redirectUri, parameters, responseMode), 303)
}

/** Tells the client that its request was refused (RFC 6749 §4.1.2.1). */
export function respondRefusal(
  exchange: Exchange,
  path: ReturnPath,
  { error, message }: Refusal,
): unknown {
  return respond(exchange, path, { error, error_description: message })
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
