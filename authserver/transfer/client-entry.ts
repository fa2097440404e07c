import { z } from 'zod'
import { readBy } from '@oauth-lab/kit/read-by.ts'
import { readClientDocument } from '../clients/read-client-document.ts'
import type { ReadClient } from '../clients/read-client-document.ts'
import type { Offered } from '../registration/read-metadata.ts'
import type { ReadEntry } from '@oauth-lab/kit/transfer/read-each.ts'
import { isObject } from '@oauth-lab/kit/is-object.ts'

/** What a file holds of a client besides what the API takes. */
const Besides = z.strictObject({
  /** Seconds (RFC 7591 §3.2.1). */
  client_id_issued_at: z.int().min(0).optional(),
  selfRegistered: z.boolean().default(false),
  registrationTokenHash: z.string().min(1).optional(),
})
const besides = Object.keys(Besides.shape)

/** A client in a file. What is left out takes its default; secrets that are left out stay. */
export type ClientEntry = ReadClient & { id: string } & z.output<typeof Besides>

/** A client of an entry: RFC 7591 metadata with `client_id`, and what else the server knows. */
export function readClientEntry(entry: unknown, offered: Offered): ReadEntry<ClientEntry> {
  const members = Object.entries(entry ?? {})
  const own = members.filter(([name]) => besides.includes(name))
  const rest = Object.fromEntries(members.filter(([name]) => !besides.includes(name)))
  const { data, problems } = readBy(Besides, Object.fromEntries(own))
  // The lab's own clients may stand in a file: there is one of each name, and it becomes that.
  const { client_name: name } = rest as { client_name?: string }
  const read = readClientDocument(isObject(entry) ? rest : entry, offered, name)
  const all = [...problems, ...read.problems]
  if (isObject(entry) && rest['client_id'] === undefined) {
    all.push({ path: 'client_id', message: 'must be set: by it the client is known' })
  }
  if (all.length > 0) return { data: undefined, problems: all }
  const { id, ...client } = read.client!
  return { data: { ...client, ...data!, id: id! }, problems: [] }
}
