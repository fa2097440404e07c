import { cibaName } from '../../grant-types/grant-type.ts'
import type { ClientMetadata } from '../../clients/client-metadata.ts'
import type { MetadataProblem } from '../metadata-problem.ts'

/** A client that asks users elsewhere says how the tokens come, and where it is told of them (CIBA Core §4, §5). */
export function tokenDeliveryProblems(metadata: ClientMetadata): MetadataProblem[] {
  const {
    backchannel_token_delivery_mode: mode,
    backchannel_client_notification_endpoint: endpoint,
    tls_client_certificate_bound_access_tokens: byCertificate,
    dpop_bound_access_tokens: byProof,
  } = metadata
  if (!metadata.grant_types.includes(cibaName)) return []
  if (mode === undefined) {
    const message = `is missing, and grant_types holds ${cibaName}`
    const remedy = 'Send poll, ping or push.'
    return [{ path: 'backchannel_token_delivery_mode', value: mode, message, remedy }]
  }
  const problems: MetadataProblem[] = []
  if (mode !== 'poll' && endpoint === undefined) {
    problems.push({
      path: 'backchannel_client_notification_endpoint',
      value: endpoint,
      message: `is missing, and backchannel_token_delivery_mode is ${mode}`,
      remedy: 'Send the address at which the client is told.',
    })
  }
  if (mode === 'push' && (byCertificate === true || byProof === true)) {
    problems.push({
      path: 'backchannel_token_delivery_mode',
      value: mode,
      message: 'brings tokens that are bound to no key, and the client wants bound ones',
      remedy: 'Send poll or ping.',
    })
  }
  return problems
}
