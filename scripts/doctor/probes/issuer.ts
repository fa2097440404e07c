import { metadataOf, documentIn } from '../examination.ts'
import type { Examination, Probe } from '../examination.ts'
import { findingsOf } from '../finding.ts'
import type { Finding } from '../finding.ts'

const { ok, wrong, unknown } = findingsOf('issuer')

/** Whether the server calls itself as it is reached: the strings are compared whole. */
export const examineIssuer: Probe = (examination) => {
  const { issuer, observation } = examination
  const inside = differentOrigin(examination)
  const document = metadataOf(examination)
  if (document === undefined) {
    return inside.length > 0 ? inside : [unknown('not examined: there is no metadata')]
  }
  const others = [document, documentIn(observation.answers['metadata'])]
    .map((one) => one?.['issuer'])
    .filter((one) => one !== undefined && one !== issuer)
  const announced = others[0]
  if (announced === undefined) {
    return inside.length > 0 ? inside : [ok(`${issuer}, as it is reached`)]
  }
  const text = typeof announced === 'string' ? announced : JSON.stringify(announced)
  return [
    ...inside,
    wrong(`the server announces another issuer: ${difference(issuer, text)}`, {
      seen: text,
      expected: `${issuer} (OpenID Connect Discovery section 4.3)`,
      fix: fixFor(examination, text),
    }),
  ]
}

/** A container whose own origin is not the one that the world outside uses. */
function differentOrigin({ issuer, observation, service, remedies }: Examination): Finding[] {
  if (service === undefined || observation.issuer === issuer) return []
  return [
    wrong(`${service} uses another origin than the one it is reached by`, {
      seen: observation.origin ?? 'LAB_ORIGIN is not set',
      expected: new URL(issuer).origin,
      fix: remedies.issuer(issuer),
    }),
  ]
}

function fixFor({ remedies, issuer }: Examination, announced: string): string {
  const isProxy = announced === issuer.replace(/^https:/, 'http:')
  return isProxy ? remedies.forwarded() : remedies.issuer(issuer, announced)
}

function difference(expected: string, seen: string): string {
  const [one, other] = [URL.parse(expected), URL.parse(seen)]
  if (one === null || other === null) return 'it is no URL'
  if (other.search !== '' || other.hash !== '') return 'it has a query or a fragment'
  if (one.protocol !== other.protocol) return `${other.protocol.slice(0, -1)} in place of https`
  if (one.hostname !== other.hostname) return `the host is ${other.hostname}`
  if (one.port !== other.port) return `the port is ${other.port || 'the default'}`
  if (one.pathname.replace(/\/$/, '') === other.pathname.replace(/\/$/, '')) {
    return seen.endsWith('/') ? 'a slash at the end' : 'no slash at the end'
  }
  return 'the path differs'
}
