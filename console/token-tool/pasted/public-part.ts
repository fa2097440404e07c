import type { JWK } from 'jose'

/** What stays with whoever signs (RFC 7518 §6.2.2, §6.3.2, §6.4.1; `priv` of an AKP key). */
const secrets = new Set(['d', 'p', 'q', 'dp', 'dq', 'qi', 'oth', 'k', 'priv'])

export function isPrivateMember(name: string): boolean {
  return secrets.has(name)
}

/** A key without what is private in it: what may be shown, and what checks signatures. */
export function publicPart(key: JWK): JWK {
  return Object.fromEntries(Object.entries(key).filter(([name]) => !isPrivateMember(name)))
}
