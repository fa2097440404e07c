import type { Advices } from './advice.ts'

/** What is said alike of each JWT that a client or a trusted issuer signs. */
export const signedByClient = {
  keySet: {
    why: 'Without the public key nobody can verify what the private one signed.',
    fix: 'Publish the key set at jwks_uri over https, reachable for the server, as JSON with a list of keys.',
  },
  thumbprint: {
    why: 'The thumbprint says which certificate is meant. Another one may be older, or somebody else’s.',
    fix: 'Hash the certificate in DER: SHA-1 for x5t, SHA-256 for x5t#S256, as base64url. Register it as x5c.',
  },
  certificate: {
    why: 'A certificate speaks for the key in it. Beside another key it says nothing.',
    fix: 'Put that certificate first in x5c that was made for this key.',
  },
  begun: {
    why: 'What begins later was made by a clock that goes wrong, or kept for later.',
    fix: 'Set the clock right. The server allows 10 s.',
  },
} as const satisfies Advices
