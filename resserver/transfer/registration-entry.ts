import { z } from 'zod'
import type { Sandbox } from '@oauth-lab/kit/sandbox.ts'
import type { Database, Tables } from '../store/tables.ts'

type Row = Tables['registrations']

/** What the authorization server knows this server by, in a file (RFC 7591 §3.2.1). */
export const RegistrationEntry = z.strictObject({
  client_id: z.string().min(1).max(200),
  issuer: z.string().max(2000),
  resources: z.array(z.string().max(2000)).max(100),
  client_secret: z.string().min(1).max(2000).optional(),
  registration_client_uri: z.string().max(2000).optional(),
  registration_access_token: z.string().min(1).max(4000).optional(),
})
export type RegistrationEntry = z.output<typeof RegistrationEntry>

export function findRegistration(db: Database, sandbox: Sandbox): Promise<Row | undefined> {
  return db
    .selectFrom('registrations')
    .selectAll()
    .where('sandbox', '=', sandbox.id)
    .executeTakeFirst()
}

/** A registration as a file has it, and what of it is secret. */
export function registrationEntry(row: Row) {
  const { client_id, client_secret, issuer, resource, registration_uri, registration_token } = row
  return {
    shown: {
      client_id,
      issuer,
      resources: JSON.parse(resource) as string[],
      ...(registration_uri !== null && { registration_client_uri: registration_uri }),
    },
    secret: {
      client_secret,
      ...(registration_token !== null && { registration_access_token: registration_token }),
    },
  }
}
