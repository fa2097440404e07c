import type { BrowserSession } from '@oauth-lab/kit/admin/browser-session-document.ts'
import { createFormWalker } from '@oauth-lab/kit/http/form-walker.ts'
import type { Sandbox } from '@oauth-lab/kit/sandbox.ts'
import type { ControlContext } from '../context.ts'

/**
 * Has a user allow Simple Web Page all that it asks for, so that nobody is asked again: a sign-in from its
 * beginning to its end.
 */
export async function allowEverything(
  { roles, environment }: ControlContext,
  sandbox: Sandbox,
  user: string,
): Promise<void> {
  const { cookie } = await roles.call<BrowserSession>(
    sandbox,
    'authserver',
    'POST',
    'browser-sessions',
    { user },
  )
  const walker = createFormWalker(environment.fetch, () => false, cookie)
  const page = await walker.open(`${sandbox.base}/client/application/login`)
  if (page.kind !== 'page') return
  const [form] = page.forms.filter(({ names }) => names.has('scope'))
  if (form === undefined) throw new Error(`no consent page came: ${page.heading}. ${page.words}`)
  const scope = [...page.html.matchAll(/name="scope" value="([^"]+)"/g)].map(([, one]) => one!)
  await walker.submit(form, { scope, answer: 'allow' })
}
