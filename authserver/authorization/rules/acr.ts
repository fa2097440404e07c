import { shown, shownList } from '@oauth-lab/kit/check-detail.ts'
import { check, requireThat } from '../../checks.ts'
import type { Client } from '../../clients/client.ts'
import type { Exchange } from '../../exchange.ts'
import type { AskedClaims } from '../../scopes/asked-claims.ts'
import type { ResponseType } from '../response-types/response-types.ts'
import { acrs } from '../../tokens/authentication.ts'
import type { Authentication } from '../../tokens/authentication.ts'

/** How sure the server shall be of who signs in. */
export interface AskedAcr {
  /** One of them will do, the first best. */
  values: string[]
  /** Whether nothing else will do (OpenID Connect Core §5.5.1.1). */
  essential: boolean
  /** Whether `acr_values` asks for them, and an access token comes of it: a resource server may want them (RFC 9470 §4). */
  forToken: boolean
}

/** What the `acr` of the claims parameter asks for, else `acr_values`, else the client's own default (OpenID Connect Core §3.1.2.1, §5.5.1.1). */
export function readAskedAcr(
  value: (name: string) => string | undefined,
  claims: AskedClaims | undefined,
  { metadata }: Client,
  { parts }: ResponseType,
): AskedAcr | undefined {
  const { values, value: one, essential = false } = claims?.id_token['acr'] ?? {}
  const named = (values ?? [one]).filter((acr) => typeof acr === 'string')
  if (named.length > 0) return { values: named, essential, forToken: false }
  const sent = value('acr_values')?.split(' ').filter(Boolean)
  const asked = sent ?? metadata.default_acr_values
  const bringsToken = parts.some((part) => part !== 'id_token')
  return asked && { values: asked, essential: false, forToken: sent !== undefined && bringsToken }
}

/** The asked value that a sign-in meets: a stronger one meets a weaker one, too. Undefined where it meets none. */
export function metAcr(asked: AskedAcr, { acr }: Authentication): string | undefined {
  const reached = acrs.indexOf(acr)
  return asked.values.find((one) => acrs.includes(one) && acrs.indexOf(one) <= reached)
}

/**
 * The authentication as the tokens tell it: its `acr` is an asked one where it can be. An essential one that is
 * not reached refuses the request, and so does one of `acr_values`: the resource server that asked for it would
 * refuse the tokens, too (RFC 9470 §5).
 */
export function requireAcr(
  exchange: Exchange,
  asked: AskedAcr | undefined,
  authentication: Authentication,
): Authentication {
  if (asked === undefined) return authentication
  const met = metAcr(asked, authentication)
  const detail = () =>
    `Asked for ${shownList(asked.values, ' or ')}; the sign-in has ${shown(authentication.acr)}.`
  requireThat(exchange, 'acr.reached', met !== undefined || !asked.essential, detail)
  if (asked.forToken) check(exchange, 'acr.satisfied', met !== undefined, detail)
  return met === undefined ? authentication : { ...authentication, acr: met }
}
