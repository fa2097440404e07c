import { shownList } from '@oauth-lab/kit/check-detail.ts'
import { failureReason } from '@oauth-lab/kit/failure-reason.ts'
import { sectorOf } from '../../clients/sector.ts'
import { ownKeyMethodNames } from '../../clients/authentication/methods.ts'
import type { ClientMetadata } from '../../clients/client-metadata.ts'
import type { AuthServer } from '../../server.ts'
import type { MetadataProblem } from '../metadata-problem.ts'

/** Pairwise subjects need one sector (OpenID Connect Core §8.1). */
export function sectorProblems(metadata: ClientMetadata): MetadataProblem[] {
  if (metadata.subject_type !== 'pairwise' || sectorOf(metadata) !== undefined) return []
  const message = 'needs one host, and the redirect URIs name none or several'
  const remedy = 'Send sector_identifier_uri, the address of a list of the redirect URIs.'
  return [{ path: 'subject_type', value: 'pairwise', message, remedy }]
}

/**
 * What is wrong where the list at a client's `sector_identifier_uri` lacks an address of the client: somebody would join
 * a sector that is not theirs (OpenID Connect Registration §5, CIBA Core §4).
 */
export async function sectorListProblems(
  server: AuthServer,
  metadata: ClientMetadata,
): Promise<MetadataProblem[]> {
  const { sector_identifier_uri: uri } = metadata
  if (uri === undefined) return []
  const own = addressesOf(metadata)
  if (own.length === 0) {
    const message = 'is for a client with redirect URIs, or with a jwks_uri by whose keys it signs'
    const remedy = 'Register one of them, and list it there.'
    return [{ path: 'sector_identifier_uri', value: uri, message, remedy }]
  }
  const { list, problem } = await readList(server, uri)
  const missing = own.filter((one) => !list.includes(one))
  const message = problem ?? `does not list ${shownList(missing, ', ')}`
  if (problem === undefined && missing.length === 0) return []
  const remedy = 'Publish a JSON array of all these addresses there.'
  return [{ path: 'sector_identifier_uri', value: uri, message, remedy }]
}

/** By which addresses the owner of a sector knows a client: one without redirect URIs shows that a key set is its own (CIBA Core §4). */
function addressesOf(metadata: ClientMetadata): readonly string[] {
  const { redirect_uris, jwks_uri } = metadata
  if (redirect_uris.length > 0) return redirect_uris
  const { backchannel_token_delivery_mode: mode } = metadata
  const { backchannel_client_notification_endpoint: endpoint } = metadata
  if (mode === 'push' && endpoint !== undefined) return [endpoint]
  const signs =
    ownKeyMethodNames.includes(metadata.token_endpoint_auth_method) ||
    metadata.backchannel_authentication_request_signing_alg !== undefined
  return signs && jwks_uri !== undefined ? [jwks_uri] : []
}

async function readList(
  { fetchTrusting }: AuthServer,
  uri: string,
): Promise<{ list: readonly unknown[]; problem?: string }> {
  try {
    const response = await fetchTrusting('lab')(uri, { headers: { accept: 'application/json' } })
    const text = await response.text()
    if (response.status !== 200) return { list: [], problem: `answers ${response.status}` }
    const list: unknown = JSON.parse(text)
    return Array.isArray(list) ? { list } : { list: [], problem: 'is no JSON array' }
  } catch (error) {
    const problem =
      error instanceof SyntaxError ? 'is no JSON' : `can't be read: ${failureReason(error)}`
    return { list: [], problem }
  }
}
