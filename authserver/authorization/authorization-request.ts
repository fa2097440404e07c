import { parameter, repeated } from '@oauth-lab/kit/form.ts'
import type { Parameters } from '@oauth-lab/kit/form.ts'
import { check, requireThat } from '../checks.ts'
import { findClient, isPublic } from '../clients/client.ts'
import type { Client } from '../clients/client.ts'
import type { Exchange } from '../exchange.ts'
import { requireResource } from '../token/audience.ts'
import { requireScopes } from '../tokens/scopes.ts'
import { verifyIdTokenHint } from '../tokens/verify-id-token-hint.ts'
import { isRegistered } from './redirect-uri.ts'

export const responseModes = ['query', 'fragment', 'form_post'] as const
export type ResponseMode = (typeof responseModes)[number]

/** Where the answer goes once the redirect URI is trusted. */
export interface ReturnAddress {
  clientId: string
  client: Client
  redirectUri: string
  /** Whether the request itself named it; the token request must then repeat it. */
  redirectUriSent: boolean
  responseMode: ResponseMode
  state: string | undefined
}

/** An authorization request that passed every check (RFC 6749 §4.1.1, OpenID Connect Core §3.1.2.1). */
export interface AuthorizationRequest {
  clientId: string
  redirectUri: string
  redirectUriSent: boolean
  responseMode: ResponseMode
  state: string | undefined
  scopes: string[]
  resource: string | undefined
  /** `S256:` or, where a policy waives that, `plain:` and the challenge. */
  codeChallenge: string | undefined
  nonce: string | undefined
  prompt: string[]
  /** Seconds. */
  maxAge: number | undefined
  loginHint: string | undefined
  /** The subject that an id_token_hint names. */
  hintedSub: string | undefined
  /** All parameters as sent, for hooks and for the pages. */
  parameters: Record<string, string>
}

const prompts = ['none', 'login', 'consent', 'select_account']

/** Client and redirect URI: what fails here is shown on our own page (RFC 6749 §4.1.2.1). */
export async function requireReturnAddress(
  exchange: Exchange,
  parameters: Parameters,
): Promise<ReturnAddress> {
  const twice = repeated(parameters)
  const once = !twice.includes('client_id') && !twice.includes('redirect_uri')
  requireThat(exchange, 'authorization.parameters-once', once)
  const clientId = parameter(parameters, 'client_id')
  const client = clientId && (await findClient(exchange.server.db, exchange.sandbox, clientId))
  requireThat(exchange, 'authorization.client-known', client)
  const sent = parameter(parameters, 'redirect_uri')
  const { redirect_uris: registered } = client.metadata
  const isOpenId = parameter(parameters, 'scope')?.split(' ').includes('openid') === true
  const redirectUri = sent ?? (registered.length === 1 && !isOpenId ? registered[0] : undefined)
  requireThat(exchange, 'redirect-uri.present', redirectUri !== undefined)
  check(exchange, 'redirect-uri.registered', isRegistered(redirectUri, client.metadata))
  requireThat(exchange, 'redirect-uri.present', URL.canParse(redirectUri))
  const mode = parameter(parameters, 'response_mode')
  return {
    clientId: client.id,
    client,
    redirectUri,
    redirectUriSent: sent !== undefined,
    responseMode: responseModes.find((one) => one === mode) ?? 'query',
    state: Array.isArray(parameters['state']) ? undefined : parameter(parameters, 'state'),
  }
}

/** Everything else: what fails here is told to the client at its redirect URI. */
export async function requireAuthorizationRequest(
  exchange: Exchange,
  parameters: Parameters,
  address: ReturnAddress,
): Promise<AuthorizationRequest> {
  const { client, redirectUri, redirectUriSent, responseMode, state } = address
  const value = (name: string) => parameter(parameters, name)

  const twice = repeated(parameters).filter((name) => name !== 'resource')
  requireThat(
    exchange,
    'authorization.parameters-once',
    twice.length === 0,
    `Sent more than once: ${twice.join(', ')}.`,
  )
  requireThat(exchange, 'request-object.absent', value('request') === undefined)
  requireThat(exchange, 'request-uri.absent', value('request_uri') === undefined)
  requireThat(exchange, 'registration-parameter.absent', value('registration') === undefined)
  requireThat(exchange, 'response-type.present', value('response_type') !== undefined)
  requireThat(exchange, 'response-type.code', value('response_type') === 'code')
  const mode = value('response_mode')
  requireThat(exchange, 'response-mode.supported', mode === undefined || mode === responseMode)
  const echoed = [state, value('nonce')]
  const small =
    JSON.stringify(parameters).length <= 16 * 1024 &&
    echoed.every((text) => (text?.length ?? 0) <= 2048)
  requireThat(exchange, 'authorization.size', small)
  const granted = exchange.configuration.supportedGrantTypes.includes('authorization_code')
  check(
    exchange,
    'grant-type.allowed',
    granted && client.metadata.grant_types.includes('authorization_code'),
  )
  const scopes = requireScopes(exchange, value('scope'), client)
  requireThat(exchange, 'resource.form', !Array.isArray(parameters['resource']))
  const resource = await requireResource(exchange, parameters)
  const codeChallenge = requireChallenge(exchange, client, value)
  const prompt = value('prompt')?.split(' ') ?? []
  const known =
    prompt.every((one) => prompts.includes(one)) && !(prompt.includes('none') && prompt.length > 1)
  requireThat(exchange, 'prompt.known', known)
  const age = value('max_age') ?? client.metadata.default_max_age?.toString()
  requireThat(exchange, 'max-age.number', age === undefined || /^\d{1,9}$/.test(age))
  const hint = value('id_token_hint')
  const hinted = hint === undefined ? undefined : await verifyIdTokenHint(exchange, hint)
  requireThat(exchange, 'id-token-hint.valid', hint === undefined || hinted !== undefined)

  return {
    clientId: client.id,
    redirectUri,
    redirectUriSent,
    responseMode,
    state,
    scopes,
    resource,
    codeChallenge,
    nonce: value('nonce'),
    prompt,
    maxAge: age === undefined ? undefined : Number(age),
    loginHint: value('login_hint'),
    hintedSub: hinted?.sub,
    parameters: Object.fromEntries(
      Object.keys(parameters).map((name) => [name, value(name) ?? '']),
    ),
  }
}

/** PKCE with S256: required of public clients, and of confidential ones that say so (RFC 7636 §4.3). */
function requireChallenge(
  exchange: Exchange,
  client: Client,
  value: (name: string) => string | undefined,
): string | undefined {
  const challenge = value('code_challenge')
  const needed = isPublic(client) || client.metadata.require_pkce === true
  check(exchange, 'pkce.required', challenge !== undefined || !needed)
  if (challenge === undefined) return undefined
  const method = value('code_challenge_method')
  if (!check(exchange, 'pkce.method-s256', method === 'S256')) return `plain:${challenge}`
  requireThat(exchange, 'pkce.challenge-form', /^[A-Za-z0-9_-]{43}$/.test(challenge))
  return `S256:${challenge}`
}
