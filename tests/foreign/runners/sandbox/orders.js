import { createRemoteJWKSet, customFetch, errors, jwtVerify } from 'jose'

/** The API under test: gives the status with which a request with a token is answered. */
export function createOrders({ issuer, audience, fetch = globalThis.fetch }) {
  const keys = createRemoteJWKSet(new URL(`${issuer}/jwks`), { [customFetch]: fetch })
  return async function read(token) {
    try {
      const { payload } = await jwtVerify(token, keys, { issuer, audience, typ: 'at+jwt' })
      return payload.scope?.split(' ').includes('orders:read') ? 200 : 403
    } catch (error) {
      if (error instanceof errors.JOSEError) return 401
      throw error
    }
  }
}
