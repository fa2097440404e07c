/**
 * Headers by which a proxy in front would speak of its client: a program that reads one believes that
 * a proxy set it. This door has none in front of it, so whoever sends them speaks for himself: none
 * reaches a role. (nginx drops by name only; the gateway drops every other `X-Forwarded-…` too.) What
 * is the client's own to say stays: `Via`, `X-HTTP-Method-Override`.
 */
export const untrustedHeaders: readonly string[] = [
  // All of it at once, RFC 7239 and before.
  'Forwarded',
  'Forwarded-For',
  'X-Forwarded',

  // Who asked, from where.
  'X-Forwarded-By',
  'X-Forwarded-Client-IP',
  'X-Original-For',
  'X-Original-Forwarded-For',
  'X-Real-IP',
  'X-Real-Port',
  'X-Remote-Addr',
  'X-Remote-IP',
  'X-Client-IP',
  'X-Cluster-Client-IP',
  'X-Originating-IP',
  'X-ProxyUser-IP',
  'Client-IP',
  'True-Client-IP',
  'CF-Connecting-IP',
  'CF-Connecting-IPv6',
  'DO-Connecting-IP',
  'Fastly-Client-IP',
  'Fly-Client-IP',
  'X-Appengine-User-IP',
  'X-Azure-ClientIP',
  'X-Envoy-External-Address',

  // By which scheme and host.
  'X-Forwarded-Protocol',
  'X-Forwarded-Scheme',
  'X-Forwarded-Server',
  'X-Forwarded-Ssl',
  'X-Original-Host',
  'X-Original-Port',
  'X-Original-Proto',
  'X-Original-Scheme',
  'X-Host',
  'X-HTTP-Host-Override',
  'X-Scheme',
  'X-Url-Scheme',
  'CF-Visitor',
  'Front-End-Https',

  // For what, in what place.
  'X-Forwarded-Context',
  'X-Forwarded-Method',
  'X-Forwarded-Path',
  'X-Forwarded-Prefix',
  'X-Forwarded-Uri',
  'X-Forwarded-Url',
  'X-Envoy-Original-Path',
  'X-Original-Method',
  'X-Original-Prefix',
  'X-Original-Uri',
  'X-Original-Url',
  'X-Rewrite-Url',
  'X-Script-Name',

  // Whom the proxy has signed in.
  'X-Forwarded-Access-Token',
  'X-Forwarded-Email',
  'X-Forwarded-Groups',
  'X-Forwarded-Preferred-Username',
  'X-Forwarded-User',
  'X-Auth-Request-Access-Token',
  'X-Auth-Request-Email',
  'X-Auth-Request-Groups',
  'X-Auth-Request-Preferred-Username',
  'X-Auth-Request-User',
  'X-Authenticated-User',
  'X-Remote-User',
  'X-Webauth-User',
  'Remote-User',

  // Which certificate the client has shown to it (RFC 9440 §4; RFC 8705 §6.5).
  'Client-Cert',
  'Client-Cert-Chain',
  'Ssl-Client-Cert',
  'Ssl-Client-Verify',
  'X-Amzn-Mtls-Clientcert',
  'X-Arr-ClientCert',
  'X-Client-Cert',
  'X-Client-Verify',
  'X-Forwarded-Client-Cert',
  'X-Forwarded-Tls-Client-Cert',
  'X-Forwarded-Tls-Client-Cert-Info',
  'X-Ssl-Cert',
  'X-Ssl-Client-Cert',
  'X-Ssl-Client-Verify',

  // Programs that read it as the variable HTTP_PROXY send their own requests through it (httpoxy).
  'Proxy',
]
