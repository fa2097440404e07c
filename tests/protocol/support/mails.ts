import { ok } from 'node:assert/strict'
import type { OpenedMail } from '@oauth-lab/kit/admin/mail-document.ts'
import { noteSecretsIn } from '../../secrets.ts'
import type { TestPlace } from './use-lab.ts'

/** The mails of the outbox to an address, the newest first. */
export async function mailsTo({ control }: TestPlace, to: string): Promise<OpenedMail[]> {
  const { items } = await control.mails.list({ to })
  return Promise.all(items.map(({ id }) => control.mails.open(id)))
}

/** The link of a mail. */
export function linkOf({ text }: Pick<OpenedMail, 'text'>): URL {
  const [, link] = /^(https:\/\/\S+\?\S+)$/m.exec(text) ?? []
  ok(link, text)
  const url = new URL(link)
  noteSecretsIn(url.searchParams)
  return url
}
