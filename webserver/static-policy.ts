/**
 * The content policy of every static file. Beside an authorization server at its own address the
 * single-page application asks that server. Its metadata names the addresses.
 */
export function staticPolicyFor(issuer: string | undefined): string {
  const connect = issuer === undefined ? '' : "; connect-src 'self' https:"
  return `default-src 'self'${connect}; frame-ancestors 'none'; base-uri 'none'; form-action 'self'`
}
