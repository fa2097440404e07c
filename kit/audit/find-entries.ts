import type { AuditPage, AuditQuestion } from '../admin/audit-document.ts'
import type { Sandbox } from '../sandbox.ts'
import { holdsPart } from '../store/conditions.ts'
import { isoTime, readPage } from '../store/read-page.ts'
import type { AuditDatabase } from './audit-table.ts'

/** One page of the audit log. */
export function findEntries(
  db: AuditDatabase,
  sandbox: Sandbox,
  question: AuditQuestion,
): Promise<AuditPage> {
  const { kind, who, client, user, check, since, before, search } = question
  let rows = db.selectFrom('audit_log').selectAll().where('sandbox', '=', sandbox.id)
  if (kind !== undefined) rows = rows.where('kind', '=', kind)
  if (who !== undefined) rows = rows.where('who', '=', who)
  if (client !== undefined) rows = rows.where('client_id', '=', client)
  if (user !== undefined) rows = rows.where('username', '=', user)
  if (check !== undefined) rows = rows.where('check_id', '=', check)
  if (since !== undefined) rows = rows.where('at', '>=', Date.parse(since))
  if (before !== undefined) rows = rows.where('at', '<', Date.parse(before))
  if (search !== undefined) rows = rows.where(holdsPart(searched, search))
  return readPage(rows, question, ['at', 'entry_id'], (row) => ({
    id: row.entry_id,
    kind: row.kind,
    at: isoTime(row.at),
    realAt: isoTime(row.real_at),
    who: row.who,
    operation: row.operation,
    about: JSON.parse(row.about) as Record<string, string>,
    members: JSON.parse(row.members) as string[],
    before: JSON.parse(row.before ?? 'null') as unknown,
    after: JSON.parse(row.after ?? 'null') as unknown,
    check: row.check_id,
    status: row.status,
    request: row.request_id,
  }))
}

const searched = ['operation', 'who', 'about', 'check_id'] as const
