import { answerHeaderLimit, bodyLimit } from '../limits.ts'
import type { Timeout } from '../limits.ts'
import { longestFirst, patternOf, sandboxPatternOf, slashlessPattern } from '../routes.ts'
import type { Route } from '../routes.ts'
import { staticPolicyFor } from '../static-policy.ts'
import type { Upstreams } from '../upstreams.ts'
import { answerHeaders, dropPath, securityHeaders } from './headers.ts'
import { indent } from './indent.ts'

type RoleRoute = Extract<Route, { role: string }>
type FolderRoute = Extract<Route, { folder: string }>

/** One location for each row of the route table, the longest path first, and those for errors. */
export function locationBlocks(options: {
  upstreams: Upstreams
  /** Of an authorization server at its own address: then the lab has none. */
  issuer: string | undefined
  timeout: Timeout
}): string {
  const { upstreams, issuer, timeout } = options
  const rows = longestFirst.map((route) => {
    if ('folder' in route) return folderBlocks(route, staticPolicyFor(issuer))
    if (route.role === 'authserver' && issuer !== undefined) return elsewhereBlock(route)
    const { external } = upstreams[route.role]
    // An external program decides by itself how much it reads.
    if (external && route.bodyLimit !== undefined) return ''
    return external ? externalBlocks(route, timeout) : roleBlock(route, timeout)
  })
  return [...rows, slashlessBlock, errorBlock, dropBlock, nowhereBlock].join('\n')
}

function roleBlock(route: RoleRoute, { lab }: Timeout): string {
  return location(patternOf(route), [
    `set $role ${route.role};`,
    'set $own own;',
    `proxy_pass http://${route.role};`,
    `proxy_read_timeout ${lab}s;`,
    ...(route.bodyLimit === undefined ? [] : [`client_max_body_size ${route.bodyLimit};`]),
  ])
}

/** The lab has no authorization server, and says which one it uses. */
function elsewhereBlock(route: RoleRoute): string {
  return location(patternOf(route), ['error_page 404 /-errors/elsewhere.json;', 'return 404;'])
}

/**
 * An external program: control hands on to it and records. What it sends and is sent flows through; it
 * has no sandboxes.
 */
function externalBlocks(route: RoleRoute, { external }: Timeout): string {
  // Control answers first when the program is silent, and says which one.
  const patience = external + 5
  const inSandbox = location(sandboxPatternOf(route), [
    `error_page 404 /-errors/no-sandboxes-${route.role}.json;`,
    'return 404;',
  ])
  const outside = location(patternOf(route), [
    'set $role control;',
    'proxy_pass http://control;',
    `proxy_read_timeout ${patience}s;`,
    `proxy_send_timeout ${patience}s;`,
    'client_max_body_size 0;',
    'proxy_request_buffering off;',
    'proxy_buffering off;',
  ])
  return inSandbox + outside
}

function folderBlocks(route: FolderRoute, policy: string): string {
  const file = (found: string) => [
    'if ($request_method !~ "^(?:GET|HEAD)$") { return 405; }',
    `root /lab/${route.folder};`,
    `try_files ${found} =404;`,
    'add_header Cache-Control $file_cache;',
    `add_header Content-Security-Policy "${policy}";`,
    securityHeaders,
    'charset utf-8;',
    'gzip on;',
  ]
  const pattern = patternOf(route)
  if (route.pages) {
    const asset = String.raw`${pattern}(?<file>assets/(?!\.)(?!.*/\.).+)$`
    return location(asset, file('/$file')) + location(`${pattern}(?!assets/)`, file('/index.html'))
  }
  return (
    location(`${pattern}$`, file('/index.html')) +
    location(String.raw`${pattern}(?!\.)(?!.*/\.)(?<file>.+)$`, file('/$file'))
  )
}

const slashlessBlock = location(slashlessPattern, [
  securityHeaders,
  'return 308 $sent_path/$is_args$args;',
])

const errorBlock = `
location ^~ /-errors/ {
  internal;
  alias /lab/config/errors/;
  etag off;
  charset utf-8;${indent(1, answerHeaders)}
}`

const dropBlock = `
location = ${dropPath} {
  internal;
  return 444;
}`

const nowhereBlock = `
location / {
  return 404;
}`

/** Buffers that hold large tokens, cookies and headers; a request is sent on when it is here whole. */
export const proxyDefaults = `
client_max_body_size ${bodyLimit};
client_body_buffer_size ${bodyLimit};
proxy_buffer_size ${answerHeaderLimit};
proxy_buffers 8 16k;
proxy_busy_buffers_size ${answerHeaderLimit};
proxy_max_temp_file_size 0;
proxy_http_version 1.1;
proxy_connect_timeout 1s;
proxy_redirect off;
proxy_hide_header X-Request-Id;
# Sent again only where that is harmless: a GET, or what has not been sent yet.
proxy_next_upstream error timeout;
proxy_next_upstream_tries 3;
proxy_next_upstream_timeout 5s;
# A role may have a connection closed on purpose. Else it has nothing to say to nginx itself.
proxy_ignore_headers X-Accel-Expires X-Accel-Limit-Rate X-Accel-Buffering X-Accel-Charset;`

function location(pattern: string, lines: readonly string[]): string {
  const body = lines.map((line) => (line.startsWith('\n') ? line.slice(1) : line)).join('\n')
  return `
location ~ "${pattern}" {
${indent(1, body)}
}`
}
