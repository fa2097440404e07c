import { clientKeys } from '../client-keys.ts'
import { publicKeyAlgorithms } from '@oauth-lab/kit/public-key.ts'
import { requireStep } from '../../signatures/require-step.ts'
import { verifySignature } from '../../signatures/verify-signature.ts'
import { assertionChecks, readAssertion, requireAssertion } from './client-assertion.ts'
import type { ClientAuthenticationMethod } from './method.ts'

/** A JWT, signed by a key that the client registered (RFC 7523 §2.2, OpenID Connect Core §9). */
export const privateKeyJwt = {
  name: 'private_key_jwt',
  confidential: true,
  bySecret: false,
  signingAlgorithms: publicKeyAlgorithms,
  read(_exchange, form) {
    const read = readAssertion(form)
    return read === undefined || read.isHmac ? undefined : read.credentials
  },
  verify(exchange, client, { assertion }) {
    return requireAssertion(exchange, client, assertion, publicKeyAlgorithms, (jwt, allowed) =>
      verifySignature(
        jwt,
        allowed,
        clientKeys(exchange, client),
        requireStep(exchange, assertionChecks),
      ),
    )
  },
} as const satisfies ClientAuthenticationMethod
