import { parameter } from '@oauth-lab/kit/form.ts'
import type { Exchange } from '../exchange.ts'
import { form } from '../interaction/interaction-endpoints.ts'
import { interactionPath } from '../interaction/interactions.ts'
import type { Interaction } from '../interaction/interactions.ts'
import { digest } from '../digest.ts'
import { redirectUriOf, requireProvider } from './providers.ts'
import { keepUpstreamSignIn } from './upstream-sign-ins.ts'
import { orShowRefusal } from './or-show-refusal.ts'
import { requireUpstreamServer } from './upstream-server.ts'

/** The button of an identity provider on the sign-in page. */
export const submitProvider = form((exchange, interaction, sent) =>
  orShowRefusal(exchange, { otherwise: interactionPath(exchange, interaction.id) }, () =>
    beginUpstream(exchange, parameter(sent, 'provider') ?? '', { interaction }),
  ),
)

/**
 * Sends the browser on to an identity provider (OpenID Connect Core §3.1.2.1), with a new state, nonce and
 * PKCE challenge (RFC 7636 §4.3).
 * @param wants the page that waits for the sign-in, or the user who wants a link
 */
export async function beginUpstream(
  exchange: Exchange,
  id: string,
  wants: { interaction: Interaction } | { sub: string },
): Promise<unknown> {
  const provider = requireProvider(exchange, id)
  const metadata = await requireUpstreamServer(exchange, provider)
  const isPage = 'interaction' in wants
  const errand = isPage ? { interactionId: wants.interaction.id } : wants
  const { state, nonce, verifier } = await keepUpstreamSignIn(exchange, provider, errand)
  const target = new URL(metadata.authorization_endpoint!)
  const parameters = {
    response_type: 'code',
    client_id: provider.clientId,
    redirect_uri: redirectUriOf(exchange.sandbox, provider),
    scope: provider.scopes.join(' '),
    state,
    code_challenge: digest(verifier),
    code_challenge_method: 'S256',
    ...(provider.kind === 'oidc' && { nonce, ...(isPage && asked(wants.interaction)) }),
  }
  for (const [name, value] of Object.entries(parameters)) {
    if (value !== '') target.searchParams.set(name, value)
  }
  return exchange.reply
    .header('cache-control', 'no-store')
    .header('referrer-policy', 'no-referrer')
    .redirect(target.href, 303)
}

/** What of the request is for the provider too: how fresh the sign-in shall be, and who is meant. */
function asked({ purpose }: Interaction): Record<string, string> {
  if (purpose.kind !== 'authorization') return {}
  const { prompt, maxAge, loginHint } = purpose.wanted
  const passedOn = prompt.filter((one) => one === 'login' || one === 'select_account')
  return {
    ...(passedOn.length > 0 && { prompt: passedOn.join(' ') }),
    ...(maxAge !== undefined && { max_age: String(maxAge) }),
    ...(loginHint !== undefined && { login_hint: loginHint }),
  }
}

/** How old a sign-in there may be, seconds; undefined where it does not matter. */
export function askedAge({ purpose }: Interaction): number | undefined {
  return purpose.kind === 'authorization' ? purpose.wanted.maxAge : undefined
}
