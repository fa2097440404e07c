import { besideClock } from '@oauth-lab/kit/check-detail.ts'
import { parameter } from '@oauth-lab/kit/form.ts'
import type { Parameters } from '@oauth-lab/kit/form.ts'
import { requireThat } from '../checks.ts'
import { digest } from '../digest.ts'
import type { Exchange } from '../exchange.ts'
import type { UserRow } from '../store/tables.ts'
import { findSubject } from '../users/users.ts'

/** What a link in a mail is for: its page. */
export interface MailedLink<Content> {
  page: 'new-password' | 'confirmation'
  /** Whose password it changes; null where there is no such user yet. */
  sub: string | null
  content: Content
}

/** Keeps a link that is good once, for `mailedLinkLifetime`; returns its address. The store has its hash alone. */
export async function createMailedLink<Content>(
  { server, sandbox, configuration }: Exchange,
  { page, sub, content }: MailedLink<Content>,
): Promise<string> {
  const token = sandbox.random.token(32)
  await server.db
    .insertInto('mailed_links')
    .values({
      sandbox: sandbox.id,
      token_hash: digest(token),
      page,
      sub,
      content: JSON.stringify(content),
      expires_at: sandbox.clock.now() + configuration.mailedLinkLifetime * 1000,
      redeemed_at: null,
    })
    .execute()
  return `${sandbox.base}/authserver/${page}?${new URLSearchParams({ mail_token: token }).toString()}`
}

/** What a link brings along, and the form of its page. */
export function mailTokenOf(sent: Parameters): string {
  return parameter(sent, 'mail_token') ?? ''
}

/**
 * What a link is for, while it is good, and the user whom it is about. It is not used up: programs that look
 * through mails open links.
 */
export async function requireMailedLink<Content>(
  exchange: Exchange,
  page: MailedLink<Content>['page'],
  token: string,
): Promise<{ user: UserRow | undefined; content: Content }> {
  const { server, sandbox } = exchange
  const row = await server.db
    .selectFrom('mailed_links')
    .selectAll()
    .where('sandbox', '=', sandbox.id)
    .where('token_hash', '=', digest(token))
    .where('page', '=', page)
    .executeTakeFirst()
  const sub = row?.sub ?? null
  const user = sub === null ? undefined : await findSubject(server.db, sandbox, sub)
  const isKnown = row !== undefined && (sub === null || user !== undefined)
  requireThat(exchange, 'mailed-link.known', isKnown)
  requireUnused(exchange, row.redeemed_at === null)
  const { expires_at: end } = row
  const isFresh = end > sandbox.clock.now()
  requireThat(exchange, 'mailed-link.fresh', isFresh, () =>
    besideClock('It expired', end, sandbox.clock),
  )
  return { user, content: JSON.parse(row.content) as Content }
}

/** Uses a link up; of several uses at the same moment one alone goes on. */
export async function redeemMailedLink(exchange: Exchange, token: string): Promise<void> {
  const { server, sandbox } = exchange
  const used = await server.db
    .updateTable('mailed_links')
    .set({ redeemed_at: sandbox.clock.now() })
    .where('sandbox', '=', sandbox.id)
    .where('token_hash', '=', digest(token))
    .where('redeemed_at', 'is', null)
    .returning('token_hash')
    .executeTakeFirst()
  requireUnused(exchange, used !== undefined)
}

function requireUnused(exchange: Exchange, isUnused: boolean): void {
  requireThat(exchange, 'mailed-link.unused', isUnused)
}
