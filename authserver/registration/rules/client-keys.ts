import type { JWK } from 'jose'
import type { SentMetadata } from '../../clients/client-metadata.ts'
import { methodNamed, ownKeyMethodNames } from '../../clients/authentication/methods.ts'
import type { MethodName } from '../../clients/authentication/methods.ts'
import { publicKeyProblem } from '@oauth-lab/kit/public-key.ts'
import type { MetadataProblem } from '../metadata-problem.ts'

/**
 * A client's keys: `jwks` or `jwks_uri`, not both, and public keys alone (RFC 7591 §2). Who signs needs
 * one of them, and an algorithm of its method.
 */
export function clientKeyProblems(
  {
    jwks,
    jwks_uri: uri,
    token_endpoint_auth_signing_alg: algorithm,
    require_signed_request_object: signed,
    request_object_signing_alg: objectAlgorithm,
    backchannel_authentication_request_signing_alg: backchannelAlgorithm,
  }: SentMetadata,
  method: MethodName,
): MetadataProblem[] {
  const problems: MetadataProblem[] = []
  if (jwks !== undefined && uri !== undefined) {
    const message = 'stands beside jwks, and one of them must be the truth (RFC 7591 section 2)'
    problems.push({ path: 'jwks_uri', value: uri, message, remedy: 'Send one of the two.' })
  }
  const needsKeys = ownKeyMethodNames.includes(method)
  if (needsKeys && jwks === undefined && uri === undefined) {
    const message =
      method === 'private_key_jwt'
        ? 'needs a key that verifies what the client signs'
        : 'needs a key with the certificate that the client shows, as x5c (RFC 8705 section 2.2.2)'
    const remedy = 'Send jwks or jwks_uri, too.'
    problems.push({ path: 'token_endpoint_auth_method', value: method, message, remedy })
  }
  if (signed && jwks === undefined && uri === undefined) {
    const message = 'needs a key that verifies what the client signs'
    const remedy = 'Send jwks or jwks_uri, too.'
    problems.push({ path: 'require_signed_request_object', value: true, message, remedy })
  }
  if (backchannelAlgorithm !== undefined && jwks === undefined && uri === undefined) {
    const message = 'needs a key that verifies what the client signs'
    const remedy = 'Send jwks or jwks_uri, too.'
    const path = 'backchannel_authentication_request_signing_alg'
    problems.push({ path, value: backchannelAlgorithm, message, remedy })
  }
  if (signed && objectAlgorithm === 'none') {
    const message = 'signs nothing, and require_signed_request_object insists on it'
    const remedy = 'Send an algorithm that signs, or leave one of the two out.'
    const path = 'request_object_signing_alg'
    problems.push({ path, value: objectAlgorithm, message, remedy })
  }
  const { signingAlgorithms } = methodNamed(method)
  if (algorithm !== undefined && signingAlgorithms?.includes(algorithm) === false) {
    const message = `signs no assertion of ${method}`
    const remedy = `Send one of ${signingAlgorithms.join(', ')}, or leave it out.`
    const path = 'token_endpoint_auth_signing_alg'
    problems.push({ path, value: algorithm, message, remedy })
  }
  return [...problems, ...keyProblems(jwks?.keys ?? [])]
}

function keyProblems(keys: readonly JWK[]): MetadataProblem[] {
  return keys.flatMap((key, place) => {
    const path = `jwks.keys.${place}`
    const problem = publicKeyProblem(key)
    if (problem !== undefined) {
      // What may be private is shown to nobody.
      const remedy = 'Send public keys, of RSA at least 2048 bits.'
      return [{ path, value: '(not shown)', message: problem, remedy }]
    }
    const twice = key.kid !== undefined && keys.findIndex(({ kid }) => kid === key.kid) < place
    if (!twice) return []
    const message = 'is the kid of two keys, so that it names neither (RFC 7517 section 4.5)'
    return [{ path: `${path}.kid`, value: key.kid, message, remedy: 'Name each key otherwise.' }]
  })
}
