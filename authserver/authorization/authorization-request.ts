import { expected, shown } from '@oauth-lab/kit/check-detail.ts'
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

/** All parameters, form-encoded; the answer repeats some, and must fit in a header. Bytes. */
const largest = 16 * 1024

const prompts = ['none', 'login', 'consent', 'select_account']

/** Client and redirect URI: what fails here is shown on our own page (RFC 6749 §4.1.2.1). */
export async function requireReturnAddress(
  exchange: Exchange,
  parameters: Parameters,
): Promise<ReturnAddress> {
  const size = new URLSearchParams(parameters as Record<string, string>).toString().length
  requireThat(exchange, 'authorization.size', size <= largest, `They take ${size} bytes.`)
  const twice = repeated(parameters)
  const unclear = twice.filter((name) => name === 'client_id' || name === 'redirect_uri')
  requireThat(exchange, 'authorization.address-once', unclear.length === 0, sentTwice(unclear))
  const clientId = parameter(parameters, 'client_id')
  const client = clientId && (await findClient(exchange.server.db, exchange.sandbox, clientId))
  requireThat(exchange, 'authorization.client-known', client, `Sent ${shown(clientId)}.`)
  const sent = parameter(parameters, 'redirect_uri')
  const { redirect_uris: registered } = client.metadata
  const isOpenId = parameter(parameters, 'scope')?.split(' ').includes('openid') === true
  const redirectUri = sent ?? (registered.length === 1 && !isOpenId ? registered[0] : undefined)
  const why = isOpenId ? 'With openid it is always sent.' : `${registered.length} are registered.`
  requireThat(exchange, 'redirect-uri.present', redirectUri !== undefined, why)
  const fits = isRegistered(redirectUri, client.metadata)
  check(exchange, 'redirect-uri.registered', fits, () => {
    const known = shown(registered.join(' or ') || undefined)
    return `Sent ${shown(redirectUri)}; registered: ${known}.`
  })
  requireThat(
    exchange,
    'redirect-uri.absolute',
    URL.canParse(redirectUri),
    `It is ${shown(redirectUri)}.`,
  )
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
  requireThat(exchange, 'authorization.parameters-once', twice.length === 0, sentTwice(twice))
  requireThat(exchange, 'request-object.absent', value('request') === undefined)
  requireThat(exchange, 'request-uri.absent', value('request_uri') === undefined)
  requireThat(exchange, 'registration-parameter.absent', value('registration') === undefined)
  requireThat(exchange, 'response-type.present', value('response_type') !== undefined)
  const type = value('response_type')
  requireThat(exchange, 'response-type.code', type === 'code', () => expected('code', type))
  const mode = value('response_mode')
  const known = mode === undefined || mode === responseMode
  requireThat(exchange, 'response-mode.supported', known, `It is ${shown(mode)}.`)
  const { supportedGrantTypes } = exchange.configuration
  const offered = supportedGrantTypes.includes('authorization_code')
  const registered = client.metadata.grant_types
  requireThat(exchange, 'authorization.code-offered', offered, () => only(supportedGrantTypes))
  const allowed = registered.includes('authorization_code')
  check(exchange, 'authorization.code-allowed', allowed, () => only(registered))
  const scopes = requireScopes(exchange, value('scope'), client)
  requireThat(exchange, 'resource.form', !Array.isArray(parameters['resource']))
  const resource = await requireResource(exchange, parameters)
  const codeChallenge = requireChallenge(exchange, client, value)
  const prompt = value('prompt')?.split(' ') ?? []
  const fits =
    prompt.every((one) => prompts.includes(one)) && !(prompt.includes('none') && prompt.length > 1)
  requireThat(exchange, 'prompt.known', fits, `It is ${shown(value('prompt'))}.`)
  const age = value('max_age') ?? client.metadata.default_max_age?.toString()
  const isNumber = age === undefined || /^\d{1,9}$/.test(age)
  requireThat(exchange, 'max-age.number', isNumber, `It is ${shown(age)}.`)
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
  const why = isPublic(client) ? 'It is a public client.' : 'It registered require_pkce.'
  check(exchange, 'pkce.required', challenge !== undefined || !needed, why)
  if (challenge === undefined) return undefined
  const method = value('code_challenge_method')
  const isS256 = method === 'S256'
  const unlike = () => expected('S256', method)
  if (!check(exchange, 'pkce.method-s256', isS256, unlike)) return `plain:${challenge}`
  const isDigest = /^[A-Za-z0-9_-]{43}$/.test(challenge)
  const length = `It has ${challenge.length} characters.`
  requireThat(exchange, 'pkce.challenge-form', isDigest, length)
  return `S256:${challenge}`
}

function sentTwice(names: string[]): string {
  return `Sent more than once: ${shown(names.join(', '))}.`
}

function only(grantTypes: readonly string[]): string {
  return `It names ${shown(grantTypes.join(', '))}.`
}
