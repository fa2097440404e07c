import type { Chosen } from '../configurations/chosen.ts'

/** The parameter that says for which resource server a token is asked (RFC 8707 §2). */
export function resourceOf({ server: { resource } }: Chosen): { resource?: string } {
  return resource === undefined ? {} : { resource }
}
