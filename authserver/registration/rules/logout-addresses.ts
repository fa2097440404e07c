import type { SentMetadata } from '../../clients/client-metadata.ts'
import type { MetadataProblem } from '../metadata-problem.ts'

/**
 * The addresses at which a client hears of a log-out: without a fragment, and what the browser loads at the origin of a
 * redirect URI (OpenID Connect Back-Channel Logout §2.2, Front-Channel Logout §2).
 */
export function logoutAddressProblems(sent: SentMetadata): MetadataProblem[] {
  const { backchannel_logout_uri: back, frontchannel_logout_uri: front } = sent
  const problems = Object.entries({ backchannel_logout_uri: back, frontchannel_logout_uri: front })
    .filter(([, uri]) => uri?.includes('#'))
    .map(([path, value]) => ({
      path,
      value,
      message: 'has a fragment',
      remedy: 'Send an address without #.',
    }))
  const origins = (sent.redirect_uris ?? []).filter((uri) => URL.canParse(uri)).map(originOf)
  if (front !== undefined && !origins.includes(originOf(front))) {
    const message = 'is at another origin than each redirect URI'
    const remedy = 'Send an address with scheme, host and port of a redirect URI.'
    problems.push({ path: 'frontchannel_logout_uri', value: front, message, remedy })
  }
  return problems
}

function originOf(uri: string): string {
  const { protocol, host } = new URL(uri)
  return `${protocol}//${host}`
}
