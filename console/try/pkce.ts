import { base64url } from 'jose'

/** A fresh state, nonce and code verifier (RFC 6749 §10.12, OpenID Connect Core §3.1.2.1, RFC 7636 §4.1). */
export function freshValues(): { state: string; nonce: string; code_verifier: string } {
  return { state: randomText(), nonce: randomText(), code_verifier: randomText() }
}

/** The challenge for a verifier (RFC 7636 §4.2). */
export async function challengeOf(verifier: string, method: string): Promise<string> {
  if (method === 'plain') return verifier
  const bytes = new TextEncoder().encode(verifier)
  return base64url.encode(new Uint8Array(await crypto.subtle.digest('SHA-256', bytes)))
}

/** 256 bits, 43 characters. */
function randomText(): string {
  return base64url.encode(crypto.getRandomValues(new Uint8Array(32)))
}
