import { pagePolicy } from '@oauth-lab/kit/pages/send-page.ts'
import { certificateHeader } from '@oauth-lab/kit/client-certificate.ts'
import { untrustedHeaders } from '../forwarded-headers.ts'

/** On every answer; where a role says something itself, its word holds, but for the request's id. */
export const securityHeaders = `
add_header X-Request-Id $told_id always;
add_header X-Content-Type-Options $say_nosniff always;
add_header Referrer-Policy $say_referrer always;`

/** On the web server's own answers. */
export const answerHeaders = `${securityHeaders}
add_header Cache-Control no-store always;
add_header Content-Security-Policy $page_policy always;
add_header Last-Modified "";
add_header Vary $by_accept always;
add_header Allow $allow always;`

/** Where a role leads nginx that is to close the caller's connection without an answer. */
export const dropPath = '/-dropped'

/**
 * What a role is told of the request: from this web server only, whatever the peer says.
 * @param takesCertificates whether a client may show its certificate here
 */
export function forwardedHeaders(origin: URL, takesCertificates: boolean): string {
  const shown = takesCertificates ? '$ssl_client_escaped_cert' : '""'
  const headers: [name: string, value: string][] = [
    ['Host', origin.host],
    ['Connection', '""'],
    ['X-Forwarded-For', '$remote_addr'],
    ['X-Forwarded-Proto', 'https'],
    ['X-Forwarded-Host', origin.host],
    ['X-Forwarded-Port', origin.port || '443'],
    ['X-Request-Id', '$short_id'],
    ['X-Accel-Drop', dropPath],
    ...untrustedHeaders.map((name): [string, string] =>
      name.toLowerCase() === certificateHeader ? [name, shown] : [name, '""'],
    ),
  ]
  return headers.map(([name, value]) => `\nproxy_set_header ${name} ${value};`).join('')
}

/** Variables that the headers above use. */
export const headerMaps = `
map $request_id $short_id {
  "~^(?<id>.{8})" $id;
}
# A role of the lab may name the exchange itself; nothing else may.
map "$own $upstream_http_x_request_id" $told_id {
  "~^own (?<given>[0-9a-f]{8})$" $given;
  default $short_id;
}
map $upstream_http_x_content_type_options $say_nosniff {
  "" nosniff;
  default "";
}
map $upstream_http_referrer_policy $say_referrer {
  "" no-referrer;
  default "";
}
map $uri $page_policy {
  volatile;
  "~[.]html$" "${pagePolicy}";
  default "";
}
# A page to people, JSON to programs.
map $uri $by_accept {
  volatile;
  "~^/-errors/(?:404|502|504)" Accept;
  default "";
}
# The build puts a hash into the names of these files.
map $file $file_cache {
  "~(?:^|/)assets/" "public, max-age=31536000, immutable";
  default "public, max-age=0";
}`
