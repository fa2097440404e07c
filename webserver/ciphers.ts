/**
 * The cipher suites of TLS 1.2 that are recommended (RFC 9325 §4.2), in the names of OpenSSL: each has forward secrecy and
 * authenticated encryption. Those of TLS 1.3 are all of this kind.
 */
export const ciphersOfTls12 = [
  'ECDHE-ECDSA-AES128-GCM-SHA256',
  'ECDHE-RSA-AES128-GCM-SHA256',
  'ECDHE-ECDSA-AES256-GCM-SHA384',
  'ECDHE-RSA-AES256-GCM-SHA384',
] as const

/** Those of TLS 1.3 (RFC 8446 §B.4) that browsers and OpenSSL offer. */
const ciphersOfTls13 = [
  'TLS_AES_256_GCM_SHA384',
  'TLS_CHACHA20_POLY1305_SHA256',
  'TLS_AES_128_GCM_SHA256',
] as const

/** Both, as Node's `ciphers` takes them: without a suite of TLS 1.3 it would leave that version out. */
export const ciphers = [...ciphersOfTls13, ...ciphersOfTls12].join(':')
