import { parameter } from '@oauth-lab/kit/form.ts'
import type { Parameters } from '@oauth-lab/kit/form.ts'
import { requireThat } from '../checks.ts'
import type { Hooks } from '../hooks/hooks.ts'
import { issueAccessToken } from '../tokens/issue-access-token.ts'
import { requireScopes } from '../tokens/scopes.ts'
import { findUser, readUser } from '../users/users.ts'
import { audienceOf, requireResource } from './audience.ts'
import type { Grant } from './token-endpoint.ts'
import { tokenResponse } from './token-response.ts'

type CustomGrant = NonNullable<Hooks['grantTypes']>[string]

/** An extension grant (RFC 6749 §4.5) whose decision is a hook's. */
export function customGrant(grantType: string, decide: CustomGrant): Grant {
  return async (exchange, client, form) => {
    const asked = requireScopes(exchange, parameter(form, 'scope'), client)
    const resource = await requireResource(exchange, form)
    const result = await decide(single(form), {
      clientId: client.id,
      scopes: asked,
      request: exchange.request,
    })
    requireThat(
      exchange,
      'hook.allowed',
      !('refused' in result),
      'refused' in result ? result.refused : undefined,
    )
    const row =
      'username' in result
        ? await findUser(exchange.server.db, exchange.sandbox, result.username)
        : null
    requireThat(exchange, 'hook.allowed', row !== undefined, 'The hook named an unknown user.')
    const { scopes } = result
    const issued = await issueAccessToken(exchange, {
      grantType,
      clientId: client.id,
      user: row && readUser(row),
      scopes,
      audience: audienceOf(exchange, resource),
      grantId: null,
      authentication: null,
    })
    return tokenResponse(issued, scopes)
  }
}

function single(form: Parameters): Record<string, string> {
  const entries = Object.keys(form).map((name) => [name, parameter(form, name) ?? ''] as const)
  return Object.fromEntries(entries)
}
