import { z } from 'zod'

/** An authorization request, and how a person would answer it. */
export const AuthorizationDocument = z
  .strictObject({
    url: z.url().describe('the authorization request, as a browser would open it'),
    user: z.string().min(1).describe('name of the user who signs in'),
    deny: z.boolean().optional().describe('whether the user allows nothing'),
    scopes: z
      .array(z.string())
      .optional()
      .describe('what the user allows; absent: all that is asked for'),
  })
  .refine(({ deny, scopes }) => !(deny && scopes), {
    message: 'who denies allows no scopes',
    path: ['scopes'],
  })
export type AuthorizationDocument = z.input<typeof AuthorizationDocument>

/** Where the browser goes then, and with what. */
export const AuthorizationRedirect = z.strictObject({
  redirect: z.string().describe('where the browser goes, whole'),
  method: z.enum(['GET', 'POST']).describe('POST for response_mode=form_post'),
  parameters: z.record(z.string(), z.string()).describe('the authorization response'),
})
export type AuthorizationRedirect = z.output<typeof AuthorizationRedirect>
