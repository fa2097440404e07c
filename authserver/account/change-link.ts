import { parameter } from '@oauth-lab/kit/form.ts'
import { accountPath } from './paths.ts'
import { requireThat } from '../checks.ts'
import type { Exchange } from '../exchange.ts'
import { requireCsrfToken } from '../interaction/browser.ts'
import { beginInteraction } from '../interaction/interactions.ts'
import { requireForm } from '../token/read-form.ts'
import { beginUpstream } from '../upstream/begin-upstream.ts'
import { endLinksOf, findLinksOf } from '../upstream/links.ts'
import { orShowRefusal } from '../upstream/or-show-refusal.ts'
import { noPassword } from '../upstream/user-of.ts'
import { findSubject } from '../users/users.ts'
import { sessionOf } from './account-endpoint.ts'

/** The form that links an account of another server, by a sign-in there, or ends such links. */
export async function changeLink(exchange: Exchange): Promise<unknown> {
  const form = requireForm(exchange)
  const session = await sessionOf(exchange)
  if (session === undefined) return beginInteraction(exchange, { kind: 'account' })
  const { sub } = session
  requireCsrfToken(exchange, form, sub)
  const provider = parameter(form, 'provider') ?? ''
  const account = exchange.sandbox.prefix + accountPath
  return orShowRefusal(exchange, { account }, async () => {
    if (form['do'] === 'link') return beginUpstream(exchange, provider, { sub })
    await requireOtherWay(exchange, sub, provider)
    await endLinksOf(exchange.server.db, exchange.sandbox, sub, provider)
    return exchange.reply.redirect(account, 303)
  })
}

async function requireOtherWay(exchange: Exchange, sub: string, provider: string): Promise<void> {
  const { server, sandbox } = exchange
  const user = await findSubject(server.db, sandbox, sub)
  const links = await findLinksOf(server.db, sandbox, sub)
  const hasOther =
    user?.password_hash !== noPassword || links.some((one) => one.provider !== provider)
  requireThat(exchange, 'upstream-link.not-last', hasOther)
}
