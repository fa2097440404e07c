/** The claim of a source: by its name, or by a JSON pointer into it (RFC 6901 §4). */
export function claimIn(source: object, claim: string): unknown {
  const path = claim.startsWith('/') ? claim.slice(1).split('/').map(unescape) : [claim]
  return path.reduce<unknown>(memberOf, source)
}

function memberOf(value: unknown, name: string): unknown {
  return typeof value === 'object' && value !== null && Object.hasOwn(value, name)
    ? (value as Record<string, unknown>)[name]
    : undefined
}

function unescape(token: string): string {
  return token.replaceAll('~1', '/').replaceAll('~0', '~')
}
