import type { Pages } from '@oauth-lab/kit/pages/pages.ts'
import { address } from '@oauth-lab/kit/pages/text.ts'
import { hiddenFields, interactionPage } from './frame.ts'
import type { AskingClient, Form, Interaction } from './frame.ts'

/** What a user allowed an application at a resource. */
export interface Allowed {
  client: AskingClient
  resource: string
  /** Scopes with spaces between. */
  scope: string
  /** Names of claims that it asked for besides. */
  claims: readonly string[]
}

export interface AccountModel extends Interaction, Form {
  user: { name: string }
  allowed: readonly Allowed[]
  /** Accounts of other servers that are linked, and other servers that may be. */
  elsewhere?:
    | {
        action: string
        linked: readonly { provider: string; name: string; shownAs: string }[]
        others: readonly { id: string; name: string }[]
      }
    | undefined
  /** Where the user changes the password. */
  passwordHref: string
  /** Where applications wait for an answer, if this server has such requests. */
  waitingHref?: string | undefined
}

/** What a user allowed, and the way to end it. */
export function accountPage(pages: Pages, model: AccountModel): string {
  const applications = Map.groupBy(model.allowed, ({ client }) => client.id)
  return pages.render('account', {
    ...model,
    page: interactionPage(model, 'What you allowed', true),
    hidden: hiddenFields(model),
    applications: [...applications.values()].map((rows) => ({
      id: rows[0]!.client.id,
      name: rows[0]!.client.name,
      mark: rows[0]!.client.public ? 'client-public' : 'client',
      facts: [
        { name: 'client_id', value: address(rows[0]!.client.id) },
        ...rows.flatMap(({ resource, scope, claims }) => [
          { name: 'resource', value: address(resource) },
          { name: 'scope', value: scope === '' ? 'none' : scope },
          ...(claims.length > 0 ? [{ name: 'claims', value: claims.join(' ') }] : []),
        ]),
      ],
    })),
  })
}
