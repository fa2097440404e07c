import { shown } from '@oauth-lab/kit/check-detail.ts'
import type { Parameters } from '@oauth-lab/kit/form.ts'
import { isForm } from '@oauth-lab/kit/http/media-type.ts'
import type { FastifyRequest } from 'fastify'
import { decodeProtectedHeader } from 'jose'
import type { TokenAdditions } from '../hooks/hooks.ts'
import type { Grant } from '../tokens/grants.ts'
import type { Claims } from '../keys/signing-keys.ts'

/** Parameters whose values are no secret; of all others the debug log has the names alone. */
const open = new Set([
  'actor_token_type',
  'audience',
  'client_assertion_type',
  'client_id',
  'dpop_jkt',
  'grant_type',
  'redirect_uri',
  'requested_token_type',
  'resource',
  'scope',
  'subject_token_type',
])

/** What a request sent in its form: values where they are no secret. */
export function describeParameters(request: FastifyRequest): string {
  const form = isForm(request) ? ((request.body ?? {}) as Parameters) : {}
  const told = Object.entries(form).flatMap(([name, value]) => {
    // A body that is no form has a secret where a name belongs.
    if (!/^[a-z_]{1,32}$/.test(name)) return 'one with an odd name'
    return [value].flat().map((one) => `${name}=${open.has(name) ? shown(one) : '(hidden)'}`)
  })
  return told.join(' ') || 'none'
}

/** The names of a token's claims, and which of them a hook chose. */
export function describeClaims(
  token: string,
  claims: Claims,
  added: Record<string, unknown> = {},
): string {
  const isTaken = (name: string) => Object.hasOwn(added, name) && claims[name] === added[name]
  const names = Object.keys(claims)
  const own = names.filter((name) => !isTaken(name))
  const parts = [`${token}: ${own.join(' ')}`]
  const taken = names.filter(isTaken)
  if (taken.length > 0) parts.push(`by the hook generateToken: ${taken.join(' ')}`)
  const refused = Object.keys(added).filter((name) => !isTaken(name))
  if (refused.length > 0)
    parts.push(`not taken from it, since the protocol rules: ${refused.join(' ')}`)
  return parts.join('; ')
}

/** What a hook says of a token outside of it, by names; undefined where it says nothing. */
export function describeAdditions(additions: TokenAdditions): string | undefined {
  const { response, introspection, userInfo } = additions
  const told = Object.entries({ response, introspection, UserInfo: userInfo }).flatMap(
    ([where, members = {}]) => {
      const names = Object.keys(members)
      return names.length === 0 ? [] : [`${where} ${names.join(' ')}`]
    },
  )
  return told.length === 0 ? undefined : `generateToken adds, besides claims: ${told.join('; ')}`
}

/** The key that signed a JWT, as the JWT names it. */
export function describeKey(use: string, jwt: string): string {
  const { kid, alg, typ } = decodeProtectedHeader(jwt)
  return `${kid} signed the ${use} with ${alg}, typ ${typ}`
}

/** Whose grant a code or refresh token is of. */
export function describeGrant({ id, clientId, user }: Grant): string {
  return `grant ${id} of ${user?.username ?? 'a user who is gone'} to ${clientId}`
}

/** When something stored ends, on the lab's clock. */
export function until(milliseconds: number): string {
  return `until ${new Date(milliseconds).toISOString()}`
}
