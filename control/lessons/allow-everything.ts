import type { BrowserSession } from '@oauth-lab/kit/admin/browser-session-document.ts'
import type { ClientInfo } from '@oauth-lab/kit/admin/client-document.ts'
import { createFormWalker } from '@oauth-lab/kit/http/form-walker.ts'
import type { Sandbox } from '@oauth-lab/kit/sandbox.ts'
import type { ControlContext } from '../context.ts'

/**
 * Has a user allow Simple Web Page all that it asks for, so that nobody is asked again: a sign-in from its
 * beginning to its end.
 */
export function allowEverything(
  context: ControlContext,
  sandbox: Sandbox,
  user: string,
): Promise<void> {
  return allow(context, sandbox, user, `${sandbox.base}/client/application/login`)
}

/** The same for the single-page application; the code goes nowhere. */
export async function allowSpa(
  context: ControlContext,
  sandbox: Sandbox,
  user: string,
): Promise<void> {
  const [spa] = await context.roles.call<ClientInfo[]>(
    sandbox,
    'authserver',
    'GET',
    'clients?client_name=spa',
  )
  const asked = new URLSearchParams({
    response_type: 'code',
    client_id: spa!.client_id,
    redirect_uri: `${sandbox.base}/spa/callback.html`,
    scope: 'openid profile email offline_access my/scope',
    state: 'prepared',
    code_challenge: 'A'.repeat(43),
    code_challenge_method: 'S256',
  })
  await allow(context, sandbox, user, `${sandbox.base}/authserver/oauth2/authorize?${asked}`)
}

/** Walks to the consent page, and allows all that stands there. */
async function allow(
  { roles, environment }: ControlContext,
  sandbox: Sandbox,
  user: string,
  start: string,
): Promise<void> {
  const { cookie } = await roles.call<BrowserSession>(
    sandbox,
    'authserver',
    'POST',
    'browser-sessions',
    { user },
  )
  const walker = createFormWalker(environment.fetch, (url) => url.includes('/spa/'), cookie)
  const page = await walker.open(start)
  if (page.kind !== 'page') return
  const [form] = page.forms.filter(({ names }) => names.has('scope'))
  if (form === undefined) throw new Error(`no consent page came: ${page.heading}. ${page.words}`)
  const scope = [...page.html.matchAll(/name="scope" value="([^"]+)"/g)].map(([, one]) => one!)
  await walker.submit(form, { scope, answer: 'allow' })
}
