import { shown, shownList } from '@oauth-lab/kit/check-detail.ts'
import { parameter } from '@oauth-lab/kit/form.ts'
import type { Parameters } from '@oauth-lab/kit/form.ts'
import { check, requireThat } from '../checks.ts'
import { checkHttps } from '../clients/check-https.ts'
import type { Client } from '../clients/client.ts'
import type { Exchange } from '../exchange.ts'
import { canRedirectTo } from '../http/can-redirect-to.ts'
import { requireClient } from './require-client.ts'
import { isRegistered } from './redirect-uri.ts'
import { askedResponseMode } from './response-modes/response-modes.ts'
import type { ResponseMode } from './response-modes/response-modes.ts'

/** Where the answer goes once the redirect URI is trusted. */
export interface RedirectTarget {
  client: Client
  redirectUri: string
  /** Whether the request itself named it; the token request must then repeat it. */
  redirectUriSent: boolean
  responseMode: ResponseMode
  state: string | undefined
}

/** Client and redirect URI: what fails here is shown on our own page (RFC 6749 §4.1.2.1). */
export async function requireRedirectTarget(
  exchange: Exchange,
  parameters: Parameters,
): Promise<RedirectTarget> {
  const client = await requireClient(exchange, parameter(parameters, 'client_id'))
  const sent = parameter(parameters, 'redirect_uri')
  const { redirect_uris: registered } = client.metadata
  const isOpenId = parameter(parameters, 'scope')?.split(' ').includes('openid') === true
  const { requireRedirectUri } = exchange.configuration
  const mayLack = registered.length === 1 && !isOpenId && !requireRedirectUri
  const redirectUri = sent ?? (mayLack ? registered[0] : undefined)
  const ofServer = requireRedirectUri
    ? 'The setting requireRedirectUri is on.'
    : `${registered.length} are registered.`
  const why = isOpenId ? 'With openid it is always sent.' : ofServer
  requireThat(exchange, 'redirect-uri.present', redirectUri !== undefined, why)
  const fits = isRegistered(redirectUri, client.metadata)
  check(exchange, 'redirect-uri.registered', fits, () => {
    return `Sent ${shown(redirectUri)}; registered: ${shownList(registered, ' or ')}.`
  })
  checkHttps(exchange, client.metadata.application_type, [redirectUri])
  const isAbsolute = canRedirectTo(redirectUri)
  requireThat(exchange, 'redirect-uri.absolute', isAbsolute, () => `It is ${shown(redirectUri)}.`)
  return {
    client,
    redirectUri,
    redirectUriSent: sent !== undefined,
    responseMode: askedResponseMode(parameters),
    state: Array.isArray(parameters['state']) ? undefined : parameter(parameters, 'state'),
  }
}
