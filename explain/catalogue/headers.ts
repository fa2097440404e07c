import type { Meanings } from './meaning.ts'

/** Headers that matter to the protocol, by lower-case name; others are left out of explanations. */
export const headers = {
  authorization: {
    means: 'Who asks: a client’s credentials (Basic), or an access token (Bearer, DPoP).',
    clause: 'RFC 9110 §11.6.2',
    secret: 'token',
  },
  dpop: {
    means: 'A proof that the sender has the key to which the token is bound.',
    clause: 'RFC 9449 §4.1',
    secret: 'proof',
  },
  'dpop-nonce': { means: 'A value that the next proof must hold.', clause: 'RFC 9449 §8' },
  'x-fapi-interaction-id': {
    means: 'By this client and resource find the request again in their logs.',
    clause: 'Financial-grade API Security Profile 1.0 Part 1 §6.2.1',
  },
  'client-cert': {
    means: 'The certificate that the client has shown to the web server.',
    clause: 'RFC 9440 §2.2',
  },
  'www-authenticate': {
    means: 'What is asked for, and why the request was refused.',
    clause: 'RFC 6750 §3',
  },
  'content-type': { means: 'The form in which the body came.', clause: 'RFC 9110 §8.3' },
  accept: { means: 'The forms in which an answer is wanted.', clause: 'RFC 9110 §12.5.1' },
  'cache-control': {
    means: 'Who may keep the answer. Nobody may keep tokens: no-store.',
    clause: 'RFC 6749 §5.1',
  },
  pragma: { means: 'The same for very old caches.', clause: 'RFC 6749 §5.1' },
  etag: { means: 'The name of this version of the document.', clause: 'RFC 9110 §8.8.3' },
  location: { means: 'Where the browser goes next.', clause: 'RFC 9110 §10.2.2' },
  origin: { means: 'The site of the page or script that asks.', clause: 'RFC 6454 §7' },
  referer: {
    means: 'The page from which the browser came. Codes and tokens can leak by it.',
    clause: 'RFC 9700 §4.2',
  },
  'referrer-policy': {
    means: 'How much of its address a page tells the next one.',
    clause: 'RFC 9700 §4.2.4',
  },
  cookie: {
    means: 'What the server told this browser to send along.',
    clause: 'RFC 6265 §4.2',
    secret: 'cookie',
  },
  'set-cookie': {
    means: 'What the browser shall send along from now on.',
    clause: 'RFC 6265 §4.1',
    secret: 'cookie',
  },
  'access-control-allow-origin': {
    means: 'The sites whose scripts may read the answer.',
    clause: 'Fetch Standard, CORS protocol',
  },
  'access-control-request-method': {
    means: 'The method that a script wants to use.',
    clause: 'Fetch Standard, CORS protocol',
  },
  'access-control-request-headers': {
    means: 'The headers that a script wants to send.',
    clause: 'Fetch Standard, CORS protocol',
  },
  'access-control-allow-methods': {
    means: 'The methods that scripts may use.',
    clause: 'Fetch Standard, CORS protocol',
  },
  'access-control-allow-headers': {
    means: 'The headers that scripts may send.',
    clause: 'Fetch Standard, CORS protocol',
  },
  'access-control-allow-credentials': {
    means: 'Whether scripts may send cookies along.',
    clause: 'Fetch Standard, CORS protocol',
  },
  'access-control-expose-headers': {
    means: 'Headers that scripts may read.',
    clause: 'Fetch Standard, CORS protocol',
  },
  'content-security-policy': {
    means: 'What the page may load, and who may frame it.',
    clause: 'RFC 9700 §4.16',
  },
  'x-frame-options': { means: 'Who may frame the page.', clause: 'RFC 9700 §4.16' },
  'retry-after': { means: 'When to ask again.', clause: 'RFC 9110 §10.2.3' },
  traceparent: {
    means: 'Joins the two sides of one call in a recording.',
    clause: 'W3C Trace Context §3.2',
  },
  tracestate: {
    means: 'What tools of several makers add to traceparent.',
    clause: 'W3C Trace Context §3.3',
  },
  refresh: {
    means: 'Has the browser go on to another page after some seconds.',
    clause: 'OpenID Connect RP-Initiated Logout §3',
  },
} as const satisfies Meanings
