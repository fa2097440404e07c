import { hash } from 'node:crypto'
import { sql } from 'kysely'
import type { Sandbox } from '@oauth-lab/kit/sandbox.ts'
import { holdsPart } from '@oauth-lab/kit/store/conditions.ts'
import { isoTime, readPage } from '@oauth-lab/kit/store/read-page.ts'
import type { Database } from '../store/database.ts'
import { decode } from '../tokens/decode.ts'
import type { HeldToken, HeldTokenPage, HeldTokenQuestion } from './session-document.ts'

/** A token of any table, as it is kept. */
interface HeldRow {
  kind: HeldToken['kind']
  of: HeldToken['of']
  session_hash: string
  subject: string
  configuration_id: string
  issuer: string
  token: string
  scope: string
  received_at: number
  expires_at: number | null
}

/** One page of the tokens that fit: those of sessions, and the machine's. */
export function findTokens(
  db: Database,
  { id: sandbox }: Sandbox,
  question: HeldTokenQuestion,
): Promise<HeldTokenPage> {
  const { kind, of, session, configuration, search, sort } = question
  const held = ofSessions(db, sandbox, 'access')
    .unionAll(ofSessions(db, sandbox, 'refresh'))
    .unionAll(ofSessions(db, sandbox, 'id'))
    .unionAll(ofMachine(db, sandbox))
  let rows = db.selectFrom(held.as('held')).selectAll()
  if (kind !== undefined) rows = rows.where('kind', '=', kind)
  if (of !== undefined) rows = rows.where('of', '=', of)
  if (session !== undefined) rows = rows.where('session_hash', '=', session)
  if (configuration !== undefined) rows = rows.where('configuration_id', '=', configuration)
  if (search !== undefined) rows = rows.where(holdsPart(['issuer', 'scope', 'subject'], search))
  return readPage(rows, question, [columns[sort], 'session_hash', 'kind'], show)
}

const columns = {
  received: 'received_at',
  expires: 'expires_at',
} as const satisfies Record<HeldTokenQuestion['sort'], string>

const columnOf = {
  access: 'tokens.access_token',
  refresh: 'tokens.refresh_token',
  id: 'tokens.id_token',
} as const

function ofSessions(db: Database, sandbox: string, kind: HeldToken['kind']) {
  const column = columnOf[kind]
  return db
    .selectFrom('tokens')
    .innerJoin('sessions', (join) =>
      join
        .onRef('sessions.sandbox', '=', 'tokens.sandbox')
        .onRef('sessions.session_hash', '=', 'tokens.session_hash'),
    )
    .where('tokens.sandbox', '=', sandbox)
    .where(column, 'is not', null)
    .where(column, '<>', '')
    .select([
      constant<HeldToken['kind']>(kind).as('kind'),
      constant<HeldToken['of']>('session').as('of'),
      'sessions.session_hash',
      'sessions.subject',
      'sessions.configuration_id',
      'sessions.issuer',
      sql<string>`${sql.ref(column)}`.as('token'),
      'tokens.scope',
      'tokens.received_at',
      // Only of the access token the server says when it ends.
      sql<number | null>`${kind === 'access' ? sql.ref('tokens.expires_at') : nothing}`.as(
        'expires_at',
      ),
    ])
}

function ofMachine(db: Database, sandbox: string) {
  return db
    .selectFrom('machine_tokens')
    .where('machine_tokens.sandbox', '=', sandbox)
    .select([
      constant<HeldToken['kind']>('access').as('kind'),
      constant<HeldToken['of']>('machine').as('of'),
      constant<string>('').as('session_hash'),
      constant<string>('').as('subject'),
      'machine_tokens.configuration_id',
      'machine_tokens.issuer',
      'machine_tokens.access_token as token',
      'machine_tokens.scope',
      'machine_tokens.received_at',
      sql<number | null>`${sql.ref('machine_tokens.expires_at')}`.as('expires_at'),
    ])
}

const nothing = sql`cast(null as bigint)`

function constant<Value extends string>(value: Value) {
  return sql<Value>`cast(${value} as text)`
}

function show(row: HeldRow): HeldToken {
  const { kind, of, token } = row
  // What a refresh token says is the server's affair, whatever form it has.
  const decoded = kind === 'refresh' ? undefined : decode(token)
  const isJwt = decoded !== undefined && !decoded.opaque
  return {
    sha256: hash('sha256', token, 'base64url'),
    kind,
    of,
    session: of === 'session' ? row.session_hash : null,
    configuration: row.configuration_id,
    issuer: row.issuer,
    scope: row.scope,
    receivedAt: isoTime(row.received_at),
    expiresAt: row.expires_at === null ? null : isoTime(row.expires_at),
    header: isJwt ? { ...decoded.header } : null,
    claims: isJwt ? { ...decoded.claims } : null,
  }
}
