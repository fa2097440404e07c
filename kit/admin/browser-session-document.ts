import { z } from 'zod'

/** Somebody to be signed in at the authorization server without a page. */
export const BrowserSessionDocument = z.strictObject({
  user: z.string().min(1).describe('name of the user'),
  amr: z
    .array(z.string().min(1).max(50))
    .min(1)
    .max(10)
    .default(['pwd'])
    .describe('how the user signed in (RFC 8176)'),
  age: z.int().min(0).default(0).describe('seconds since the sign-in'),
})
export type BrowserSessionDocument = z.input<typeof BrowserSessionDocument>

/** What makes a browser signed in. */
export const BrowserSession = z.strictObject({
  cookie: z.string().describe('name and value, as in the header Cookie'),
  sid: z.string().describe('id of the session, as ID tokens tell it'),
  expiresAt: z.string().describe('ISO time on the clock of the sandbox'),
  storageState: z
    .strictObject({
      cookies: z.array(
        z.strictObject({
          name: z.string(),
          value: z.string(),
          domain: z.string(),
          path: z.string(),
          expires: z.number(),
          httpOnly: z.boolean(),
          secure: z.boolean(),
          sameSite: z.enum(['Strict', 'Lax', 'None']),
        }),
      ),
      origins: z.array(z.never()),
    })
    .describe('the same for the option storageState of Playwright'),
})
export type BrowserSession = z.output<typeof BrowserSession>
