import { documentIn, isConnected, metadataOf } from '../examination.ts'
import type { Examination, Probe } from '../examination.ts'
import { findingsOf } from '../finding.ts'
import type { Finding } from '../finding.ts'

const { ok, note, wrong, unknown } = findingsOf('discovery')

/** OpenID Connect Discovery 1.0 §3: what must be there. */
const required = [
  'issuer',
  'authorization_endpoint',
  'jwks_uri',
  'response_types_supported',
  'subject_types_supported',
  'id_token_signing_alg_values_supported',
]

/** Whether the issuer's metadata can be had, and whether all of it is there. */
export const examineDiscovery: Probe = (examination) => {
  if (!isConnected(examination)) return [unknown('not examined: there was no connection')]
  const { discovery, metadata } = examination.observation.answers
  const document = metadataOf(examination)
  if (document === undefined) return [missing(examination)]
  const openid = documentIn(discovery)
  const names = openid === undefined ? ['issuer', 'response_types_supported'] : required
  const absent = names.filter((name) => document[name] === undefined)
  const other = documentIn(metadata)
  return [
    ...(absent.length > 0
      ? [
          wrong('the metadata lacks what it must hold', {
            seen: `no ${absent.join(', ')}`,
            expected: names.join(', '),
            fix: `add ${absent.join(', ')} to the server’s metadata`,
          }),
        ]
      : [ok(`${Object.keys(document).length} members at ${urlOf(examination)}`)]),
    ...(openid !== undefined && other === undefined
      ? [note('OAuth clients find no metadata of RFC 8414', { seen: status(metadata) })]
      : []),
    ...(openid === undefined
      ? [note('it is no OpenID provider: only metadata of RFC 8414 is there')]
      : []),
  ]
}

function missing(examination: Examination): Finding {
  const { discovery } = examination.observation.answers
  const url = discovery?.url ?? examination.issuer
  if (discovery?.status === 503 && /\(check server\.defined,/.test(discovery.body)) {
    const portal = new URL('./admin/', examination.issuer).href
    return note('nobody has set up the authorization server', {
      fix: `create a server definition at ${portal}`,
    })
  }
  return wrong('no metadata is found', {
    seen: `${url}: ${status(discovery)}`,
    expected: '200 and a JSON object',
    fix:
      (discovery?.status ?? 0) > 500
        ? examination.remedies.role('authserver')
        : examination.remedies.discovery(url),
  })
}

function urlOf({ observation: { answers } }: Examination): string {
  return (documentIn(answers['discovery']) ? answers['discovery'] : answers['metadata'])!.url
}

function status(answer: Examination['observation']['answers'][string] | undefined): string {
  if (answer === undefined) return 'not asked'
  if (answer.error !== undefined) return `no answer (${answer.error})`
  if (answer.status === 200) return '200, but no JSON object'
  const said = /"error_description"\s*:\s*"([^"\\]{1,200})"/.exec(answer.body)?.[1]
  return `status ${answer.status}${said === undefined ? '' : ` (${said})`}`
}
