import type { IdentityProvider } from '@oauth-lab/kit/admin/configuration-document.ts'
import { shown } from '@oauth-lab/kit/check-detail.ts'
import type { Sandbox } from '@oauth-lab/kit/sandbox.ts'
import { requireThat } from '../checks.ts'
import type { Exchange } from '../exchange.ts'

/** Another server at which users of this one may sign in, under the name that the configuration has for it. */
export type Provider = IdentityProvider & { id: string }

/** Those that the sign-in page offers. */
export function providersOf({ configuration }: Pick<Exchange, 'configuration'>): Provider[] {
  return Object.entries(configuration.identityProviders).map(([id, one]) => ({ ...one, id }))
}

export function requireProvider(exchange: Exchange, id: string): Provider {
  const found = providersOf(exchange).find((one) => one.id === id)
  requireThat(exchange, 'upstream.provider-known', found, () => `It is ${shown(id)}.`)
  return found
}

/** Each provider has one of its own: its answers are told from those of others (RFC 9700 §4.4.2.2). */
export function redirectUriOf({ base }: Pick<Sandbox, 'base'>, { id }: Provider): string {
  return `${base}/authserver/upstream/${id}/callback`
}

/** Whose word the subject identifiers are: a provider that is another server now knows other users. */
export function authorityOf({ issuer, userInfoEndpoint, kind }: Provider): string {
  return (kind === 'oidc' ? issuer : userInfoEndpoint)!
}
