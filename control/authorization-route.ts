import type { FastifyInstance } from 'fastify'
import { AdminError } from '@oauth-lab/kit/admin/admin-error.ts'
import {
  AuthorizationDocument,
  AuthorizationRedirect,
} from '@oauth-lab/kit/admin/authorization-document.ts'
import type { BrowserSession } from '@oauth-lab/kit/admin/browser-session-document.ts'
import { readDocument } from '@oauth-lab/kit/admin/read-document.ts'
import { createStandIn, standInCookie } from '@oauth-lab/kit/admin/stand-in.ts'
import { cookieName } from '@oauth-lab/kit/http/cookies.ts'
import { createFormWalker } from '@oauth-lab/kit/http/form-walker.ts'
import type { Stop } from '@oauth-lab/kit/http/form-walker.ts'
import { ConfigurationError } from '@oauth-lab/kit/problems.ts'
import type { Problem } from '@oauth-lab/kit/problems.ts'
import type { Sandbox } from '@oauth-lab/kit/sandbox.ts'
import type { ControlContext } from './context.ts'

/**
 * `POST authorizations`: opens an authorization request as a browser in which the user is signed in,
 * and tells the redirect that comes. The authorization server knows by a cookie of control's how the
 * user answers.
 */
export function authorizationRoute(api: FastifyInstance, context: ControlContext): void {
  const schema = { body: AuthorizationDocument, response: { 201: AuthorizationRedirect } }
  api.post('/authorizations', { schema }, async (request, reply) => {
    const wanted = readDocument(AuthorizationDocument, request.body)
    const { sandbox } = request
    requireRequest(sandbox, wanted)
    const session = await signIn(context, sandbox, wanted.user)
    const { environment } = context
    const { user: username, deny, scopes } = wanted
    const { key } = environment.administration
    const standIn = createStandIn(key, sandbox.base, { username, deny, scopes })
    const cookie = [session, `${cookieName(standInCookie, sandbox)}=${standIn}`]
    const walker = createFormWalker(
      environment.fetch,
      () => true,
      cookie.filter(Boolean).join('; '),
    )
    const redirect = redirectOf(await walker.open(wanted.url))
    return reply.code(201).header('cache-control', 'no-store').send(redirect)
  })
}

/** The request is one of this sandbox, and asks for what the user is to allow. */
function requireRequest({ base }: Sandbox, { url, scopes = [] }: AuthorizationDocument): void {
  const problems: Problem[] = []
  const endpoint = `${base}/authserver/oauth2/authorize`
  const { origin, pathname, searchParams } = new URL(url)
  if (origin + pathname !== endpoint) {
    problems.push({ path: 'url', message: `must be an authorization request at ${endpoint}` })
  }
  const asked = searchParams.get('scope')?.split(' ') ?? []
  for (const [at, scope] of scopes.entries()) {
    if (!asked.includes(scope)) problems.push({ path: `scopes.${at}`, message: 'is not asked for' })
  }
  if (problems.length > 0) throw new ConfigurationError('There is nothing to answer.', problems)
}

/** The cookie of a new session; none where the server keeps no sessions. */
async function signIn(
  { roles }: ControlContext,
  sandbox: Sandbox,
  user: string,
): Promise<string | undefined> {
  try {
    const path = 'browser-sessions'
    const { cookie } = await roles.call<BrowserSession>(sandbox, 'authserver', 'POST', path, {
      user,
    })
    return cookie
  } catch (error) {
    if (error instanceof AdminError && error.code === 'no_sessions') return undefined
    throw error
  }
}

function redirectOf(stop: Stop): AuthorizationRedirect {
  if (stop.kind === 'redirect') {
    const { searchParams, hash } = new URL(stop.location)
    const parameters = hash === '' ? searchParams : new URLSearchParams(hash.slice(1))
    return {
      redirect: stop.location,
      method: 'GET',
      parameters: Object.fromEntries(parameters),
    }
  }
  const [form] = stop.forms
  if (stop.status !== 200 || form === undefined) {
    const message = `the authorization server shows an error page: ${stop.heading}. ${stop.words}`
    throw new ConfigurationError('The request was refused.', [{ path: 'url', message }])
  }
  return { redirect: form.action, method: 'POST', parameters: Object.fromEntries(form.fields) }
}
