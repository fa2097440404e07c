import { redirectUriProblem } from '@oauth-lab/authserver/clients/redirect-uri-problem.ts'
import type { ClientInfo } from '@oauth-lab/kit/admin/control-client.ts'
import { isPlain } from '@oauth-lab/kit/http/plain-connection.ts'
import type { Probe } from '../examination.ts'
import { findingsOf } from '../finding.ts'
import type { Finding } from '../finding.ts'

const { ok, note, wrong, unknown } = findingsOf('redirect URIs')

/** Whether the registered redirect URIs lead where they should, and are such as the server registers. */
export const examineRedirectUris: Probe = ({ lab, remedies }) => {
  if (lab === undefined) return []
  const { state, origin } = lab
  if (state === undefined) return [unknown(`not examined: ${lab.error ?? 'no control API'}`)]
  if (state.roles.external.includes('authserver')) {
    return [unknown('not examined: an external authorization server keeps the clients')]
  }
  const uris = state.clients.flatMap((client) =>
    [...(client.redirect_uris ?? []), ...(client.post_logout_redirect_uris ?? [])].map((uri) => ({
      client,
      uri,
    })),
  )
  const withoutTls = isPlain({ origin })
  const httpForLocalhost = state.config['httpForLocalhost'] === true || withoutTls
  const findings = uris.flatMap(({ client, uri }) => {
    const rules = { origin, reset: remedies.reset(), httpForLocalhost, withoutTls }
    const problem = problemOf(uri, client, rules)
    if (problem === undefined) return []
    const name = client.client_name ?? client.client_id
    return problem.expected === undefined
      ? [note(`${name}: ${problem.says}`, { seen: uri })]
      : [
          wrong(`${name}: ${problem.says}`, {
            seen: uri,
            expected: problem.expected,
            fix: problem.fix,
          }),
        ]
  })
  if (findings.length > 0) return join(findings)
  const scheme = withoutTls ? '' : 'https and '
  return [ok(`${uris.length} registered by ${state.clients.length} clients, ${scheme}exact`)]
}

/** What is wrong with several URIs of a client in the same way is one finding. */
function join(findings: Finding[]): Finding[] {
  return [...Map.groupBy(findings, ({ says }) => says).values()].map((same) => {
    const all = (member: 'seen' | 'expected') =>
      [...new Set(same.flatMap((one) => one[member] ?? []))].join(', ')
    const { expected } = same[0]!
    return { ...same[0]!, seen: all('seen'), ...(expected && { expected: all('expected') }) }
  })
}

type Problem =
  | { says: string; expected?: undefined }
  | { says: string; expected: string; fix: string }

function problemOf(
  uri: string,
  client: ClientInfo,
  lab: { origin: string; reset: string; httpForLocalhost: boolean; withoutTls: boolean },
): Problem | undefined {
  const url = URL.parse(uri)
  // The lab's own clients live at its origin; after a move they have to be registered anew.
  const ofLab = url !== null && /^(\/~[a-z\d-]+)?\/(client|spa)\//.test(url.pathname)
  if (ofLab && isLabHost(url.hostname) && url.origin !== lab.origin) {
    return {
      says: 'a redirect URI is of another origin than the lab’s',
      expected: `${lab.origin}${url.pathname}`,
      fix: lab.reset,
    }
  }
  const native = client['application_type'] === 'native'
  const problem = redirectUriProblem(uri, { native, httpForLocalhost: lab.httpForLocalhost })
  if (problem !== undefined) {
    return {
      says: `a redirect URI ${problem.message}`,
      expected: 'one that the server would register now',
      fix: `${problem.remedy} Then register the client again.`,
    }
  }
  // The lab itself is without TLS, which is told once.
  if (lab.withoutTls) return undefined
  if (url?.protocol === 'http:' && !native) {
    return { says: 'a web client uses plain HTTP, by the setting httpForLocalhost' }
  }
  if (url?.protocol === 'http:' && url.hostname === 'localhost') {
    return { says: 'localhost may lead elsewhere; 127.0.0.1 is safer (RFC 8252 section 8.3)' }
  }
  return undefined
}

function isLabHost(host: string): boolean {
  return ['localhost', 'webserver', '127.0.0.1', '[::1]'].includes(host)
}
