import type { Advices } from './advice.ts'

const sameKey =
  'Sign the proof with the key of the first request, and keep it as long as its tokens.'

/** Checks of DPoP proofs, and of what is bound to a key. */
export const proofAdvice = {
  'dpop.present': {
    why: 'The proof shows that the sender has the key. Without it a stolen token would do.',
    fix: 'Send the header DPoP with a proof made for this request.',
  },
  'dpop.one': {
    why: 'Of two proofs nobody knows which one was checked.',
    fix: 'Send one DPoP header.',
  },
  'dpop.form': {
    why: 'What cannot be read proves nothing. What a crit header wants must be understood.',
    fix: 'Send three parts in base64url with dots between, a JSON object in the second, and no crit.',
  },
  'dpop.type': {
    why: 'The type keeps a JWT that was signed for something else from being taken for a proof.',
    fix: 'Set typ in the header to dpop+jwt.',
  },
  'dpop.algorithm': {
    why: 'Only a signature by a private key shows who made it. none shows nothing.',
    fix: 'Sign with an algorithm of dpop_signing_alg_values_supported, such as ES256.',
  },
  'dpop.key': {
    why: 'The server verifies by the public key in the proof. A private key that was sent is lost.',
    fix: 'Put the public key as jwk into the header, of the kind that alg takes, without d.',
  },
  'dpop.signature': {
    why: 'The signature shows that the sender has the private key, and that nobody changed the proof.',
    fix: 'Sign with the private key of jwk. The algorithm’s encoding counts: ES256 is not in DER.',
  },
  'dpop.claims': {
    why: 'A proof is for one request: its method, its address, its time, and a name of its own.',
    fix: 'Send jti, htm and htu as text, and iat as seconds since 1970.',
  },
  'dpop.method': {
    why: 'A proof for a read must not be used for a write.',
    fix: 'Set htm to the method of this request, in capitals.',
  },
  'dpop.address': {
    why: 'A proof that one server was sent must not be used at another.',
    fix: 'Set htu to the address as it is called, without query and fragment.',
  },
  'dpop.nonce': {
    why: 'A value of the server shows that the proof was made now, and not kept in store.',
    fix: 'Make a new proof with the value of the DPoP-Nonce header as nonce, and send again.',
  },
  'dpop.fresh': {
    why: 'An old proof may have been found in a log. One of tomorrow was made in store.',
    fix: 'Make a new proof for each request, by the lab’s clock. Seconds count, not milliseconds.',
  },
  'dpop.token-hash': {
    why: 'The digest ties the proof to one token, so that it cannot go with another.',
    fix: 'Set ath to the SHA-256 digest of the access token, as base64url.',
  },
  'dpop.unused': {
    why: 'Whoever reads a request could send it again with its proof.',
    fix: 'Make a new proof for each request, also when you send it again, with a new jti.',
  },
  'dpop.token-bound': {
    why: 'The scheme DPoP promises that the token is bound to a key. This one is not.',
    fix: 'Send it as Authorization: Bearer, or get a token with a proof at the token endpoint.',
  },
  'dpop.token-key': {
    why: 'A stolen token is worth nothing to whoever has another key.',
    fix: sameKey,
  },
  'dpop.not-as-bearer': {
    why: 'As a bearer token it would need no proof, and a thief could use it.',
    fix: 'Send it as Authorization: DPoP, with a proof in the header DPoP.',
  },
  'token.by-dpop': {
    why: 'This resource server takes no token that whoever has it may use.',
    fix: 'Get a token with a DPoP proof, and send it as Authorization: DPoP.',
  },
  'dpop-jkt.form': {
    why: 'Another text fits no key, and the code could never be redeemed.',
    fix: 'Send the SHA-256 thumbprint of the public key (RFC 7638) as base64url.',
  },
  'dpop-jkt.of-proof': {
    why: 'Two keys are named, and the code can be bound to one alone.',
    fix: 'Leave dpop_jkt out where you send a proof, or name the key of the proof.',
  },
  'code.key': {
    why: 'The request named the key. Whoever stole the code does not have it.',
    fix: sameKey,
  },
  'refresh-token.key': {
    why: 'A public client has no secret. By its key alone the server knows it again.',
    fix: sameKey,
  },
  'token-exchange.key': {
    why: 'Else a stolen token could be swapped for one that needs no key.',
    fix: sameKey,
  },
  'certificate.of-token': {
    why: 'A stolen token is worth nothing to whoever cannot show the certificate.',
    fix: 'Call the address of mtls_endpoint_aliases, or that port, with the certificate of the token request.',
  },
  'access-token.bound': {
    why: 'Whoever steals a bearer token can use it. This server, or its profile, issues none.',
    fix: 'Send a DPoP proof, or show a certificate at the address of mtls_endpoint_aliases. With senderConstraint certificate the latter alone will do.',
  },
  'certificate.for-token': {
    why: 'The client registered tls_client_certificate_bound_access_tokens, and there is nothing to bind to.',
    fix: 'Call the address of mtls_endpoint_aliases with the certificate of the client.',
  },
  'client-certificate.shown': {
    why: 'By its certificate the server knows this client. There is no secret besides.',
    fix: 'Call the address of mtls_endpoint_aliases, and show the certificate in the TLS handshake.',
  },
  'client-certificate.authority': {
    why: 'Anybody can write any name into a certificate. An authority vouches for it.',
    fix: 'Add the authority to clientCertificateAuthorities, or register self_signed_tls_client_auth.',
  },
  'client-certificate.fresh': {
    why: 'An authority vouches for a time. Afterwards the key may be lost.',
    fix: 'Get a new certificate. The lab’s clock counts.',
  },
  'client-certificate.subject': {
    why: 'The authority made certificates for others, too. The subject tells whose this one is.',
    fix: 'Compare the registered subject with the certificate, as openssl x509 -noout -subject -ext subjectAltName shows it.',
  },
  'client-certificate.registered': {
    why: 'No authority vouches for it, so it must be the very one that the client registered.',
    fix: 'Register the certificate in DER as the first of x5c of a key in jwks or at jwks_uri.',
  },
} as const satisfies Advices
