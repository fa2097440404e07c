import { expected } from '@oauth-lab/kit/check-detail.ts'
import { requireStep } from '../../signatures/require-step.ts'
import { verifies } from '../../signatures/verify-signature.ts'
import { assertionChecks, readAssertion, requireAssertion } from './client-assertion.ts'
import type { ClientAuthenticationMethod } from './method.ts'
import { liveSecrets } from './verify-secret.ts'

/** The HMAC algorithms, and the fewest bytes of a key for each (RFC 7518 §3.2). */
const hmacKeyLengths = { HS256: 32, HS384: 48, HS512: 64 } as const
const algorithms = Object.keys(hmacKeyLengths) as (keyof typeof hmacKeyLengths)[]

/** A JWT, its HMAC made with the client's secret (RFC 7523 §2.2, OpenID Connect Core §9). */
export const clientSecretJwt = {
  name: 'client_secret_jwt',
  confidential: true,
  bySecret: true,
  signingAlgorithms: algorithms,
  read(_exchange, form) {
    const read = readAssertion(form)
    return read?.isHmac === true ? read.credentials : undefined
  },
  verify(exchange, client, { assertion }) {
    const require = requireStep(exchange, assertionChecks)
    return requireAssertion(exchange, client, assertion, algorithms, async (jwt, allowed) => {
      const { alg } = jwt.header
      require('algorithm', allowed.includes(alg!), () => expected(allowed, alg))
      const keys = liveSecrets(exchange, client).map((one) => new TextEncoder().encode(one))
      const fewest = hmacKeyLengths[alg as keyof typeof hmacKeyLengths]
      const longest = Math.max(...keys.map(({ length }) => length))
      require('key-kind', longest >= fewest, () =>
        `${alg} takes a secret of at least ${fewest} bytes; the client's has ${longest}.`)
      const fitting = keys.filter(({ length }) => length >= fewest)
      const verified = await Promise.all(fitting.map((key) => verifies(jwt, key)))
      require('signature', verified.includes(true))
    })
  },
} as const satisfies ClientAuthenticationMethod
