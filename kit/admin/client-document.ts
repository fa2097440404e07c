import { z } from 'zod'
import { listQuestion, pageOf } from './list-document.ts'

/** The characters of ids and secrets (RFC 6749 §A.1, §A.2). */
const visible = z
  .string()
  .regex(/^[\x20-\x7e]{1,200}$/, 'must be 1 to 200 printable characters of ASCII')

/** The metadata that is used most (RFC 7591 §2); the server takes and checks all that it honours. */
const metadata = {
  client_name: z.string(),
  redirect_uris: z.array(z.string()),
  post_logout_redirect_uris: z.array(z.string()),
  token_endpoint_auth_method: z.string(),
  grant_types: z.array(z.string()),
  scope: z.string(),
}

/** A client that an administrator makes: RFC 7591 metadata, and an id and a secret of one's own choice. */
export const ClientDocument = z.looseObject({
  ...z.object(metadata).partial().shape,
  client_id: visible.optional().describe('absent: the server issues one'),
  client_secret: visible
    .optional()
    .describe('absent: the server issues one to a client that authenticates'),
})
export type ClientDocument = z.input<typeof ClientDocument>

/** What is to change of a client; null brings a default back, and another secret. */
export const ClientChange = z.looseObject({
  ...z.object(metadata).partial().shape,
  client_name: metadata.client_name.nullish(),
  scope: metadata.scope.nullish(),
  client_secret: visible.nullish().describe('null: the server issues another one'),
  former_secret_lifetime: z
    .int()
    .min(0)
    .max(30 * 24 * 3600)
    .optional()
    .describe('seconds that the secret before stays good beside the new one; 0 unless told'),
})
export type ClientChange = z.input<typeof ClientChange>

/** A client as the server keeps it. */
export const ClientInfo = z.looseObject({
  ...z.object(metadata).partial().shape,
  client_id: z.string(),
  client_secret: z.string().optional(),
})
export type ClientInfo = z.output<typeof ClientInfo>

/** Whom a change or a deletion is about: an id may hold what a path can't. */
export const NamedClient = z.strictObject({ client_id: z.string().min(1) })

/** Which clients to list; all of them, unless told. */
export const ClientFilter = z.strictObject({
  client_id: z.string().optional(),
  client_name: z.string().optional(),
  self_registered: z.stringbool().optional().describe('whether by the registration endpoint'),
  limit: z.coerce.number().int().min(1).optional(),
})
export type ClientFilter = z.output<typeof ClientFilter>

/** The same, and how they are listed: in one array, or page by page as soon as one of the page's members is told. */
export const ClientQuestion = listQuestion(
  {
    ...ClientFilter.shape,
    search: z.string().min(1).optional().describe('a part of client_id, name or other metadata'),
  },
  ['client_id', 'client_name', 'issued', 'used'],
  'asc',
)
export type ClientQuestion = z.output<typeof ClientQuestion>

export const ClientPage = pageOf(ClientInfo)
export type ClientPage = z.output<typeof ClientPage>
