import type { Advices } from './advice.ts'
import { signedByClient } from './signed-by-client.ts'

/** Checks of a JWT by which a client authenticates. */
export const clientAssertionAdvice = {
  'client-assertion.type': {
    why: 'A server must know what kind of proof it reads. Another kind follows other rules.',
    fix: 'Send client_assertion_type=urn:ietf:params:oauth:client-assertion-type:jwt-bearer, and client_assertion.',
  },
  'client-assertion.form': {
    why: 'What cannot be read proves nothing. What a crit header wants must be understood.',
    fix: 'Send three parts in base64url with dots between, a JSON object in the second, and no crit.',
  },
  'client-assertion.algorithm': {
    why: 'Whoever could choose the algorithm would choose none, or a weak one.',
    fix: 'Sign with an algorithm of the server’s metadata, or with the registered token_endpoint_auth_signing_alg.',
  },
  'client-assertion.key-set': signedByClient.keySet,
  'client-assertion.key-found': {
    why: 'The server verifies by the client’s registered keys, never by one that comes along.',
    fix: 'Send the kid of a registered key. A client with several keys must name one.',
  },
  'client-assertion.thumbprint': signedByClient.thumbprint,
  'client-assertion.certificate': signedByClient.certificate,
  'client-assertion.key-kind': {
    why: 'Each algorithm works with keys of one kind: RSA, a curve, or a secret that is long enough.',
    fix: 'Sign with an algorithm of the key, or register a key of the algorithm. An RSA key has 2048 bits at least.',
  },
  'client-assertion.signature': {
    why: 'The signature shows that who sends it has the private key, and that nobody changed it.',
    fix: 'Sign with the key whose kid you send. The algorithm’s encoding counts: ES256 is not in DER.',
  },
  'client-assertion.issuer-and-subject': {
    why: 'The client vouches for itself. A token about somebody else must not pass for it.',
    fix: 'Send the client_id as iss and as sub.',
  },
  'client-assertion.audience': {
    why: 'A server that got an assertion could otherwise use it at another server, as the client.',
    fix: 'Send the issuer as aud, letter by letter as the metadata has it.',
  },
  'client-assertion.expiry': {
    why: 'What never ends can be used for ever by whoever finds it.',
    fix: 'Send exp, in seconds since 1970; one minute from now is enough.',
  },
  'client-assertion.fresh': {
    why: 'An old assertion may have been found in a log.',
    fix: 'Make a new one for each request, by the lab’s clock. Seconds count, not milliseconds.',
  },
  'client-assertion.lifetime': {
    why: 'The server remembers each assertion until it ends, so that it comes once.',
    fix: 'Send an exp within the next hour.',
  },
  'client-assertion.begun': signedByClient.begun,
  'client-assertion.jti': {
    why: 'By its jti an assertion is known again when somebody sends it a second time.',
    fix: 'Send a jti that no other assertion has, such as a random UUID.',
  },
  'client-assertion.unused': {
    why: 'Whoever reads a request could send its assertion again, as the client.',
    fix: 'Make a new assertion for each request, with a new jti.',
  },
} as const satisfies Advices
