import { parameter } from '@oauth-lab/kit/form.ts'
import type { Parameters } from '@oauth-lab/kit/form.ts'
import { requireThat } from '../checks.ts'
import { configurationOf } from '../configuration/configurations.ts'
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
  return async (server, request, client, form) => {
    const configuration = await configurationOf(server.db, request.sandbox)
    const asked = requireScopes(request, parameter(form, 'scope'), client, configuration)
    const resource = await requireResource(server, request, form)
    const result = await decide(single(form), { clientId: client.id, scopes: asked, request })
    requireThat(
      request,
      'hook.allowed',
      !('refused' in result),
      'refused' in result ? result.refused : undefined,
    )
    const row =
      'username' in result ? await findUser(server.db, request.sandbox, result.username) : null
    requireThat(request, 'hook.allowed', row !== undefined, 'The hook named an unknown user.')
    const { scopes } = result
    const issued = await issueAccessToken(server, request.sandbox, {
      grantType,
      clientId: client.id,
      user: row && readUser(row),
      scopes,
      audience: audienceOf(request, resource),
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
