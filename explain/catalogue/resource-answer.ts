import type { Meanings } from './meaning.ts'

const clause = 'RFC 6750 §1.3'

/**
 * What the lab's own resource server answers. What other resource servers answer is their own, and
 * is left out of explanations.
 */
export const resourceAnswer = {
  message: { means: 'Says that the request was let in.', clause },
  tokenScope: {
    means: 'What the token may be used for, as the server read it.',
    clause,
    kind: 'scope',
  },
  tokenUsername: { means: 'The user of the token, as introspection told it.', clause },
  serviceUsername: { means: 'The local user as whom the request ran.', clause },
  serviceRoles: { means: 'The roles of that local user.', clause },
  attributes: { means: 'What the mapping made of the claims.', clause },
} as const satisfies Meanings
