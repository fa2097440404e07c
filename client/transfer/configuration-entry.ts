import { z } from 'zod'
import { labTime } from '@oauth-lab/kit/admin/list-document.ts'
import { readBy } from '@oauth-lab/kit/read-by.ts'
import type { ReadEntry } from '@oauth-lab/kit/transfer/read-each.ts'
import { ClientConfigurationDocument } from '../configurations/configuration-document.ts'
import { RegistrationEntry } from './registration-entry.ts'
import { isObject } from '@oauth-lab/kit/is-object.ts'

/** What a file holds of a configuration besides what the API takes. */
const Besides = z.strictObject({
  id: z.string().min(1).max(200),
  madeAt: labTime.optional(),
  registration: RegistrationEntry.optional(),
})
const besides = Object.keys(Besides.shape)

/** A client configuration in a file. What is left out takes its default. */
export type ConfigurationEntry = z.output<typeof Besides> & {
  document: ClientConfigurationDocument
}

export function readConfigurationEntry(entry: unknown): ReadEntry<ConfigurationEntry> {
  const members = Object.entries(entry ?? {})
  const own = members.filter(([name]) => besides.includes(name))
  const rest = Object.fromEntries(members.filter(([name]) => !besides.includes(name)))
  const read = readBy(ClientConfigurationDocument, isObject(entry) ? rest : entry)
  const { data, problems } = readBy(Besides, Object.fromEntries(own))
  const all = [...(isObject(entry) ? problems : []), ...read.problems]
  if (data === undefined || read.data === undefined) return { data: undefined, problems: all }
  return { data: { ...data, document: read.data }, problems: all }
}
