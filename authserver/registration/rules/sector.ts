import { shownList } from '@oauth-lab/kit/check-detail.ts'
import { failureReason } from '@oauth-lab/kit/failure-reason.ts'
import { sectorOf } from '../../clients/sector.ts'
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
 * What is wrong where the list at a client's `sector_identifier_uri` lacks a redirect URI: somebody would join a
 * sector that is not theirs (OpenID Connect Registration §5).
 */
export async function sectorListProblems(
  server: AuthServer,
  { sector_identifier_uri: uri, redirect_uris }: ClientMetadata,
): Promise<MetadataProblem[]> {
  if (uri === undefined) return []
  const { list, problem } = await readList(server, uri)
  const missing = redirect_uris.filter((one) => !list.includes(one))
  const message = problem ?? `does not list ${shownList(missing, ', ')}`
  if (problem === undefined && missing.length === 0) return []
  const remedy = 'Publish a JSON array of all redirect URIs there.'
  return [{ path: 'sector_identifier_uri', value: uri, message, remedy }]
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
