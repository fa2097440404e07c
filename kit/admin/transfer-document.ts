import { z } from 'zod'
import { labTime } from './list-document.ts'

/** What a file may hold of the authorization server. */
export const authserverParts = ['configuration', 'clients', 'users', 'keys'] as const
/** What a file may hold: of the web client and the resource server all that is set up there by hand. */
export const transferParts = [...authserverParts, 'client', 'resserver'] as const
export type TransferPart = (typeof transferParts)[number]

/** Members of a file whose values are never told. */
const secretMembers: readonly string[] = [
  'secrets',
  'password',
  'passwordHash',
  'totpSecret',
  'client_secret',
  'registrationTokenHash',
  'registration_access_token',
  'jwk',
]

/** Whether the value of a member with this name is never told. */
export function isSecretMember(name: string): boolean {
  return secretMembers.includes(name)
}

const only = z.array(z.enum(transferParts)).min(1).optional().describe('absent: all that there is')
const passphrase = z.string().min(8).max(1000)

/** What to export. */
export const ExportDocument = z.strictObject({
  only,
  passphrase: passphrase
    .optional()
    .describe('encrypts secrets, hashes and private keys, which are left out without one'),
})
export type ExportDocument = z.input<typeof ExportDocument>

/** The same of a role, whose secrets control encrypts together with those of the others. */
export const PartToExport = ExportDocument.extend({
  openSecrets: z
    .boolean()
    .default(false)
    .describe('answers with the secrets beside the document, as they are'),
})

export const Exported = z.strictObject({ document: z.string().describe('YAML') })
export type Exported = z.output<typeof Exported>

export const ExportedPart = Exported.extend({
  secrets: z
    .record(z.string(), z.record(z.string(), z.looseObject({})))
    .optional()
    .describe('by part and name, where they were asked for'),
})
export type ExportedPart = z.output<typeof ExportedPart>

/** What to import, and how. */
export const ImportDocument = z.strictObject({
  document: z.string().describe('YAML, or JSON: what an export says, or a part of it'),
  only,
  mode: z
    .enum(['merge', 'replace'])
    .default('merge')
    .describe(
      'merge: what the file does not name stays; replace: each part that it holds becomes exactly that',
    ),
  dryRun: z.boolean().default(false).describe('tells what would be changed, and changes nothing'),
  passphrase: passphrase.optional().describe('with which the secrets of the file were encrypted'),
})
export type ImportDocument = z.input<typeof ImportDocument>

/** What an import changed, or would change. */
export const Imported = z.strictObject({
  dryRun: z.boolean(),
  changes: z.array(
    z.strictObject({
      part: z.enum(transferParts),
      name: z
        .string()
        .describe(
          'client_id, user name or kid; of the configuration its member; of the web client and the resource server what it is, with its id',
        ),
      change: z.enum(['created', 'changed', 'deleted']),
      members: z.array(z.string()).describe('which of them were changed'),
    }),
  ),
  unchanged: z.int().describe('how many of what the file names were so before'),
  notes: z.array(
    z.strictObject({ part: z.enum(transferParts), name: z.string(), message: z.string() }),
  ),
})
export type Imported = z.output<typeof Imported>

/** Of a user, what a file holds besides what the API takes. */
export const userSecrets = {
  passwordHash: z
    .string()
    .regex(
      /^(\$argon2id\$v=19\$m=19456,t=2,p=1\$[A-Za-z0-9+/]{22,}\$[A-Za-z0-9+/]{43})?$/,
      'must be a hash that a lab made (Argon2id, m=19456, t=2, p=1)',
    ),
  totpSecret: z
    .string()
    .regex(/^[A-Z2-7]{16,}$/, 'must be a secret in base32')
    .nullable(),
}

/** A signing key in a file. */
export const KeyEntry = z.strictObject({
  kid: z.string().min(1).max(200),
  state: z.enum(['current', 'next', 'retired']),
  createdAt: labTime.optional(),
  signsSince: labTime.optional().describe('when it became the current one'),
  retiredAt: labTime.optional(),
  lastExpiry: labTime.optional().describe('by when all that it signed has expired'),
  jwk: z.looseObject({ kty: z.string() }).describe('without private parts it is not imported'),
})
export type KeyEntry = z.output<typeof KeyEntry>
