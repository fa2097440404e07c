import { Refusal } from '@oauth-lab/kit/checks.ts'
import { parameter } from '@oauth-lab/kit/form.ts'
import type { Parameters } from '@oauth-lab/kit/form.ts'
import { requireThat } from '../checks.ts'
import { findClient } from '../clients/client.ts'
import type { Exchange } from '../exchange.ts'
import { knownBrowserSecret } from '../interaction/browser.ts'
import { seal, unseal } from '../interaction/sealed.ts'
import type { Session } from '../interaction/sessions.ts'
import { showLoggedOut } from '../interaction/show.ts'
import type { LogoutRequest } from '../logout/logout-request.ts'
import { providersOf, requireProvider } from './providers.ts'
import type { Provider } from './providers.ts'
import { requireUpstreamServer } from './upstream-server.ts'

/** What a log-out goes on with once it comes back: sealed for the browser, so that nobody else says where to. */
interface Onward {
  /** The address to which it comes back: of one sandbox and one provider. */
  at: string
  clientId?: string
  returnTo?: string
}

/**
 * Where a log-out goes on: to the server that signed the user in, where its provider wants that (OpenID Connect
 * RP-Initiated Logout §2). Undefined where it ends here, also where that server can't be asked now.
 */
export async function upstreamLogoutOf(
  exchange: Exchange,
  session: Session | undefined,
  { client, returnTo }: LogoutRequest,
): Promise<string | undefined> {
  const { sandbox } = exchange
  const { upstream } = session ?? {}
  const provider = providersOf(exchange).find(({ id }) => id === upstream?.provider)
  const secret = knownBrowserSecret(exchange)
  if (upstream === undefined || !provider?.logout || secret === undefined) return undefined
  const idToken = unsealed(secret, upstream.sealedIdToken)
  const endpoint = await endSessionEndpointOf(exchange, provider)
  if (idToken === undefined || endpoint === undefined) return undefined
  const at = backFrom(exchange, provider)
  const onward: Onward = {
    at,
    ...(client && { clientId: client.id }),
    ...(returnTo !== undefined && { returnTo }),
  }
  const target = new URL(endpoint)
  const parameters = {
    id_token_hint: idToken,
    client_id: provider.clientId,
    post_logout_redirect_uri: at,
    state: seal(sandbox.random, secret, JSON.stringify(onward)),
  }
  for (const [name, value] of Object.entries(parameters)) target.searchParams.set(name, value)
  return target.href
}

/** The browser comes back from the other server, where the user logged out too or did not. */
export async function upstreamLoggedOut(exchange: Exchange): Promise<unknown> {
  const { provider: id } = exchange.request.params as { provider: string }
  const provider = requireProvider(exchange, id)
  const state = parameter(exchange.request.query as Parameters, 'state') ?? ''
  const text = unsealed(knownBrowserSecret(exchange) ?? '', state)
  const onward = text === undefined ? undefined : (JSON.parse(text) as Onward)
  const isOfHere = onward?.at === backFrom(exchange, provider)
  requireThat(exchange, 'upstream-logout.state', isOfHere && onward)
  const { clientId, returnTo } = onward
  if (returnTo !== undefined) {
    return exchange.reply.header('cache-control', 'no-store').redirect(returnTo, 303)
  }
  const { server, sandbox } = exchange
  const client = clientId === undefined ? undefined : await findClient(server.db, sandbox, clientId)
  const ended = { client, returnTo, postLogoutRedirectUri: undefined, state: undefined }
  return showLoggedOut(exchange, { ...ended, hintedSub: undefined }, true)
}

function backFrom({ sandbox }: Exchange, { id }: Provider): string {
  return `${sandbox.base}/authserver/upstream/${id}/logged-out`
}

async function endSessionEndpointOf(
  exchange: Exchange,
  provider: Provider,
): Promise<string | undefined> {
  try {
    const { end_session_endpoint: endpoint } = await requireUpstreamServer(exchange, provider)
    return typeof endpoint === 'string' && endpoint.startsWith('https:') ? endpoint : undefined
  } catch (error) {
    // The user is logged out here already.
    if (error instanceof Refusal) return undefined
    throw error
  }
}

function unsealed(secret: string, sealed: string): string | undefined {
  try {
    return unseal(secret, sealed)
  } catch {
    return undefined
  }
}
