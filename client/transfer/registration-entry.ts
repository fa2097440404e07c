import { z } from 'zod'
import type { Sandbox } from '@oauth-lab/kit/sandbox.ts'
import type { Database } from '../store/database.ts'
import type { RegistrationRow } from '../store/tables.ts'

/** What a server knows a configuration by, in a file (RFC 7591 §3.2.1). */
export const RegistrationEntry = z.strictObject({
  client_id: z.string().min(1).max(200),
  issuer: z.string().min(1).max(2000),
  redirect_uri: z.string().max(2000),
  typed: z.boolean().default(false),
  registered: z.record(z.string(), z.unknown()).optional(),
  client_secret: z.string().max(2000).optional(),
  registration_client_uri: z.string().max(2000).optional(),
  registration_access_token: z.string().min(1).max(4000).optional(),
})
export type RegistrationEntry = z.output<typeof RegistrationEntry>

export function registrationRows(db: Database, sandbox: Sandbox): Promise<RegistrationRow[]> {
  return db
    .selectFrom('client_registrations')
    .selectAll()
    .where('sandbox', '=', sandbox.id)
    .execute()
}

/** A registration as a file has it, and what of it is secret. */
export function registrationEntry(row: RegistrationRow) {
  const { client_id, client_secret, issuer, redirect_uri, typed, answer } = row
  const { registration_client_uri, registration_access_token } = row
  return {
    shown: {
      client_id,
      issuer,
      redirect_uri,
      typed: typed === 1,
      ...(answer !== null && { registered: JSON.parse(answer) as object }),
      ...(registration_client_uri !== null && { registration_client_uri }),
    },
    secret: {
      client_secret,
      ...(registration_access_token !== null && { registration_access_token }),
    },
  }
}

/**
 * The registration that a file brings to a configuration; undefined where it has no secret and needs one.
 * @param before that of the configuration at the moment: what the file leaves out of the same one stays
 */
export function registrationRow(
  sandbox: Sandbox,
  configuration_id: string,
  type: 'confidential' | 'public',
  entry: RegistrationEntry,
  before: RegistrationRow | undefined,
): RegistrationRow | undefined {
  const isSame = before?.client_id === entry.client_id && before.issuer === entry.issuer
  const kept = isSame ? before : undefined
  const client_secret =
    type === 'public' ? '' : entry.client_secret || kept?.client_secret || undefined
  if (client_secret === undefined) return undefined
  return {
    sandbox: sandbox.id,
    configuration_id,
    client_id: entry.client_id,
    client_secret,
    issuer: entry.issuer,
    redirect_uri: entry.redirect_uri,
    typed: entry.typed ? 1 : 0,
    answer: entry.registered === undefined ? null : JSON.stringify(entry.registered),
    registration_client_uri: entry.registration_client_uri ?? null,
    registration_access_token:
      entry.registration_access_token ?? kept?.registration_access_token ?? null,
  }
}
