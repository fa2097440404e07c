import { z } from 'zod'
import { listQuestion, pageOf } from './list-document.ts'

const claims = z.record(z.string(), z.unknown())
const roles = z.array(z.string())

/** What a user is made of. A name may hold anything that people can see and computers can write. */
export const UserDocument = z.strictObject({
  username: z
    .string()
    .min(1)
    .max(200)
    .refine(
      (name) => name.isWellFormed() && !/\p{Cc}/u.test(name),
      'must hold no control characters and no half of a surrogate pair',
    ),
  password: z.string().min(1).max(1000),
  claims: claims.default({}).describe('OpenID Connect claims'),
  roles: roles.default([]),
})
export type UserDocument = z.input<typeof UserDocument>

/** What is to change of a user. Another password ends sessions and refresh tokens. */
export const UserChange = UserDocument.pick({ password: true }).extend({ claims, roles }).partial()
export type UserChange = z.input<typeof UserChange>

/** A user as the server keeps it. */
export const UserInfo = z.strictObject({
  username: z.string(),
  sub: z.string(),
  claims,
  roles,
  totp: z.boolean().describe('whether the user has a second factor'),
})
export type UserInfo = z.output<typeof UserInfo>

/** Whom a request is about: a name may hold what a path can't, such as `/` or `\`. */
export const NamedUser = z.strictObject({ username: z.string() })

/** Which users to list: all of them in one array, or page by page as soon as one of the page's members is told. */
export const UserQuestion = listQuestion(
  {
    username: z.string().optional().describe('the whole name'),
    search: z.string().min(1).optional().describe('a part of name, subject or claims'),
  },
  ['username', 'sub'],
  'asc',
)
export type UserQuestion = z.output<typeof UserQuestion>

export const UserPage = pageOf(UserInfo)
export type UserPage = z.output<typeof UserPage>

/** A second factor (RFC 6238). */
export const TotpSecret = z.strictObject({
  secret: z.string().describe('base32'),
  uri: z.string().describe('for a QR code'),
})
export type TotpSecret = z.output<typeof TotpSecret>
