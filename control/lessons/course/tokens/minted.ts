import type { Line, Requirement } from '../../engine/lesson.ts'
import { from, that } from '../../engine/requirements.ts'
import type { Sighting } from '../../engine/sighting.ts'

/** The audience of a server that does not exist. */
export const otherAudience = 'https://other.example/api'

/** What a message's access token claims. */
export function claimsOf({ jwts }: Sighting): Readonly<Record<string, unknown>> {
  return jwts['shown']?.claims ?? {}
}

/** Whom the token is for. */
export function isFor(audience: string): Requirement {
  return that(
    'aud',
    audience,
    (seen) => [claimsOf(seen)['aud']].flat().includes(audience),
    (seen) => JSON.stringify(claimsOf(seen)['aud']),
  )
}

/** The token had ended on the lab's clock when it came. */
export function hasEnded(seen: Sighting): boolean {
  return Number(claimsOf(seen)['exp']) * 1000 <= seen.labTime
}

export const ended: Requirement = that('exp', 'before now', hasEnded, (seen) =>
  new Date(Number(claimsOf(seen)['exp']) * 1000).toISOString(),
)

/** A token that a program sent to the resource, refused. */
export function refusedToken(
  name: string,
  words: string,
  requires: readonly Requirement[],
  clause: string,
): Line {
  return {
    name,
    words,
    clause,
    message: 'resource request',
    requires: [from('program'), ...requires],
  }
}
