/** What the server encrypts to a client, and the members of the client metadata that choose how. */
export const encryptedBy = {
  'ID token': ['id_token_encrypted_response_alg', 'id_token_encrypted_response_enc'],
  // By the keys of ID tokens (OpenID Connect Back-Channel Logout §2.4).
  'logout token': ['id_token_encrypted_response_alg', 'id_token_encrypted_response_enc'],
  // JARM §3
  'authorization response': [
    'authorization_encrypted_response_alg',
    'authorization_encrypted_response_enc',
  ],
  'UserInfo answer': ['userinfo_encrypted_response_alg', 'userinfo_encrypted_response_enc'],
  // RFC 9701 §6
  'introspection answer': [
    'introspection_encrypted_response_alg',
    'introspection_encrypted_response_enc',
  ],
} as const

export type EncryptedUse = keyof typeof encryptedBy

/** The algorithms that encrypt the key of a JWE to a public key (RFC 7518 §4.1): all but RSA1_5, which is broken. */
export const keyEncryptions = [
  'RSA-OAEP',
  'RSA-OAEP-256',
  'RSA-OAEP-384',
  'RSA-OAEP-512',
  'ECDH-ES',
  'ECDH-ES+A128KW',
  'ECDH-ES+A192KW',
  'ECDH-ES+A256KW',
] as const

/** The algorithms that encrypt the content of a JWE (RFC 7518 §5.1). */
export const contentEncryptions = [
  'A128CBC-HS256',
  'A192CBC-HS384',
  'A256CBC-HS512',
  'A128GCM',
  'A192GCM',
  'A256GCM',
] as const

/** What encrypts the content where a client says nothing (OpenID Connect Registration §2). */
export const usualEncryption = 'A128CBC-HS256' satisfies (typeof contentEncryptions)[number]
