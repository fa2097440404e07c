import { publicKeyAlgorithms } from '@oauth-lab/kit/public-key.ts'

/**
 * The algorithms that a client may register for its objects (OpenID Connect Registration §2). Objects by `none`
 * count only of a client that registered it.
 */
export const requestObjectAlgorithms = [...publicKeyAlgorithms, 'none'] as const
