const documents: readonly (readonly [name: RegExp, address: string])[] = [
  [/^OpenID Connect Core Unmet/, 'openid-connect-unmet-authentication-requirements-1_0.html'],
  [/^(?:OpenID Connect|OIDC) Core/, 'openid-connect-core-1_0.html'],
  [/^(?:OpenID Connect|OIDC) Discovery/, 'openid-connect-discovery-1_0.html'],
  [
    /^(?:OpenID Connect|OIDC) (?:Dynamic Client )?Registration/,
    'openid-connect-registration-1_0.html',
  ],
  [/^(?:OpenID Connect |OIDC )?RP-Initiated Logout/, 'openid-connect-rpinitiated-1_0.html'],
  [/^OpenID Connect Back-Channel Logout/, 'openid-connect-backchannel-1_0.html'],
  [/^OpenID Connect Front-Channel Logout/, 'openid-connect-frontchannel-1_0.html'],
  [/^OpenID Connect Session Management/, 'openid-connect-session-1_0.html'],
  [/^OpenID Connect Prompt Create/, 'openid-connect-prompt-create-1_0.html'],
  [/^CIBA Core/, 'openid-client-initiated-backchannel-authentication-core-1_0.html'],
  [/^Financial-grade API.*Part 1/, 'openid-financial-api-part-1-1_0.html'],
  [/^Financial-grade API.*Part 2/, 'openid-financial-api-part-2-1_0.html'],
  [/^FAPI 2.0 Security Profile/, 'fapi-security-profile-2_0-final.html'],
  [/^FAPI 2.0 Message Signing/, 'fapi-message-signing-2_0-final.html'],
  [/^JWT Secured Authorization Response Mode/, 'oauth-v2-jarm.html'],
  [/Form Post Response Mode/, 'oauth-v2-form-post-response-mode-1_0.html'],
  [/Multiple Response Type/, 'oauth-v2-multiple-response-types-1_0.html'],
]

/** Where the clause can be read; nothing for a document without a known address. */
export function clauseAddress(clause: string): string | undefined {
  const [, section] = /§\s*([A-Z\d][\d.]*)/.exec(clause) ?? []
  const [, rfc] = /^RFC (\d+)(?= |$)/.exec(clause) ?? []
  if (rfc !== undefined) {
    const kind = /^[A-Z]/.test(section ?? '') ? 'appendix' : 'section'
    return `https://www.rfc-editor.org/rfc/rfc${rfc}${section === undefined ? '' : `#${kind}-${section}`}`
  }
  if (clause.startsWith('RFC 6265bis')) {
    return `https://datatracker.ietf.org/doc/html/draft-ietf-httpbis-rfc6265bis#section-${section}`
  }
  if (clause.startsWith('OAuth Client ID Metadata Document')) {
    return `https://datatracker.ietf.org/doc/html/draft-ietf-oauth-client-id-metadata-document#section-${section}`
  }
  if (clause.startsWith('Fetch Standard'))
    return 'https://fetch.spec.whatwg.org/#http-cors-protocol'
  if (clause.startsWith('W3C Trace Context')) return 'https://www.w3.org/TR/trace-context/'
  if (clause.startsWith('NIST SP 800-63B')) return 'https://pages.nist.gov/800-63-3/sp800-63b.html'
  const document = documents.find(([name]) => name.test(clause))
  if (document === undefined) return undefined
  return `https://openid.net/specs/${document[1]}${section === undefined ? '' : `#rfc.section.${section}`}`
}
