import { challengeOf } from '@oauth-lab/explain/explanation/digests.ts'
import { base64url } from 'jose'

/** A fresh state, nonce and code verifier (RFC 6749 §10.12, OpenID Connect Core §3.1.2.1, RFC 7636 §4.1). */
export function freshValues(): { state: string; nonce: string; code_verifier: string } {
  return { state: randomText(), nonce: randomText(), code_verifier: randomText() }
}

/** The challenge for a verifier, by a method (RFC 7636 §4.2). */
export function challengeFor(verifier: string, method: string): string {
  return method === 'plain' ? verifier : challengeOf(verifier)
}

/** 256 bits, 43 characters. */
function randomText(): string {
  return base64url.encode(crypto.getRandomValues(new Uint8Array(32)))
}
