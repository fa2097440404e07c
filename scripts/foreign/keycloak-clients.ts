import { redirectUriProblem } from '@oauth-lab/authserver/clients/redirect-uri-problem.ts'
import { signingAlgorithms } from '@oauth-lab/kit/admin/configuration-document.ts'
import { ownClients } from '@oauth-lab/kit/own-clients.ts'
import type { Left } from './converted.ts'
import { clientsOf } from './keycloak-realm.ts'
import type { KeycloakClient, Realm } from './keycloak-realm.ts'
import { scopeOf } from './keycloak-scopes.ts'

interface Clients {
  clients: object[]
  corsOrigins: string[]
  httpForLocalhost: boolean
  left: Left[]
}

/** A realm's own clients as RFC 7591 metadata. */
export function convertClients(realm: Realm): Clients {
  const left: Left[] = []
  for (const { clientId, protocol } of realm.clients ?? []) {
    if ((protocol ?? 'openid-connect') === 'openid-connect') continue
    left.push({
      path: `clients.${clientId}`,
      message: `speaks ${protocol}, which the lab does not`,
    })
  }
  const all = clientsOf(realm).filter(({ clientId, enabled }) => {
    if (enabled === false) left.push({ path: `clients.${clientId}`, message: 'is disabled' })
    return enabled !== false
  })
  const clients = all.map((client) => convertClient(client, realm, left))
  return {
    clients,
    corsOrigins: [...new Set(all.flatMap((client) => originsOf(client, left)))],
    httpForLocalhost: clients.some(
      ({ application_type, redirect_uris }) =>
        application_type === 'web' && redirect_uris.some((uri) => uri.startsWith('http:')),
    ),
    left,
  }
}

function convertClient(client: KeycloakClient, realm: Realm, left: Left[]) {
  const { clientId, name, secret, publicClient, serviceAccountsEnabled } = client
  const attributes = client.attributes ?? {}
  const say = (member: string, message: string) =>
    left.push({ path: `clients.${clientId}.${member}`, message })
  const application_type = isNative(client) ? 'native' : 'web'
  const redirect_uris = urisOf(client, client.redirectUris ?? [], 'redirectUris', say)
  const usesCode = client.standardFlowEnabled !== false && client.bearerOnly !== true
  if (usesCode && redirect_uris.length === 0) {
    say('redirectUris', 'has no whole URI, so the client is taken over without the code grant')
  }
  const isMasked = secret !== null && secret !== undefined && /^\*+$/.test(secret)
  if (isMasked) say('secret', 'is not in the file: the client gets a new one')
  for (const [member, message] of Object.entries(grantsLeft)) {
    if (client[member] === true) say(member, message)
  }
  for (const [attribute, message] of Object.entries(attributesLeft)) {
    if ((attributes[attribute] ?? 'false') !== 'false') say(`attributes.${attribute}`, message)
  }
  const method = client.clientAuthenticatorType ?? 'client-secret'
  if (!publicClient && method !== 'client-secret') {
    say('clientAuthenticatorType', `${method} is not offered; the client has a secret`)
  }
  const codeGrants =
    usesCode && redirect_uris.length > 0 ? ['authorization_code', 'refresh_token'] : []
  const algorithm = signingAlgorithms.find(
    (one) => one === attributes['id.token.signed.response.alg'],
  )
  const isOwn = ownClients.some((one) => one === name)
  if (isOwn) say('name', `${name} is the name of a client that every lab has: it goes without`)
  const logout = logoutUris(client, redirect_uris, say)
  return {
    client_id: clientId,
    ...(name && !name.startsWith('${') && !isOwn && { client_name: name.slice(0, 200) }),
    ...(!publicClient && secret && !isMasked && { client_secret: secret }),
    token_endpoint_auth_method: publicClient ? 'none' : 'client_secret_basic',
    application_type,
    grant_types: [...codeGrants, ...(serviceAccountsEnabled ? ['client_credentials'] : [])],
    redirect_uris,
    ...(logout.length > 0 && { post_logout_redirect_uris: logout }),
    scope: scopeOf(client, realm),
    ...(attributes['pkce.code.challenge.method'] === 'S256' && { require_pkce: true }),
    ...(algorithm !== undefined && { id_token_signed_response_alg: algorithm }),
  }
}

const grantsLeft: Readonly<Record<string, string>> = {
  implicitFlowEnabled: 'there is no implicit flow (RFC 9700 §2.1.2)',
  directAccessGrantsEnabled: 'there is no password grant (RFC 9700 §2.4)',
  authorizationServicesEnabled: 'there are no permissions (UMA)',
}

const attributesLeft: Readonly<Record<string, string>> = {
  'oauth2.device.authorization.grant.enabled': 'there is no device flow',
  'oidc.ciba.grant.enabled': 'there is no CIBA',
  'standard.token.exchange.enabled': 'token exchange needs a hooks module (grantTypes)',
  'require.pushed.authorization.requests': 'there are no pushed authorization requests',
  'dpop.bound.access.tokens': 'there is no DPoP',
  'tls.client.certificate.bound.access.tokens': 'there is no mutual TLS',
  'access.token.lifespan': 'one lifetime is for all clients: accessTokenLifetime',
  'backchannel.logout.url': 'there is no back-channel logout',
}

/** A public client that comes back to this machine or to a scheme of its own is an app (RFC 8252 §7). */
function isNative({ publicClient, redirectUris }: KeycloakClient): boolean {
  const schemes = (redirectUris ?? []).map((uri) => URL.parse(uri)?.protocol)
  return publicClient === true && schemes.some((one) => one !== undefined && !/^https?:$/.test(one))
}

type Say = (member: string, message: string) => void

/** Whole URIs; one that is relative begins with the client's root URL. */
function urisOf(
  client: KeycloakClient,
  uris: readonly string[],
  member: string,
  say: Say,
): string[] {
  const native = isNative(client)
  const whole = uris.map((uri) => (uri.startsWith('/') ? (client.rootUrl ?? '') + uri : uri))
  return [...new Set(whole)].filter((uri) => {
    const problem = redirectUriProblem(uri, { native, httpForLocalhost: true })
    if (problem !== undefined) say(member, `${uri} ${problem.message}. ${problem.remedy}`)
    return problem === undefined
  })
}

/** `+` are the redirect URIs, `-` is none. */
function logoutUris(client: KeycloakClient, redirectUris: readonly string[], say: Say): string[] {
  const member = 'post.logout.redirect.uris'
  const told = (client.attributes?.[member] ?? '')
    .split('##')
    .filter((uri) => uri !== '' && uri !== '-')
  const named = told.filter((uri) => uri !== '+')
  const own = told.includes('+') ? redirectUris : []
  return [...new Set([...own, ...urisOf(client, named, `attributes.${member}`, say)])]
}

/** `+` are the origins of the redirect URIs. */
function originsOf({ clientId, webOrigins, redirectUris }: KeycloakClient, left: Left[]): string[] {
  return (webOrigins ?? []).flatMap((text) => {
    const named = text === '+' ? (redirectUris ?? []) : [text]
    return named.flatMap((one) => {
      const origin = URL.parse(one)?.origin
      if (origin !== undefined && /^https?:/.test(origin)) return [origin]
      if (text !== '+') {
        left.push({ path: `clients.${clientId}.webOrigins`, message: `${text} is no origin` })
      }
      return []
    })
  })
}
