import type { Sandbox } from '@oauth-lab/kit/sandbox.ts'
import { holdsPart } from '@oauth-lab/kit/store/conditions.ts'
import { isoTime, readPage } from '@oauth-lab/kit/store/read-page.ts'
import type { Database } from '../store/database.ts'
import type { ClientSessionPage, ClientSessionQuestion } from './session-document.ts'

/** One page of the sessions that fit. */
export function findSessions(
  db: Database,
  { id: sandbox, clock }: Sandbox,
  question: ClientSessionQuestion,
): Promise<ClientSessionPage> {
  const { state, configuration, search, sort } = question
  const now = clock.now()
  let rows = db
    .selectFrom('sessions')
    .innerJoin('tokens', (join) =>
      join
        .onRef('tokens.sandbox', '=', 'sessions.sandbox')
        .onRef('tokens.session_hash', '=', 'sessions.session_hash'),
    )
    .where('sessions.sandbox', '=', sandbox)
    .selectAll('sessions')
    .select(['tokens.scope', 'tokens.received_at', 'tokens.refresh_token', 'tokens.version'])
  if (state !== undefined) {
    rows = rows.where('sessions.expires_at', state === 'live' ? '>' : '<=', now)
  }
  if (configuration !== undefined) {
    rows = rows.where('sessions.configuration_id', '=', configuration)
  }
  if (search !== undefined) rows = rows.where(holdsPart(searched, search))
  return readPage(rows, question, [columns[sort], 'sessions.session_hash'], (row) => ({
    id: row.session_hash,
    state: row.expires_at > now ? ('live' as const) : ('expired' as const),
    name: row.name,
    subject: row.subject,
    issuer: row.issuer,
    configuration: row.configuration_id,
    scope: row.scope,
    receivedAt: isoTime(row.received_at),
    expiresAt: isoTime(row.expires_at),
    refreshable: row.refresh_token !== null,
    refreshes: row.version - 1,
  }))
}

const searched = ['sessions.name', 'sessions.subject', 'sessions.issuer'] as const
const columns = {
  expires: 'sessions.expires_at',
  received: 'tokens.received_at',
  name: 'sessions.name',
} as const satisfies Record<ClientSessionQuestion['sort'], string>
