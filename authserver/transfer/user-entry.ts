import { z } from 'zod'
import { userSecrets } from '@oauth-lab/kit/admin/transfer-document.ts'
import { UserDocument } from '@oauth-lab/kit/admin/user-document.ts'
import { readBy } from '@oauth-lab/kit/read-by.ts'
import type { ReadEntry } from '@oauth-lab/kit/transfer/read-each.ts'

const UserEntry = z.strictObject({
  ...UserDocument.shape,
  password: UserDocument.shape.password.optional(),
  sub: z
    .string()
    .regex(/^[\x21-\x7e]{1,255}$/, 'must be 1 to 255 characters of ASCII (OpenID Connect Core §2)')
    .refine(
      (sub) => !/^c-[0-9a-f]{10}$/.test(sub),
      'has the form of a client_id: a user and a client must not be taken for each other (RFC 9700 §4.15)',
    )
    .optional(),
  passwordHash: userSecrets.passwordHash.optional(),
  totpSecret: userSecrets.totpSecret.optional(),
})

/** A user in a file. What is left out takes its default; secrets and `sub` that are left out stay. */
export type UserEntry = z.output<typeof UserEntry>

/** @param people names of the users that every lab has, where a lab starts with the file */
export function readUserEntry(entry: unknown, people?: readonly string[]): ReadEntry<UserEntry> {
  const read = readBy(UserEntry, entry)
  if (read.data === undefined) return read
  const { username, password, passwordHash } = read.data
  const refuse = (path: string, message: string) => ({
    data: undefined,
    problems: [{ path, message }],
  })
  if (password !== undefined && passwordHash !== undefined) {
    return refuse('password', 'goes without passwordHash: which one is it?')
  }
  if (people === undefined) return read
  const hasPassword = password !== undefined || passwordHash !== undefined
  if (!people.includes(username)) {
    return hasPassword ? read : refuse('password', 'must be set: nobody else gives this user one')
  }
  return password === undefined
    ? { data: { ...read.data, passwordHash: undefined }, problems: [] }
    : refuse('username', 'is the name of a user that every lab has; its password is a setting')
}
