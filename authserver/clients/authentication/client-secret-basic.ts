import type { ClientAuthenticationMethod, Credentials } from './method.ts'
import { verifySecret } from './verify-secret.ts'

/** HTTP Basic (RFC 6749 §2.3.1). */
export const clientSecretBasic = {
  name: 'client_secret_basic',
  confidential: true,
  bySecret: true,
  read({ request }) {
    const { authorization } = request.headers
    return authorization === undefined ? undefined : readBasic(authorization)
  },
  verify: verifySecret,
} as const satisfies ClientAuthenticationMethod

/** Both halves are form-encoded before they are joined (RFC 6749 §2.3.1). */
function readBasic(authorization: string): Credentials {
  const encoded = /^Basic +([A-Za-z0-9+/]+=*)$/i.exec(authorization)?.[1] ?? ''
  const text = Buffer.from(encoded, 'base64').toString()
  const colon = text.indexOf(':')
  if (colon < 0) return { id: undefined }
  try {
    return { id: decode(text.slice(0, colon)), secret: decode(text.slice(colon + 1)) }
  } catch {
    return { id: undefined }
  }
}

function decode(part: string): string {
  return decodeURIComponent(part.replaceAll('+', ' '))
}
