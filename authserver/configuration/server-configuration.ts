import { Configuration } from '@oauth-lab/kit/admin/configuration-document.ts'
import { schemaProblem } from '../authorization-details/type-schema.ts'
import { scopes } from '../scopes/scopes.ts'

export { accessTokenTyps, signingAlgorithms } from '@oauth-lab/kit/admin/configuration-document.ts'
export type {
  AccessTokenTyp,
  Configuration as ServerConfiguration,
  SigningAlgorithm,
} from '@oauth-lab/kit/admin/configuration-document.ts'

const { supportedScopes, supportedGrantTypes } = Configuration.shape
const defaultScopes = Object.fromEntries(scopes.map(({ name, description }) => [name, description]))

/**
 * The authorization server's configuration: one document, validated as a whole.
 * @param grantTypes names of those that a document has which says nothing of grant types
 */
export const configurationSchema = (grantTypes: readonly string[]) =>
  Configuration.extend({
    supportedScopes: supportedScopes.default(defaultScopes),
    supportedGrantTypes: supportedGrantTypes.default([...grantTypes]),
  }).superRefine((document, context) => {
    if (!Object.hasOwn(document.supportedScopes, 'openid')) {
      context.addIssue({ code: 'custom', path: ['supportedScopes'], message: 'must hold openid' })
    }
    for (const [type, { schema }] of Object.entries(document.authorizationDetailsTypes)) {
      const message = schemaProblem(type, schema)
      const path = ['authorizationDetailsTypes', type, 'schema']
      if (message !== undefined) context.addIssue({ code: 'custom', path, message })
    }
    const { signingAlgorithm, signatureAlgorithms: allowed } = document
    if (allowed.length > 0 && !allowed.includes(signingAlgorithm)) {
      const message = `must hold ${signingAlgorithm}, which is the signingAlgorithm`
      context.addIssue({ code: 'custom', path: ['signatureAlgorithms'], message })
    }
  })
