import { publicKeyAlgorithms } from '../../signatures/public-key.ts'

/** The algorithms that a client may register for its objects; `none` has to be registered (OpenID Connect Registration §2). */
export const requestObjectAlgorithms = [...publicKeyAlgorithms, 'none'] as const
