import { messageOf } from '../catalogue/messages.ts'
import type { Message } from '../catalogue/messages.ts'
import type { Exchange } from '../exchange/exchange.ts'
import { valueOf } from '../exchange/field.ts'
import type { Field } from '../exchange/field.ts'

/** Addresses that metadata or earlier messages of the same recording name, by the message that goes there. */
export type Places = ReadonlyMap<string, string>

/**
 * Which message of the protocol an exchange is: as its recorder says, by an address that the
 * recording names, or by what it carries. Nothing for everything else that a browser loads.
 */
export function recognise(exchange: Exchange, places: Places): Message | undefined {
  const recorded = messageOf(exchange.entry._oauth?.message ?? '')
  if (recorded !== undefined) return recorded
  const id =
    byMethod(exchange) ??
    byContent(exchange) ??
    byPlace(exchange, places) ??
    byPath(exchange) ??
    byForm(exchange, places) ??
    byRedirect(exchange)
  return id === undefined ? undefined : messageOf(id)
}

function byMethod({ method, requestHeaders }: Exchange): string | undefined {
  const asks = valueOf(requestHeaders, 'access-control-request-method') !== undefined
  return method === 'OPTIONS' && asks ? 'preflight request' : undefined
}

/** An endpoint that the metadata names: what goes there is that message, whatever it carries. */
function byPlace({ address, method, entry }: Exchange, places: Places): string | undefined {
  const id = places.get(address)
  if (id === 'client registration request' && method !== 'POST') return undefined
  // Whoever opens the token endpoint in a browser sends no token request.
  const isPage = entry._resourceType === 'document' && method === 'GET'
  return isPage && id === 'token request' ? undefined : id
}

type Rule = readonly [id: string, fits: (exchange: Exchange) => boolean]

const wellKnown = /\/\.well-known\/(?:openid-configuration|oauth-authorization-server)(?:\/|$)/
const wellKnownResource = /\/\.well-known\/oauth-protected-resource(?:\/|$)/
const has = (fields: readonly Field[], name: string) => valueOf(fields, name) !== undefined
const isPost = ({ method }: Exchange) => method === 'POST'
const asked = ({ query, form }: Exchange) => [...query, ...form]
const authorizationOf = ({ requestHeaders }: Exchange) => valueOf(requestHeaders, 'authorization')

/** By what it carries, the surest first. */
const rules: readonly Rule[] = [
  ['metadata request', ({ url }) => wellKnown.test(url.pathname)],
  ['resource metadata request', ({ url }) => wellKnownResource.test(url.pathname)],
  ['backchannel logout', (x) => isPost(x) && has(x.form, 'logout_token')],
  ['backchannel notification', (x) => isPost(x) && x.requestJson?.['auth_req_id'] !== undefined],
  [
    'token request',
    (x) =>
      (isPost(x) && has(asked(x), 'grant_type')) || x.requestJson?.['grant_type'] !== undefined,
  ],
  [
    'pushed authorization request',
    (x) =>
      isPost(x) &&
      (has(x.form, 'response_type') || has(x.form, 'request')) &&
      x.responseJson?.['request_uri'] !== undefined,
  ],
  [
    'device authorization request',
    (x) => isPost(x) && x.responseJson?.['device_code'] !== undefined,
  ],
  [
    'backchannel authentication request',
    (x) => isPost(x) && x.responseJson?.['auth_req_id'] !== undefined,
  ],
  [
    'introspection request',
    (x) => isPost(x) && has(x.form, 'token') && typeof x.responseJson?.['active'] === 'boolean',
  ],
  [
    'client registration request',
    (x) => isPost(x) && Array.isArray(x.requestJson?.['redirect_uris']),
  ],
  [
    'authorization request',
    (x) =>
      has(asked(x), 'client_id') &&
      (has(asked(x), 'response_type') || has(asked(x), 'request') || has(asked(x), 'request_uri')),
  ],
  ['third-party sign-in start', ({ query }) => has(query, 'iss') && has(query, 'target_link_uri')],
  ['callback', isCallback],
  ['key set request', ({ responseJson }) => isKeySet(responseJson?.['keys'])],
  ['logout request', (x) => has(asked(x), 'post_logout_redirect_uri')],
]

/** The lab's own addresses, where nothing but the path tells; of a program in a role's place too. */
const ownPaths: readonly (readonly [RegExp, string, string])[] = [
  [/\/authserver\/interaction\/[^/]+$/, 'GET', 'sign-in page'],
  [/\/authserver\/interaction\/[^/]+\/other-user$/, 'GET', 'sign-in as another user'],
  [/\/authserver\/interaction\/[^/]+\/login$/, 'POST', 'sign-in'],
  [/\/authserver\/interaction\/[^/]+\/code$/, 'POST', 'second factor'],
  [/\/authserver\/interaction\/[^/]+\/consent$/, 'POST', 'consent'],
  [/\/authserver\/interaction\/[^/]+\/forgotten-password$/, 'GET', 'forgotten password page'],
  [/\/authserver\/interaction\/[^/]+\/forgotten-password$/, 'POST', 'forgotten password'],
  [/\/authserver\/interaction\/[^/]+\/registration$/, 'GET', 'user registration page'],
  [/\/authserver\/interaction\/[^/]+\/registration$/, 'POST', 'user registration'],
  [/\/authserver\/confirmation$/, 'GET', 'confirmation page'],
  [/\/authserver\/confirmation$/, 'POST', 'confirmation'],
  [/\/authserver\/new-password$/, 'GET', 'new password page'],
  [/\/authserver\/new-password$/, 'POST', 'new password'],
  [/\/authserver\/interaction\/[^/]+\/upstream$/, 'POST', 'sign-in at a provider'],
  [/\/authserver\/upstream\/[^/]+\/callback$/, 'GET', 'answer of a provider'],
  [/\/authserver\/device$/, 'GET', 'user code page'],
  [/\/authserver\/device$/, 'POST', 'user code'],
  [/\/authserver\/backchannel$/, 'GET', 'backchannel requests page'],
  [/\/authserver\/backchannel$/, 'POST', 'choice of a backchannel request'],
  [/\/authserver\/account\/password$/, 'GET', 'change of password page'],
  [/\/authserver\/account\/password$/, 'POST', 'change of password'],
  [/\/authserver\/account$/, 'GET', 'account page'],
  [/\/authserver\/account$/, 'POST', 'end of a consent'],
  [/\/authserver\/upstream\/[^/]+\/logged-out$/, 'GET', 'log-out answer of a provider'],
  [/\/authserver\/account\/links$/, 'POST', 'change of a link'],
  [/\/authserver\/logout-answer$/, 'POST', 'logout answer'],
  [/\/authserver\/oauth2\/register\/[^/]+$/, 'GET', 'client read request'],
  [/\/authserver\/oauth2\/register\/[^/]+$/, 'PUT', 'client update request'],
  [/\/authserver\/oauth2\/register\/[^/]+$/, 'DELETE', 'client delete request'],
  [/\/resserver\/protected-resources(?:-delegated)?\//, 'GET', 'resource request'],
  [/\/resserver\/protected-resources(?:-delegated)?\//, 'POST', 'resource request'],
  [/\/client\/application\/login$/, 'GET', 'sign-in start'],
  [/\/client\/application\/callback$/, 'GET', 'callback'],
  [/\/client\/application\/(?:machine)?$/, 'GET', 'application page'],
  [/\/client\/application\/(?:machine)?$/, 'POST', 'application action'],
]

function byPath({ url, method }: Exchange): string | undefined {
  return ownPaths.find(([path, by]) => by === method && path.test(url.pathname))?.[2]
}

/** Pages and forms of any authorization server: on its origin, and with a password or an answer in it. */
function byForm({ url, method, form, redirect }: Exchange, places: Places): string | undefined {
  if (method !== 'POST' || !isPagePlace(url, places)) return undefined
  if (has(form, 'password')) return 'sign-in'
  const answered = redirect && places.get(redirect.address) === 'callback'
  return answered ? 'consent' : undefined
}

function isPagePlace({ origin }: URL, places: Places): boolean {
  return [...places].some(
    ([address, id]) => id === 'authorization request' && address.startsWith(`${origin}/`),
  )
}

/** Who is sent on with an authorization request has begun a sign-in. */
function byRedirect({ redirect }: Exchange): string | undefined {
  if (redirect === undefined) return undefined
  const isAsked = has(redirect.query, 'client_id') && has(redirect.query, 'response_type')
  return isAsked ? 'sign-in start' : undefined
}

function byContent(exchange: Exchange): string | undefined {
  return rules.find(([, fits]) => fits(exchange))?.[0]
}

/** An authorization response on its way to the client: by query, fragment or form. */
function isCallback({ query, fragment, form, method }: Exchange): boolean {
  return [query, fragment, method === 'POST' ? form : []].some((fields) => {
    const isAnswer = ['code', 'error', 'access_token', 'id_token', 'response']
    return (
      isAnswer.some((name) => has(fields, name)) &&
      ['state', 'iss', 'session_state', 'token_type', 'response'].some((name) => has(fields, name))
    )
  })
}

function isKeySet(keys: unknown): boolean {
  return (
    Array.isArray(keys) &&
    keys.length > 0 &&
    keys.every((key) => typeof key === 'object' && key !== null && 'kty' in key)
  )
}

/** A request with an access token, to nothing else that is known. */
export function isResourceRequest(exchange: Exchange): boolean {
  const scheme = authorizationOf(exchange)?.split(' ', 1)[0]!.toLowerCase()
  return scheme === 'bearer' || scheme === 'dpop'
}
