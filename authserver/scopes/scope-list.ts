/** The scopes of a stored or sent text, each once; none for an empty text (RFC 6749 §3.3). */
export function readScopes(text: string | null | undefined): string[] {
  if (!text) return []
  return text.includes(' ') ? [...new Set(text.split(' ').filter(Boolean))] : [text]
}

/** The member `scope` of an answer or token: absent where there is none, for it can't be empty (RFC 6749 §3.3). */
export function scopeMember(scopes: readonly string[]): { scope?: string } {
  return scopes.length === 0 ? {} : { scope: scopes.join(' ') }
}
