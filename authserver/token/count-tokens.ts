import type { Exchange } from '../exchange.ts'

const kinds = ['access_token', 'refresh_token', 'id_token'] as const

/** What is counted of them. */
export const tokensIssued = {
  name: 'oauth_lab_tokens_issued_total',
  help: 'Tokens of successful token responses, by grant type and kind.',
  labels: ['grant_type', 'kind'],
}

/** Counts the tokens of a token response, or of an authorization response. */
export function countTokens(
  { server }: Exchange,
  grantType: string,
  response: Partial<Record<(typeof kinds)[number], unknown>>,
): void {
  for (const kind of kinds) {
    if (response[kind] !== undefined) server.tokensIssued.add(grantType, kind)
  }
}
