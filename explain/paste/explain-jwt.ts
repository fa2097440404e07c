import type { Report, ReportOptions } from '../explain-recording.ts'
import { readJwt } from '../exchange/jwt.ts'
import type { Jwt } from '../exchange/jwt.ts'
import { jwtParts } from '../explanation/read-parts.ts'
import { numberByPlace } from '../explanation/say-value.ts'
import { findingOf } from '../findings/find-findings.ts'
import { rules } from '../findings/rules.ts'
import type { FoundToken } from '../findings/tokens.ts'
import { readRecording } from '../recording/recording.ts'
import { hideWhole } from '../secrets/hide.ts'

/** Rules that need nothing but the token and the time. */
const ofOneToken = [
  'algorithm-none',
  'algorithm-hmac',
  'token-expired',
  'token-not-yet-valid',
  'lifetime-odd',
]

/**
 * Explains a JWT that was pasted; nothing where it is none. Its signature is not verified.
 * @param now milliseconds since 1970
 */
export function explainJwt(
  text: string,
  now: number,
  { hide = hideWhole }: ReportOptions = {},
): Report | undefined {
  const jwt = readJwt(text)
  if (jwt === undefined) return undefined
  const startedDateTime = new Date(now).toISOString()
  const entry = { startedDateTime, request: { method: 'GET', url: 'jwt:pasted' } }
  const recording = readRecording([entry])
  const at = recording.seen(entry)!
  const { name, purpose, clause, kind } = kindOf(jwt)
  const isNew = kind !== 'assertion'
  const token: FoundToken = { at, part: 'JWT', text, jwt, kind, isNew, clientId: undefined }
  const examined = {
    ...recording,
    signIns: [],
    tokens: [token],
    shownTokens: [token],
    idTokens: [],
  }
  return {
    read: 1,
    flows: [],
    remarks: [],
    findings: rules
      .filter(({ id }) => ofOneToken.includes(id))
      .flatMap((rule) => rule.find(examined).map((hit) => findingOf(rule, hit))),
    exchanges: [
      {
        index: 0,
        message: { id: 'JWT', name },
        purpose,
        clause,
        from: 'program',
        to: 'program',
        channel: 'back',
        host: '',
        status: 0,
        at: now,
        request: {
          line: hide(text),
          short: '',
          name,
          parts: jwtParts(jwt, {
            around: { exchange: at, recording, numberOf: numberByPlace },
            hide,
          }),
        },
        response: { line: 'not recorded', short: 'not recorded', name: '', parts: [] },
        checks: [],
      },
    ],
  }
}

interface Kind {
  name: string
  purpose: string
  clause: string
  kind: FoundToken['kind']
}

/** What kind of JWT it is: by its type, else by its claims. */
function kindOf({ header, claims }: Jwt): Kind {
  const said = header['typ']
  const typ = typeof said === 'string' ? said.toLowerCase().replace(/^application\//, '') : ''
  const has = (name: string) => claims[name] !== undefined
  if (typ === 'at+jwt') return accessToken
  if (typ === 'dpop+jwt') return proof
  if (typ === 'authorization-grant+jwt') return grant
  if (typ === 'client-authentication+jwt') return assertion
  if (typ === 'logout+jwt' || has('events')) return logoutToken
  if (has('nonce') || has('at_hash') || has('auth_time')) return idToken
  if (has('scope') || has('scp') || has('client_id')) return accessToken
  return has('iss') && claims['iss'] === claims['sub'] ? assertion : other
}

const accessToken: Kind = {
  name: 'Access token',
  purpose: 'It opens a resource server. Who has it may use it.',
  clause: 'RFC 9068 §2',
  kind: 'access token',
}
const idToken: Kind = {
  name: 'ID token',
  purpose: 'It says to the client who signed in, when and how. It opens nothing.',
  clause: 'OpenID Connect Core §2',
  kind: 'ID token',
}
const proof: Kind = {
  name: 'DPoP proof',
  purpose: 'It shows for one request that the sender has the key of the token.',
  clause: 'RFC 9449 §4.2',
  kind: 'assertion',
}
const logoutToken: Kind = {
  name: 'Logout token',
  purpose: 'It tells the client that a session ended.',
  clause: 'OpenID Connect Back-Channel Logout §2.4',
  kind: 'assertion',
}
const assertion: Kind = {
  name: 'Client assertion',
  purpose: 'It shows which client asks, without a shared secret.',
  clause: 'RFC 7523 §3',
  kind: 'assertion',
}
const grant: Kind = {
  name: 'Assertion of a trusted issuer',
  purpose: 'It says for whom the issuer vouches, and is exchanged for a token.',
  clause: 'RFC 7523 §2.1',
  kind: 'assertion',
}
const other: Kind = {
  name: 'JWT',
  purpose: 'A signed statement; nothing in it says of which kind.',
  clause: 'RFC 7519 §3',
  kind: 'assertion',
}
