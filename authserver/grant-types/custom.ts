import { shown } from '@oauth-lab/kit/check-detail.ts'
import { parameter } from '@oauth-lab/kit/form.ts'
import type { Parameters } from '@oauth-lab/kit/form.ts'
import { runHook } from '@oauth-lab/kit/hooks/run-hook.ts'
import { requireThat } from '../checks.ts'
import { customGrantResult } from '../hooks/call-hook.ts'
import type { CustomGrantResult, Hooks, HookUser } from '../hooks/hooks.ts'
import {
  audienceOf,
  readList,
  requireKnown,
  requireResources,
} from '../resources/require-resources.ts'
import { requireScopes } from '../scopes/require-scopes.ts'
import { readScopes } from '../scopes/scope-list.ts'
import { tokenResponse } from '../token/token-response.ts'
import { newGrant } from '../tokens/grants.ts'
import { issueAccessToken } from '../tokens/issue-access-token.ts'
import { findUser, readUser } from '../users/users.ts'
import type { TokenExchange } from '../token/token-exchange.ts'
import type { GrantType } from './grant-type.ts'

type CustomGrant = NonNullable<Hooks['grantTypes']>[string]
type Allowed = Exclude<CustomGrantResult, { refused: string }>

/** An extension grant (RFC 6749 §4.5) whose decision is a hook's; it may take several targets (RFC 8693 §2.1). */
export function customGrantType(name: string, decide: CustomGrant): GrantType {
  return {
    name,
    onByDefault: true,
    begins: true,
    clients: 'all',
    takesLists: true,
    async grant(exchange) {
      const { client, form, request } = exchange
      const asked = requireScopes(exchange, parameter(form, 'scope'), client)
      const resources = await requireResources(exchange, form, 'any')
      const context = {
        clientId: client.id,
        scopes: asked,
        resources,
        audience: readList(form, 'audience'),
        request,
      }
      const result = await runHook(exchange, `grantTypes.${name}`, customGrantResult, () =>
        decide(single(form), context),
      )
      exchange.debug?.step('hook', `grantTypes.${name} ${describeResult(result)}`)
      requireAllowed(exchange, result)
      const user = await requireUser(exchange, result)
      const scopes = readScopes(result.scopes.join(' '))
      // An answer can't say that none of them was granted (RFC 6749 §5.1).
      const some = scopes.length > 0 || asked.length === 0
      requireThat(exchange, 'hook.some-scope', some, `Asked for ${shown(asked.join(' '))}.`)
      for (const one of result.audience ?? []) await requireKnown(exchange, one)
      const issued = await issueAccessToken(exchange, {
        grantType: name,
        user,
        scopes,
        audience: audienceOf(exchange, result.audience ?? resources),
        grantId:
          user &&
          (await newGrant(exchange, {
            clientId: client.id,
            user,
            scopes,
            resources,
            authentication: null,
          })),
        authentication: null,
      })
      return tokenResponse(issued, scopes)
    },
  }
}

function describeResult(result: CustomGrantResult): string {
  if ('refused' in result) return 'refuses'
  const whom = 'username' in result ? result.username : 'the client itself'
  return `grants ${shown(result.scopes.join(' '))} for ${whom}`
}

function requireAllowed(
  exchange: TokenExchange,
  result: CustomGrantResult,
): asserts result is Allowed {
  const refused = 'refused' in result ? result.refused : undefined
  requireThat(exchange, 'hook.allowed', refused === undefined, refused)
}

/** Whom the hook named; null for the client itself. */
async function requireUser(exchange: TokenExchange, result: Allowed): Promise<HookUser | null> {
  if (!('username' in result)) return null
  const row = await findUser(exchange.server.db, exchange.sandbox, result.username)
  requireThat(exchange, 'hook.user', row !== undefined, `It named ${shown(result.username)}.`)
  return readUser(row)
}

function single(form: Parameters): Record<string, string> {
  const entries = Object.keys(form).map((name) => [name, parameter(form, name) ?? ''] as const)
  return Object.fromEntries(entries)
}
