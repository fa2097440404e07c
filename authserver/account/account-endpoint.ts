import { parameter } from '@oauth-lab/kit/form.ts'
import { sendPage } from '@oauth-lab/kit/pages/send-page.ts'
import { accountPath, linksPath, passwordPath } from './paths.ts'
import { backchannelPath } from '../backchannel/backchannel-requests.ts'
import { requireThat } from '../checks.ts'
import { findClient } from '../clients/client.ts'
import type { Exchange } from '../exchange.ts'
import { cibaName } from '../grant-types/grant-type.ts'
import { csrfToken, requireCsrfToken } from '../interaction/browser.ts'
import { beginInteraction } from '../interaction/interactions.ts'
import { findSession } from '../interaction/sessions.ts'
import type { Session } from '../interaction/sessions.ts'
import { describe, frameOf } from '../interaction/show.ts'
import { requireForm } from '../token/read-form.ts'
import { endConsentsOf } from '../tokens/grants.ts'
import { findLinksOf } from '../upstream/links.ts'
import { providersOf } from '../upstream/providers.ts'
import { allowedBy } from './allowed.ts'

/** The page on which users see what they allowed, and end it; signs in first where nobody is. */
export async function account(exchange: Exchange): Promise<unknown> {
  const { server, sandbox, request, reply, configuration } = exchange
  const asksElsewhere = configuration.supportedGrantTypes.includes(cibaName)
  const session = await sessionOf(exchange)
  if (session === undefined) return beginInteraction(exchange, { kind: 'account' })
  const rows = await allowedBy(exchange, session.sub)
  const allowed = await Promise.all(
    rows.map(async ({ client_id: id, resource, scope, claims }) => {
      const client = await findClient(server.db, sandbox, id)
      return { client: client ? describe(client) : { id, name: id }, resource, scope, claims }
    }),
  )
  const page = server.pages.account({
    ...frameOf(request),
    user: { name: session.username },
    allowed,
    action: sandbox.prefix + accountPath,
    elsewhere: await elsewhere(exchange, session.sub),
    passwordHref: sandbox.prefix + passwordPath,
    waitingHref: asksElsewhere ? sandbox.prefix + backchannelPath : undefined,
    csrf: csrfToken(exchange, session.sub),
  })
  return sendPage(reply, page)
}

/** Servers at which the user may sign in, and the accounts there that are linked; undefined where there are none. */
async function elsewhere({ server, sandbox, configuration }: Exchange, sub: string) {
  const links = await findLinksOf(server.db, sandbox, sub)
  const offered = providersOf({ configuration })
  const linked = links.map(({ provider, shownAs }) => {
    const name = offered.find(({ id }) => id === provider)?.name ?? provider
    return { provider, name, shownAs }
  })
  const others = offered.filter(({ id }) => !links.some(({ provider }) => provider === id))
  const action = sandbox.prefix + linksPath
  return offered.length + links.length > 0 ? { action, linked, others } : undefined
}

/** The form that ends what the user allowed a client: its consents, grants and tokens. */
export async function endAllowed(exchange: Exchange): Promise<unknown> {
  const form = requireForm(exchange)
  const session = await sessionOf(exchange)
  if (session === undefined) return beginInteraction(exchange, { kind: 'account' })
  requireCsrfToken(exchange, form, session.sub)
  const { server, sandbox } = exchange
  await endConsentsOf(server.db, sandbox, session.sub, parameter(form, 'client_id') ?? '')
  return exchange.reply.redirect(sandbox.prefix + accountPath, 303)
}

/** Without sessions nobody would stay signed in, and the sign-in would begin again and again. */
export function sessionOf(exchange: Exchange): Promise<Session | undefined> {
  requireThat(exchange, 'account.sessions', exchange.configuration.sessions)
  return findSession(exchange)
}
