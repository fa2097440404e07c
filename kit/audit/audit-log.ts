import type { FastifyRequest } from 'fastify'
import type { Sandboxes } from '../sandboxes.ts'
import { settle } from '../store/settle.ts'
import type { Store } from '../store/store.ts'
import type { AuditDatabase, AuditRow } from './audit-table.ts'

declare module 'fastify' {
  interface FastifyRequest {
    /** What a change was about, and what that was before and after it: without secrets. */
    audited:
      | { about?: Record<string, string>; before?: object | undefined; after?: object | undefined }
      /** A trial: nothing was changed. */
      | null
      | undefined
  }
}

/** Milliseconds on the sandbox's clock for which an entry is kept. */
const kept = 7 * 24 * 3600_000
/** Refusals wait so long for others, milliseconds of real time; one statement writes them. */
const pause = 1000

/** Who changed what, and what was refused. */
export interface AuditLog {
  /** Writes a change that was made. */
  change(request: FastifyRequest, who: string, status: number): Promise<void>
  /** Takes a refusal up, without a statement: it is written with others. */
  refuse(request: FastifyRequest, status: number): void
  /** Writes what was taken up. */
  flush(): Promise<void>
}

/** @param bounds changes, and refusals, of a sandbox that are kept, and refusals that may wait; more of them are not logged */
export function createAuditLog(
  store: { db: AuditDatabase } & Pick<Store<object>, 'mark' | 'settled'>,
  sandboxes: Pick<Sandboxes, 'find'>,
  onError: (error: unknown) => void,
  bounds = { entries: 10_000, waiting: 1000 },
): AuditLog {
  const { db } = store
  let waiting: AuditRow[] = []
  let timer: NodeJS.Timeout | undefined
  const flush = async () => {
    clearTimeout(timer)
    timer = undefined
    const rows = waiting.filter(({ sandbox }) => sandboxes.find(sandbox) !== undefined)
    waiting = []
    if (rows.length === 0) return
    // SQLite takes a limited number of values in one statement.
    for (let at = 0; at < rows.length; at += 100) {
      await db
        .insertInto('audit_log')
        .values(rows.slice(at, at + 100))
        .onConflict((conflict) => conflict.doNothing())
        .execute()
    }
    for (const id of new Set(rows.map(({ sandbox }) => sandbox))) {
      await dropOldest(db, id, 'refusal', bounds.entries)
    }
  }
  return {
    async change(request, who, status) {
      const row = {
        ...entryOf(request, status),
        ...subjectOf(request),
        kind: 'change' as const,
        who,
      }
      await db
        .insertInto('audit_log')
        .values(row)
        .onConflict((conflict) => conflict.doNothing())
        .execute()
      await dropOldest(db, request.sandbox.id, 'change', bounds.entries)
    },
    refuse(request, status) {
      if (waiting.length >= bounds.waiting) return
      waiting.push(entryOf(request, status))
      timer ??= setTimeout(() => {
        settle(store, flush).catch(onError)
      }, pause).unref()
    },
    flush,
  }
}

/** A flood of refusals pushes out no change. */
async function dropOldest(
  db: AuditDatabase,
  sandbox: string,
  kind: AuditRow['kind'],
  entries: number,
): Promise<void> {
  const tooOld = await db
    .selectFrom('audit_log')
    .select('entry_id')
    .where('sandbox', '=', sandbox)
    .where('kind', '=', kind)
    .orderBy('entry_id', 'desc')
    .limit(1)
    .offset(entries)
    .executeTakeFirst()
  if (tooOld === undefined) return
  await db
    .deleteFrom('audit_log')
    .where('sandbox', '=', sandbox)
    .where('kind', '=', kind)
    .where('entry_id', '<=', tooOld.entry_id)
    .execute()
}

function entryOf(request: FastifyRequest, status: number): AuditRow {
  const { sandbox, id, method, routeOptions, checks, labTime } = request
  const { endpoint } = routeOptions.config
  const about = { ...strings(request.query), ...strings(request.params) }
  const client_id =
    about['client_id'] ?? about['client'] ?? strings(request.body)['client_id'] ?? null
  return {
    sandbox: sandbox.id,
    // In the order of real time.
    entry_id: `${Math.round(request.startedAt).toString(16).padStart(12, '0')}-${id}`,
    kind: 'refusal',
    at: labTime,
    real_at: Math.round(request.startedAt),
    ends_at: labTime + kept,
    who: null,
    operation: endpoint?.message ?? `${method} ${(routeOptions.url ?? '').replace(/^.*\/api/, '')}`,
    about: JSON.stringify({ ...request.audited?.about, ...(client_id !== null && { client_id }) }),
    client_id,
    username: null,
    members: '[]',
    before: null,
    after: null,
    check_id: checks.findLast(({ outcome }) => outcome === 'failed')?.id ?? null,
    status,
    request_id: id,
  }
}

/** What a change was about; of what was sent the names alone, since values may be secrets. */
function subjectOf({ query, params, body, audited }: FastifyRequest) {
  const about = { ...strings(query), ...strings(params), ...audited?.about }
  return {
    about: JSON.stringify(about),
    client_id: about['client_id'] ?? about['client'] ?? null,
    username: about['username'] ?? about['user'] ?? null,
    members: JSON.stringify(namesOf(body)),
    before: audited?.before === undefined ? null : JSON.stringify(audited.before),
    after: audited?.after === undefined ? null : JSON.stringify(audited.after),
  }
}

function strings(from: unknown): Record<string, string> {
  const entries = Object.entries(from ?? {}).slice(0, 20)
  return Object.fromEntries(
    entries.flatMap(([name, value]) =>
      typeof value === 'string' ? [[name.slice(0, 100), value.slice(0, 200)]] : [],
    ),
  )
}

function namesOf(body: unknown): string[] {
  if (typeof body !== 'object' || body === null || Array.isArray(body)) return []
  return Object.keys(body)
    .slice(0, 50)
    .map((name) => name.slice(0, 100))
}
