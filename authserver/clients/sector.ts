import type { ClientMetadata } from './client-metadata.ts'

/**
 * The host by which clients belong together (OpenID Connect Core §8.1); undefined where the redirect URIs
 * name none or several, and no `sector_identifier_uri` names one.
 */
export function sectorOf({
  sector_identifier_uri: named,
  redirect_uris,
}: Pick<ClientMetadata, 'sector_identifier_uri' | 'redirect_uris'>): string | undefined {
  const hosts = new Set((named === undefined ? redirect_uris : [named]).map(hostOf))
  const [host] = hosts
  return hosts.size === 1 && host !== '' ? host : undefined
}

function hostOf(uri: string): string {
  return URL.canParse(uri) ? new URL(uri).host : ''
}
