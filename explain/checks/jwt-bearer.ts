import type { Advices } from './advice.ts'
import { signedByClient } from './signed-by-client.ts'

/** Checks of an assertion that is exchanged for a token. */
export const jwtBearerAdvice = {
  'jwt-bearer.confidential': {
    why: 'Everybody can name a public client. An assertion that somebody found would then bring a token.',
    fix: 'Register the client with a secret or a key.',
  },
  'jwt-bearer.present': {
    why: 'The assertion says for whom the token is, and who vouches for it.',
    fix: 'Send the signed JWT as assertion.',
  },
  'jwt-bearer.form': {
    why: 'What cannot be read proves nothing. What a crit header wants must be understood.',
    fix: 'Send three parts in base64url with dots between, a JSON object in the second, and no crit.',
  },
  'jwt-bearer.typ': {
    why: 'An access token or a proof of the same issuer was made for something else.',
    fix: 'Leave typ out, or send JWT or authorization-grant+jwt.',
  },
  'jwt-bearer.issuer': {
    why: 'Who signs assertions can be every user here. So an administrator says whose count.',
    fix: 'Add the iss, letter by letter, to trustedIssuers of the server’s configuration.',
  },
  'jwt-bearer.algorithm': {
    why: 'Whoever could choose the algorithm would choose none, or a weak one.',
    fix: 'Sign with an algorithm of a public key, or one of the issuer’s algorithms in trustedIssuers.',
  },
  'jwt-bearer.key-set': {
    why: signedByClient.keySet.why,
    fix: 'Publish the key set at jwksUri, reachable for the server, as JSON with a list of keys.',
  },
  'jwt-bearer.key-found': {
    why: 'The server verifies by the keys that it was told of, never by one that comes along.',
    fix: 'Send the kid of a key of the issuer. An issuer with several keys must name one.',
  },
  'jwt-bearer.thumbprint': {
    why: signedByClient.thumbprint.why,
    fix: 'Hash the certificate in DER: SHA-1 for x5t, SHA-256 for x5t#S256, as base64url.',
  },
  'jwt-bearer.certificate': signedByClient.certificate,
  'jwt-bearer.key-kind': {
    why: 'Each algorithm works with keys of one kind: RSA or a curve.',
    fix: 'Sign with an algorithm of the key. An RSA key has 2048 bits at least.',
  },
  'jwt-bearer.signature': {
    why: 'The signature shows that the issuer said this, and that nobody changed it.',
    fix: 'Sign with the key whose kid you send. The algorithm’s encoding counts: ES256 is not in DER.',
  },
  'jwt-bearer.audience': {
    why: 'An assertion for another server, or an ID token for a client, must not bring a token here.',
    fix: 'Send the issuer of this server as aud, letter by letter as the metadata has it.',
  },
  'jwt-bearer.expiry': {
    why: 'What never ends can be used for ever by whoever finds it.',
    fix: 'Send exp, in seconds since 1970. The access token ends with it at the latest.',
  },
  'jwt-bearer.fresh': {
    why: 'An old assertion may have been found in a log.',
    fix: 'Get a new one from the issuer. Seconds count, not milliseconds, by the lab’s clock.',
  },
  'jwt-bearer.lifetime': {
    why: 'The server remembers each assertion until it ends, so that it comes once.',
    fix: 'Send an exp within the next hour.',
  },
  'jwt-bearer.begun': signedByClient.begun,
  'jwt-bearer.jti': {
    why: 'By its jti an assertion is known again when somebody sends it a second time.',
    fix: 'Have the issuer put a jti in that no other assertion has, such as a random UUID.',
  },
  'jwt-bearer.unused': {
    why: 'Whoever reads a request could send its assertion again.',
    fix: 'Get a new assertion for each request, with a new jti.',
  },
  'jwt-bearer.user': {
    why: 'A token is for a user whom this server knows. It makes nobody up.',
    fix: 'Name a user in the userClaim of the issuer, sub unless told, by the user name. Or create the user.',
  },
} as const satisfies Advices
