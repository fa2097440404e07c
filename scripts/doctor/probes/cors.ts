import type { Probe } from '../examination.ts'
import { findingsOf } from '../finding.ts'

const { ok, note, wrong, unknown } = findingsOf('cors')

/** What a browser application of a foreign origin may do. */
export const examineCors: Probe = ({ observation, lab, remedies }) => {
  const { discovery, preflight } = observation.answers
  if (discovery === undefined || discovery.error !== undefined) {
    return [unknown('not examined: nothing was answered')]
  }
  if (preflight === undefined) return [unknown('not examined: no token endpoint is known')]
  const asked = crossOrigin
  const allowed = preflight.headers['access-control-allow-origin']
  const credentials = preflight.headers['access-control-allow-credentials'] === 'true'
  if (credentials && allowed !== undefined) {
    return [
      wrong('any web page may send a browser’s cookies to the token endpoint', {
        seen: `Access-Control-Allow-Origin: ${String(allowed)}, with credentials, for ${asked}`,
        expected: 'no credentials, or no header for an origin that is not registered',
        fix: remedies.cors(asked),
      }),
    ]
  }
  const readable = discovery.headers['access-control-allow-origin'] !== undefined
  const metadata = readable
    ? 'any page may read the metadata'
    : 'other origins can’t read the metadata'
  if (allowed !== undefined) return [note(`${metadata}; any page may call the token endpoint`)]
  const origins = lab?.state?.config['corsOrigins']
  const listed =
    Array.isArray(origins) && origins.length > 0 ? `, besides ${origins.join(', ')}` : ''
  const says = `${metadata}; only pages of the server’s own origin${listed} may call the token endpoint`
  return [lab === undefined && !readable ? note(says) : ok(says)]
}

/** An origin that nobody registers: the name is reserved (RFC 2606 §3). */
export const crossOrigin = 'https://doctor.example'
