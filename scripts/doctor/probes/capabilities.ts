import { metadataOf } from '../examination.ts'
import type { Probe } from '../examination.ts'
import { findingsOf } from '../finding.ts'

const { ok, note, unknown } = findingsOf('capabilities')

/** What the lab uses of an authorization server, and what becomes of it without. */
const used: Readonly<Record<string, string>> = {
  registration_endpoint:
    'name the clients that you registered there: LAB_CLIENT_ID, LAB_SPA_CLIENT_ID, LAB_RESSERVER_CLIENT_ID',
  introspection_endpoint:
    'the resource server verifies JWTs alone, notices no revocation, and refuses opaque tokens',
  userinfo_endpoint: 'the clients show no UserInfo; the ID token tells who signed in',
  revocation_endpoint: 'a log-out leaves the tokens good until they end',
  end_session_endpoint: 'a log-out ends the session of the lab’s client alone',
}

/** What an external authorization server lacks of what the lab uses: worth knowing, and not wrong. */
export const examineCapabilities: Probe = (examination) => {
  const metadata = metadataOf(examination)
  if (metadata === undefined) return [unknown('not examined: there is no metadata')]
  const lacking = Object.entries(used).filter(([name]) => metadata[name] === undefined)
  if (lacking.length === 0) return [ok('it offers all that the lab uses')]
  return lacking.map(([name, so]) => note(`the server offers no ${name}`, { seen: so }))
}
