import type { Scene } from '../../engine/scene.ts'
import type { Sighting } from '../../engine/sighting.ts'

export const administration = '/resserver/protected-resources-delegated/administration/'
export const delegated = '/resserver/protected-resources-delegated/'

/** Whether the token is of the user of the first step. */
export function isOfDana({ jwts }: Sighting, { found }: Scene): boolean {
  const sub = found['A']?.jwts['shown']?.claims['sub']
  return sub !== undefined && jwts['shown']?.claims['sub'] === sub
}
