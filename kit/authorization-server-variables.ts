import { z } from 'zod'
import type { AuthorizationServerSettings } from './authorization-server.ts'

/** An issuer identifier: HTTPS, without query and fragment (RFC 8414 §2). */
const Issuer = z.string().refine(
  (text) => {
    const url = URL.parse(text)
    return url?.protocol === 'https:' && !/[?#@\s]/.test(text)
  },
  {
    error: ({ input }) =>
      `${String(input)} is no issuer: it is an https URL without query and fragment (RFC 8414 §2)`,
  },
)

const scopeToken = /^[\x21\x23-\x5b\x5d-\x7e]+$/

/** The environment variables of the same settings. */
export const AuthorizationServerVariables = z
  .object({
    LAB_ISSUER: Issuer.optional(),
    LAB_ISSUER_CA: z
      .string()
      .includes('-----BEGIN CERTIFICATE-----', 'must be a certificate, PEM')
      .optional()
      .describe('the authority that the certificate of the issuer comes from'),
    LAB_AUTHSERVER_URL: z.string().optional(),
    LAB_AUDIENCE: z.string().min(1).optional(),
    LAB_RESOURCE: z
      .string()
      .refine(
        (text) => text === 'none' || (URL.canParse(text) && !text.includes('#')),
        'must be an absolute URI without fragment (RFC 8707 §2), or none',
      )
      .optional(),
    LAB_TOKEN_TYPE: z
      .string()
      .regex(/^[\w+./-]+( [\w+./-]+)*$/, 'must be one or several typ, for example at+jwt JWT')
      .transform((text) => text.split(' '))
      .optional(),
    LAB_INTROSPECTION: z.enum(['always', 'opaque'], 'must be always or opaque').optional(),
    LAB_RESOURCE_SCOPE: z.string().regex(scopeToken, 'must be one scope').optional(),
    LAB_SCOPE: z
      .string()
      .refine(
        (text) =>
          text.split(' ').every((one) => scopeToken.test(one)) &&
          text.split(' ').includes('openid'),
        'must be scopes with a space between them, openid among them',
      )
      .optional(),
  })
  .refine(({ LAB_ISSUER, LAB_AUTHSERVER_URL }) => !(LAB_ISSUER && LAB_AUTHSERVER_URL), {
    path: ['LAB_AUTHSERVER_URL'],
    error:
      'is set together with LAB_ISSUER: the server stands at its own address, or in the lab’s place',
  })

/** The variables as settings. */
export function settingsOf(
  variables: z.output<typeof AuthorizationServerVariables>,
): AuthorizationServerSettings {
  const { LAB_ISSUER: issuer } = variables
  return {
    issuer,
    external: issuer !== undefined || variables.LAB_AUTHSERVER_URL !== undefined,
    audience: variables.LAB_AUDIENCE,
    resource: variables.LAB_RESOURCE,
    tokenTypes: variables.LAB_TOKEN_TYPE,
    introspection: variables.LAB_INTROSPECTION,
    resourceScope: variables.LAB_RESOURCE_SCOPE,
    scope: variables.LAB_SCOPE,
  }
}
