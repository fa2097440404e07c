import { subjectMembers } from '../../clients/authentication/certificate-subject.ts'
import { certificateMethodNames } from '../../clients/authentication/methods.ts'
import type { SentMetadata } from '../../clients/client-metadata.ts'
import type { MetadataProblem } from '../metadata-problem.ts'

/**
 * Of a client that is known by its certificate: `tls_client_auth` takes one member that says whom the certificate
 * is for (RFC 8705 §2.1.2), and there is a place where certificates are shown.
 * @param offersMtls whether there is
 */
export function certificateSubjectProblems(
  sent: SentMetadata,
  method: string,
  offersMtls: boolean,
): MetadataProblem[] {
  const problems: MetadataProblem[] = []
  const named = subjectMembers.filter((name) => sent[name] !== undefined)
  if (method === 'tls_client_auth' && named.length !== 1) {
    const message = `takes one member that says whom the certificate is for, and ${named.length} came (RFC 8705 section 2.1.2)`
    const remedy = `Send one of ${subjectMembers.join(', ')}.`
    problems.push({ path: 'token_endpoint_auth_method', value: method, message, remedy })
  }
  if (!offersMtls && certificateMethodNames.includes(method)) {
    const message = 'needs a place where certificates are shown, and this lab has none'
    const remedy = 'Start the lab with --mtls-port, or register another method.'
    problems.push({ path: 'token_endpoint_auth_method', value: method, message, remedy })
  }
  if (!offersMtls && sent.tls_client_certificate_bound_access_tokens) {
    const message = 'needs a place where certificates are shown, and this lab has none'
    const remedy = 'Start the lab with --mtls-port, or leave it out.'
    const path = 'tls_client_certificate_bound_access_tokens'
    problems.push({ path, value: true, message, remedy })
  }
  return problems
}
