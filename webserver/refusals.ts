/** What the web server answers by itself, as JSON (RFC 6749 §5.2 names the members). */
export interface OwnAnswer {
  status: number
  error: string
  description: string
}

const answer = (status: number, error: string, description: string): OwnAnswer => ({
  status,
  error,
  description,
})

/** The web server's own answers; those that speak of the origin or a role are made when these are known. */
export const ownAnswers = {
  badPath: answer(
    400,
    'bad_path',
    'The path has dot segments, double, encoded or back slashes, controls, bytes that are not ASCII, or broken percent-encodings.',
  ),
  badRequest: answer(
    400,
    'bad_request',
    'The request is not valid HTTP, or it has two Authorization headers.',
  ),
  badCertificate: answer(
    400,
    'bad_certificate',
    'The certificate of the client has ended, or has not begun, by the clock of the web server.',
  ),
  notFound: answer(404, 'not_found', 'Nothing is served at this path.'),
  notAllowed: answer(
    405,
    'method_not_allowed',
    'The method is not served at this path; Allow names those that are.',
  ),
  late: answer(408, 'request_timeout', 'The request did not come whole in time.'),
  tooLarge: answer(
    413,
    'invalid_request',
    'The body is larger than 256 KiB, or a snapshot than 16 MiB.',
  ),
  longTarget: answer(414, 'uri_too_long', 'The address is longer than 32 KiB.'),
  range: answer(416, 'range_not_satisfiable', 'The file has no such range.'),
  largeHeaders: answer(431, 'headers_too_large', 'The headers are larger than 32 KiB.'),
  failed: answer(500, 'server_error', 'The web server failed; its log says more.'),
  notImplemented: answer(501, 'not_implemented', 'The transfer encoding is not one that is read.'),
  version: answer(505, 'version_not_supported', 'HTTP 1.1 and 2 are served.'),
} as const satisfies Record<string, OwnAnswer>

/** For a request that names another host. */
export function misdirected(origin: string): OwnAnswer {
  return answer(421, 'misdirected_request', `This is ${origin}; the request named another host.`)
}

/** For a sandbox's path of a role whose place an external program takes. */
export function withoutSandboxes(role: string): OwnAnswer {
  const description = `The ${role} is an external program, which has no sandboxes. Leave out the part that begins with ~.`
  return answer(404, 'not_found', description)
}

/** For the paths of the authorization server, when the lab uses one that stands elsewhere. */
export function elsewhere(issuer: string): OwnAnswer {
  const description = `This lab has no authorization server of its own; it uses ${issuer}.`
  return answer(404, 'not_found', description)
}

/** The body as it goes on the wire. */
export function bodyOf({ error, description }: OwnAnswer): string {
  return JSON.stringify({ error, error_description: description })
}

/** The methods that a 405 allows (RFC 9110 §15.5.6): a file's, or any but TRACE and CONNECT. */
export const allowed = {
  file: 'GET, HEAD',
  role: 'GET, HEAD, POST, PUT, PATCH, DELETE, OPTIONS',
} as const
