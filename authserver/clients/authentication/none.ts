import { parameter } from '@oauth-lab/kit/form.ts'
import type { ClientAuthenticationMethod } from './method.ts'

/**
 * A public client has no secret, and names itself by `client_id` in the form (RFC 6749 §3.2.1). HTTP
 * Basic is for clients in possession of a password (§2.3.1): with an empty one it is another method.
 */
export const none = {
  name: 'none',
  confidential: false,
  bySecret: false,
  read(_exchange, form) {
    const id = parameter(form, 'client_id')
    return id === undefined ? undefined : { id }
  },
  verify() {},
} as const satisfies ClientAuthenticationMethod
