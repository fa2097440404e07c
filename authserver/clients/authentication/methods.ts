import { selfSignedTlsClientAuth, tlsClientAuth } from './client-certificate.ts'
import { clientSecretBasic } from './client-secret-basic.ts'
import { clientSecretJwt } from './client-secret-jwt.ts'
import { clientSecretPost } from './client-secret-post.ts'
import type { ClientAuthenticationMethod } from './method.ts'
import { none } from './none.ts'
import { privateKeyJwt } from './private-key-jwt.ts'

const rows = [
  clientSecretBasic,
  clientSecretPost,
  clientSecretJwt,
  privateKeyJwt,
  tlsClientAuth,
  selfSignedTlsClientAuth,
  none,
] as const

/** Every way in which a client may authenticate; metadata and registration follow from it. */
export const clientAuthenticationMethods: readonly ClientAuthenticationMethod[] = rows

export const methodNames = rows.map(({ name }) => name)
export type MethodName = (typeof rows)[number]['name']

/** Those that prove who the client is. */
export const confidentialMethodNames = rows
  .filter(({ confidential }) => confidential)
  .map(({ name }) => name)

/** The algorithms that may sign an assertion of any method. */
export const assertionAlgorithms = [
  ...privateKeyJwt.signingAlgorithms,
  ...clientSecretJwt.signingAlgorithms,
] as const

/** Those that take a place where certificates are shown. */
export const certificateMethodNames: readonly string[] = clientAuthenticationMethods
  .filter(({ byCertificate }) => byCertificate)
  .map(({ name }) => name)

/** Those that are verified by a key that the client publishes itself. */
export const ownKeyMethodNames: readonly string[] = [
  privateKeyJwt.name,
  selfSignedTlsClientAuth.name,
]

export function methodNamed(name: MethodName): ClientAuthenticationMethod {
  return clientAuthenticationMethods.find((one) => one.name === name)!
}
