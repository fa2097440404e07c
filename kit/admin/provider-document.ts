import { z } from 'zod'

/** The secret that an identity provider gave this server. It is told, and never shown again. */
export const ProviderSecret = z.strictObject({
  secret: z
    .string()
    .min(1)
    .max(1000)
    .describe('what the provider registered as client_secret (RFC 6749 §2.3.1)'),
})

/** An account of another server by which a user may sign in. */
export const UserLink = z.strictObject({
  provider: z.string().describe('its name in identityProviders'),
  subject: z.string().describe('who the user is there, for good'),
  shownAs: z.string().describe('what the user was called there'),
  madeUser: z.boolean().describe('whether the user came to be by it'),
  linkedAt: z.iso.datetime(),
})
export type UserLink = z.output<typeof UserLink>
export const UserLinks = z.strictObject({ items: z.array(UserLink) })

/** The links of a user to one identity provider. */
export const NamedLink = z.strictObject({ username: z.string(), provider: z.string() })

export type ProviderSecret = z.input<typeof ProviderSecret>
