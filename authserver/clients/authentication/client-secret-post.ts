import { parameter } from '@oauth-lab/kit/form.ts'
import type { ClientAuthenticationMethod } from './method.ts'
import { verifySecret } from './verify-secret.ts'

/** The secret in the form (RFC 6749 §2.3.1). */
export const clientSecretPost = {
  name: 'client_secret_post',
  confidential: true,
  bySecret: true,
  read(_exchange, form) {
    const secret = parameter(form, 'client_secret')
    return secret === undefined ? undefined : { id: parameter(form, 'client_id'), secret }
  },
  verify: verifySecret,
} as const satisfies ClientAuthenticationMethod
