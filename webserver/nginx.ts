import { ciphersOfTls12 } from './ciphers.ts'
import { headerLimit, idleTimeout, timeout as usualTimeout } from './limits.ts'
import type { Timeout } from './limits.ts'
import { errorFiles, errorPages } from './nginx/error-files.ts'
import { forwardedHeaders, headerMaps, securityHeaders } from './nginx/headers.ts'
import { indent } from './nginx/indent.ts'
import { locationBlocks, proxyDefaults } from './nginx/location-blocks.ts'
import { logFormat, requestMaps } from './nginx/request-maps.ts'
import { upstreamBlock } from './nginx/upstream-block.ts'
import { roles } from './routes.ts'
import type { Upstreams } from './upstreams.ts'

export interface NginxOptions {
  /** The lab's origin; nginx listens on its port. */
  origin: string
  /** Where clients may show a certificate (RFC 8705 §5), another port of the same host; absent: nowhere. */
  mtlsOrigin?: string | undefined
  /** Names of the certificate: pages asked for under them are sent to the origin. */
  names: readonly string[]
  upstreams: Upstreams
  /** The issuer of an authorization server at its own address: then the lab has none. */
  issuer?: string | undefined
  timeout?: Timeout
}

/**
 * The files that make nginx (1.30) the lab's web server, by their path in `/lab/config`. `leaf.crt`
 * and `leaf.key` lie beside them. Made from the route table; needs neither root nor a writable
 * folder but /tmp. Start it with `nginx -c /lab/config/nginx.conf -g 'daemon off;'`.
 */
export function nginxFiles(options: NginxOptions): Record<string, string> {
  const { origin, upstreams, issuer } = options
  return {
    'nginx.conf': configuration(options),
    ...errorFiles(origin, upstreams, issuer),
  }
}

function configuration(options: NginxOptions): string {
  const { origin, mtlsOrigin, names } = options
  const url = new URL(origin)
  const mtls = mtlsOrigin === undefined ? [] : [new URL(mtlsOrigin)]
  const http = [
    defaults,
    ...roles
      .filter((role) => !options.upstreams[role].external)
      .map((role) => upstreamBlock(role, options.upstreams[role])),
    requestMaps([url, ...mtls], names),
    headerMaps,
    logFormat,
    ...(url.port === '80' ? [] : [redirectServer(origin)]),
    secureServer(url, options, false),
    ...mtls.map((place) => secureServer(place, options, true)),
  ]
  return `# Made from webserver/routes.ts by webserver/nginx.ts.
worker_processes 2;
worker_shutdown_timeout 2s;
pid /tmp/nginx.pid;
error_log stderr crit;

events {
  worker_connections 2048;
}

http {${indent(1, http.join('\n'))}
}
`
}

const defaults = `
server_tokens off;
# It quotes requests whole, with their codes and tokens; the access log says what happened.
error_log stderr emerg;
client_body_temp_path /tmp/client-body;
proxy_temp_path /tmp/proxy;
fastcgi_temp_path /tmp/fastcgi;
uwsgi_temp_path /tmp/uwsgi;
scgi_temp_path /tmp/scgi;

types {
  text/html html;
  text/css css;
  text/javascript js mjs;
  text/plain txt;
  application/json json map;
  image/svg+xml svg;
  image/png png;
  image/x-icon ico;
  font/woff2 woff2;
}
default_type application/octet-stream;
charset_types text/css text/javascript text/plain;
# So many headers of a peer's are taken away that nginx's own sizes are too small, and it warns.
proxy_headers_hash_max_size 1024;
proxy_headers_hash_bucket_size 128;
sendfile on;
tcp_nopush on;
gzip_types text/css text/javascript text/plain application/json image/svg+xml;
gzip_min_length 1024;
gzip_vary on;

client_header_buffer_size 1k;
large_client_header_buffers 1 ${headerLimit};
client_body_timeout 30s;
send_timeout 30s;
keepalive_timeout ${idleTimeout}s ${idleTimeout}s;
# Parallel tests send thousands over one connection of HTTP/2; some clients fail when it is ended meanwhile.
keepalive_requests 100000;
merge_slashes off;
absolute_redirect off;

# Docker's own: it knows the other containers by their names.
resolver 127.0.0.11 valid=1s ipv6=off;
resolver_timeout 1s;`

function redirectServer(origin: string): string {
  return `
server {
  listen 80 default_server;${indent(1, securityHeaders)}
  # Health checks come from within the container.
  access_log /dev/stdout lab if=$outside;
  location / {
    return 308 ${origin}$request_uri;
  }
}`
}

/**
 * A certificate is asked for, and judged by nobody here but by its time: which is good is for the authorization
 * server to say (RFC 8705 §2). No session is resumed, so that each connection shows its own.
 */
const certificates = `
  ssl_verify_client optional_no_ca;
  ssl_session_tickets off;
  ssl_session_cache off;`

function secureServer(origin: URL, options: NginxOptions, takesCertificates: boolean): string {
  const { upstreams, issuer, timeout = usualTimeout } = options
  const parts = [
    `client_header_timeout ${timeout.head}s;`,
    securityHeaders,
    forwardedHeaders(origin, takesCertificates),
    proxyDefaults,
    errorPages(origin.origin),
    `
set $role "";
set $own "";
if ($refusal = 400) { return 400; }
if ($refusal = 308) { return 308 ${origin.origin}$request_uri; }
if ($refusal = 421) { return 421; }`,
    locationBlocks({ upstreams, issuer, timeout }),
  ]
  return `
server {
  listen ${origin.port || '443'} ssl default_server;
  http2 on;
  ssl_certificate leaf.crt;
  ssl_certificate_key leaf.key;
  ssl_protocols TLSv1.2 TLSv1.3;
  ssl_ciphers ${ciphersOfTls12.join(':')};
${takesCertificates ? certificates.slice(1) : '  ssl_session_cache shared:tls:1m;'}
${indent(1, parts.join('\n'))}
}`
}
