import type { MailPage, MailQuestion, OpenedMail } from '@oauth-lab/kit/admin/mail-document.ts'
import type { Sandbox } from '@oauth-lab/kit/sandbox.ts'
import { holdsPart } from '@oauth-lab/kit/store/conditions.ts'
import { isoTime, readPage } from '@oauth-lab/kit/store/read-page.ts'
import type { Database } from '../store/database.ts'
import type { MailRow } from '../store/tables.ts'

/** One page of the outbox. */
export function findMails(
  db: Database,
  sandbox: Sandbox,
  question: MailQuestion,
): Promise<MailPage> {
  const { to, search, sort } = question
  let rows = db.selectFrom('mails').selectAll().where('sandbox', '=', sandbox.id)
  if (to !== undefined) rows = rows.where('recipient', '=', to)
  if (search !== undefined) rows = rows.where(holdsPart(['recipient', 'subject'], search))
  return readPage(rows, question, [columns[sort], 'mail_id'], describe)
}

/** One mail with its text. */
export async function findMail(
  db: Database,
  sandbox: Sandbox,
  id: string,
): Promise<OpenedMail | undefined> {
  const row = await db
    .selectFrom('mails')
    .selectAll()
    .where('sandbox', '=', sandbox.id)
    .where('mail_id', '=', id)
    .executeTakeFirst()
  return row && { ...describe(row), text: row.text }
}

const columns = {
  created: 'created_at',
  to: 'recipient',
} as const satisfies Record<MailQuestion['sort'], string>

function describe({ mail_id: id, recipient: to, subject, created_at }: MailRow) {
  return { id, to, subject, createdAt: isoTime(created_at) }
}
