/**
 * Headers by which a proxy in front would speak of its client. This door has none in front of it, so
 * whoever sends them speaks for himself: none reaches a role. (nginx drops by name only; the gateway
 * drops every other `X-Forwarded-…` too.)
 */
export const untrustedHeaders: readonly string[] = [
  'Forwarded',
  'Forwarded-For',
  'X-Forwarded',
  'X-Forwarded-By',
  'X-Forwarded-Client-Cert',
  'X-Forwarded-Email',
  'X-Forwarded-Groups',
  'X-Forwarded-Method',
  'X-Forwarded-Path',
  'X-Forwarded-Prefix',
  'X-Forwarded-Preferred-Username',
  'X-Forwarded-Protocol',
  'X-Forwarded-Access-Token',
  'X-Forwarded-Scheme',
  'X-Forwarded-Server',
  'X-Forwarded-Ssl',
  'X-Forwarded-Tls-Client-Cert',
  'X-Forwarded-Tls-Client-Cert-Info',
  'X-Forwarded-Uri',
  'X-Forwarded-Url',
  'X-Forwarded-User',
  'X-Client-IP',
  'X-Cluster-Client-IP',
  'X-Original-Forwarded-For',
  'X-Original-Host',
  'X-Original-Uri',
  'X-Original-Url',
  'X-Real-IP',
  'X-Rewrite-Url',
  'X-Url-Scheme',
  'Front-End-Https',
  'True-Client-IP',
  'CF-Connecting-IP',
  'Fastly-Client-IP',
  // Programs that read it as the variable HTTP_PROXY send their own requests through it (httpoxy).
  'Proxy',
]
