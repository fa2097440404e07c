import { shown } from '@oauth-lab/kit/check-detail.ts'
import { requireThat } from '../checks.ts'
import type { Exchange } from '../exchange.ts'
import { callHook } from '../hooks/call-hook.ts'
import type { AuthenticationContext, HookUser } from '../hooks/hooks.ts'
import { readScopes } from '../scopes/scope-list.ts'

/** What is asked for in the end: the hook `beforeAuthenticate` may replace the scopes. */
export async function askedScopes(
  exchange: Exchange,
  { clientId, scopes, parameters }: AuthenticationContext,
): Promise<string[]> {
  const change = await callHook(exchange, 'beforeAuthenticate', { clientId, scopes, parameters })
  return change?.scopes === undefined ? scopes : readScopes(change.scopes.join(' '))
}

/** A sign-in that ended well: who asked for what, and who signed in. */
type Finished = Pick<AuthenticationContext, 'clientId' | 'parameters' | 'scopes'> & {
  user: HookUser
}

/** What is granted of the allowed scopes: the hook `afterAuthenticate` may narrow them. */
export async function grantedScopes(
  exchange: Exchange,
  { scopes: asked, ...context }: Finished,
  allowed: string[],
): Promise<string[]> {
  const change = await callHook(exchange, 'afterAuthenticate', { ...context, scopes: allowed })
  const scopes = allowed.filter((scope) => change?.scopes?.includes(scope) ?? true)
  // An answer can't say that nothing was granted of what was asked for (RFC 6749 §5.1).
  const isSome = scopes.length > 0 || asked.length === 0
  requireThat(exchange, 'consent.some-scope', isSome, `Allowed: ${shown(allowed.join(' '))}.`)
  return scopes
}
