import { parameter } from '@oauth-lab/kit/form.ts'
import { grantedScopes } from '../authorization/granted-scopes.ts'
import { letPass, requireThat } from '../checks.ts'
import { acceptPassword } from '../interaction/accept-password.ts'
import { requireResources } from '../resources/require-resources.ts'
import { requireScopes } from '../scopes/require-scopes.ts'
import { acrOf } from '../tokens/authentication.ts'
import type { TokenExchange } from '../token/token-exchange.ts'
import { findUser, readUser } from '../users/users.ts'
import type { GrantType } from './grant-type.ts'
import { grantAndIssue } from './grant-and-issue.ts'

/** The user's name and password, typed at the client (RFC 6749 §4.3): a leniency, RFC 9700 §2.4 forbids it. */
export const password: GrantType = {
  name: 'password',
  onByDefault: false,
  begins: true,
  clients: 'all',
  async grant(exchange) {
    const { client, form, sandbox, server } = exchange
    letPass(exchange, 'password-grant.avoided', 'supportedGrantTypes holds password.')
    const scopes = requireScopes(exchange, parameter(form, 'scope'), client)
    const resources = await requireResources(exchange, form)
    const username = await requireUser(exchange)
    const user = readUser((await findUser(server.db, sandbox, username))!)
    const asked = { clientId: client.id, parameters: {}, scopes, user }
    const amr = ['pwd']
    return grantAndIssue(exchange, {
      grantType: 'password',
      user,
      scopes: await grantedScopes(exchange, asked, scopes),
      resources,
      authentication: { auth_time: sandbox.clock.seconds(), amr, acr: acrOf(amr) },
    })
  },
}

/** The user whose password was sent; guesses are counted as at the sign-in page (RFC 6749 §4.3.2). */
async function requireUser(exchange: TokenExchange): Promise<string> {
  const { form, reply } = exchange
  const username = parameter(form, 'username')
  const sent = parameter(form, 'password')
  const both = username !== undefined && sent !== undefined
  requireThat(exchange, 'password-grant.credentials-present', both)
  const outcome = await acceptPassword(exchange, username, sent)
  const wait = outcome.accepted ? 0 : outcome.wait
  if (wait > 0) reply.header('retry-after', wait)
  const why = wait > 0 ? `Too many came; try again in ${wait} s.` : undefined
  requireThat(exchange, 'password-grant.credentials', outcome.accepted, why)
  requireThat(exchange, 'password-grant.one-factor', !outcome.secondFactor)
  return outcome.username
}
