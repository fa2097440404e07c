import { valueOf } from '../../exchange/field.ts'
import { leftHash } from '../../explanation/digests.ts'
import { sayDuration, sayMoment } from '../../explanation/say-time.ts'
import type { Jwt } from '../../exchange/jwt.ts'
import { clientAuthenticationsOf } from '../../recording/client-authentication.ts'
import type { Hit, Rule } from '../finding.ts'
import type { FoundToken } from '../tokens.ts'

/** Seconds by which two clocks may differ. */
const leeway = 60
const day = 86_400

/** What stands in tokens, beside the moment and the place in which they are used. */
export const tokenRules: readonly Rule[] = [
  {
    id: 'algorithm-none',
    severity: 'error',
    clause: 'RFC 8725 §3.2',
    says: 'A JWT has the algorithm none: anybody can write it.',
    remedy: 'Sign it, and let readers accept a list of algorithms without none.',
    find: (recording) =>
      recording.tokens.flatMap(({ at, part, jwt }) =>
        String(jwt.header['alg']).toLowerCase() === 'none' ? [{ at, part }] : [],
      ),
  },
  {
    id: 'algorithm-hmac',
    severity: 'warning',
    clause: 'OpenID Connect Core §10.1',
    says: 'A token is signed by HMAC: whoever can check it can also make it.',
    remedy:
      'Sign with a private key (RS256, ES256, Ed25519), which readers check by the public one.',
    find: (recording) =>
      recording.tokens.flatMap(({ at, part, jwt, kind }) => {
        if (kind === 'assertion' || !String(jwt.header['alg']).startsWith('HS')) return []
        // A public client has no secret by which it could check.
        const isPublic = clientAuthenticationsOf(at).some(({ method }) => method === 'none')
        return [{ at, part, severity: isPublic ? 'error' : 'warning' }]
      }),
  },
  {
    id: 'token-expired',
    severity: 'error',
    clause: 'RFC 7519 §4.1.4',
    says: 'A token is used after its end.',
    remedy: 'Refresh before exp; where it has not passed, compare the two clocks.',
    find: (recording) =>
      recording.shownTokens.flatMap((token) => {
        const exp = numberOf(token.jwt, 'exp')
        if (exp === undefined || exp + leeway > seconds(token)) return []
        return [hit(token, `It ended ${sayMoment(exp * 1000)}.`)]
      }),
  },
  {
    id: 'token-not-yet-valid',
    severity: 'error',
    clause: 'RFC 7519 §4.1.5',
    says: 'A token is used before it is good, or before it was issued.',
    remedy: 'Compare the clocks of both machines.',
    find: (recording) =>
      recording.shownTokens.flatMap((token) => {
        const from = numberOf(token.jwt, 'nbf') ?? numberOf(token.jwt, 'iat')
        if (from === undefined || from - leeway <= seconds(token)) return []
        return [hit(token, `It begins ${sayMoment(from * 1000)}.`)]
      }),
  },
  {
    id: 'clock-differs',
    severity: 'warning',
    clause: 'RFC 7519 §4.1.6',
    says: 'A token was issued at another time than the recording says: the clocks differ.',
    remedy: 'Set both clocks; a token may seem expired or not yet good.',
    find: (recording) =>
      recording.tokens.flatMap((token) => {
        const iat = numberOf(token.jwt, 'iat')
        if (!token.isNew || iat === undefined) return []
        const apart = Math.abs(iat - seconds(token))
        return apart > 300 ? [hit(token, `They differ by ${sayDuration(apart)}.`)] : []
      }),
  },
  {
    id: 'audience-differs',
    severity: 'error',
    clause: 'OpenID Connect Core §3.1.3.7',
    says: 'The ID token is not for the client that got it.',
    remedy: 'Refuse it; aud must hold the client’s own id.',
    find: (recording) =>
      recording.idTokens.flatMap((token) => {
        const audiences = [token.jwt.claims['aud']].flat()
        const { clientId } = token
        if (clientId === undefined || audiences.includes(clientId)) return []
        return [hit(token, `For: ${audiences.join(', ')}. Client: ${clientId}.`, 'aud')]
      }),
  },
  {
    id: 'token-for-another',
    severity: 'warning',
    clause: 'RFC 9068 §4',
    says: 'The access token is for another resource server than the one that gets it.',
    remedy: 'Ask with resource for a token for this one; send a token to nobody else.',
    find: (recording) =>
      recording.shownTokens.flatMap((token) => {
        if (token.at.message?.id !== 'resource request') return []
        const audiences = [token.jwt.claims['aud']].flat().map(String)
        // An audience need not be an address; then nothing can be compared.
        if (audiences.length === 0 || !audiences.every((one) => URL.canParse(one))) return []
        const hosts = audiences.map((one) => new URL(one).host)
        if (hosts.includes('') || hosts.includes(token.at.url.host)) return []
        return [hit(token, `For: ${audiences.join(', ')}. Sent to: ${token.at.url.origin}.`, 'aud')]
      }),
  },
  {
    id: 'issuer-differs',
    severity: 'error',
    clause: 'OpenID Connect Core §3.1.3.7',
    says: 'The ID token is not of the issuer that was asked.',
    remedy: 'Refuse it; iss is compared with the issuer’s metadata, letter by letter.',
    find: (recording) =>
      recording.idTokens.flatMap((token) => {
        const { address } = token.at
        const asked = [...recording.issuers].find(
          ([, metadata]) => metadata['token_endpoint'] === address,
        )?.[0]
        const answered = recording.signIns.find(({ redeemed }) => redeemed.includes(token.at))
        const iss = answered?.answer && valueOf(answered.answer.fields, 'iss')
        const expected = asked ?? iss
        const found = token.jwt.claims['iss']
        if (expected === undefined || found === expected) return []
        return [hit(token, `Asked: ${expected}. Found: ${String(found)}.`, 'iss')]
      }),
  },
  {
    id: 'nonce-differs',
    severity: 'error',
    clause: 'OpenID Connect Core §3.1.3.7',
    says: 'The nonce of the ID token is not that of the authorization request.',
    remedy: 'Refuse it: it was issued for another sign-in.',
    find: (recording) =>
      recording.signIns.flatMap(({ parameters, redeemed }) => {
        const nonce = valueOf(parameters, 'nonce')
        if (nonce === undefined) return []
        return recording.idTokens.flatMap((token) =>
          redeemed.includes(token.at) && token.jwt.claims['nonce'] !== nonce
            ? [hit(token, undefined, 'nonce')]
            : [],
        )
      }),
  },
  {
    id: 'at-hash-differs',
    severity: 'error',
    clause: 'OpenID Connect Core §3.1.3.6',
    says: 'at_hash does not fit the access token that came with the ID token.',
    remedy: 'Refuse both: they do not belong together.',
    find: (recording) =>
      recording.idTokens.flatMap((token) => {
        const hash = token.jwt.claims['at_hash']
        const beside = token.at.responseJson?.['access_token']
        if (typeof hash !== 'string' || typeof beside !== 'string') return []
        // A hidden token is not the one that was hashed.
        if (/hidden/.test(beside)) return []
        const expected = leftHash(beside, token.jwt.header['alg'])
        return expected === undefined || expected === hash ? [] : [hit(token, undefined, 'at_hash')]
      }),
  },
  {
    id: 'id-token-as-access-token',
    severity: 'error',
    clause: 'RFC 8725 §3.12',
    says: 'An ID token is sent where an access token belongs.',
    remedy: 'Send the access_token of the token response; the ID token is for the client alone.',
    find: (recording) => {
      const issued = new Set(recording.idTokens.map(({ text }) => text))
      return recording.shownTokens.flatMap((token) => {
        const { claims } = token.jwt
        const looksSo = claims['at_hash'] !== undefined || claims['nonce'] !== undefined
        return issued.has(token.text) || looksSo ? [hit(token)] : []
      })
    },
  },
  {
    id: 'lifetime-odd',
    severity: 'warning',
    clause: 'RFC 6750 §5.3',
    says: 'The lifetime of a token is odd.',
    remedy:
      'Let access tokens live for minutes to an hour, and say the same in expires_in and exp.',
    find: (recording) => recording.tokens.flatMap(oddLifetimes),
  },
]

function oddLifetimes(token: FoundToken): Hit[] {
  if (!token.isNew) return []
  const [iat, exp] = [numberOf(token.jwt, 'iat'), numberOf(token.jwt, 'exp')]
  if (exp === undefined) return [hit(token, `The ${token.kind} has no end (exp).`)]
  if (iat === undefined) return []
  const life = exp - iat
  if (life <= 0) return [hit(token, `The ${token.kind} ends before it begins.`)]
  if (life < 30) return [hit(token, `The ${token.kind} lives for ${sayDuration(life)}.`)]
  if (life > day) return [hit(token, `The ${token.kind} lives for ${sayDuration(life)}.`)]
  const said = Number(token.at.responseJson?.['expires_in'])
  if (token.kind !== 'access token' || Number.isNaN(said) || Math.abs(said - life) <= leeway)
    return []
  return [
    hit(token, `expires_in says ${sayDuration(said)}, exp is ${sayDuration(life)} after iat.`),
  ]
}

function hit({ at, part }: FoundToken, detail?: string, claim?: string): Hit {
  return {
    at,
    part: claim === undefined ? part : `${part} ${claim}`,
    ...(detail !== undefined && { detail }),
  }
}

function numberOf({ claims }: Jwt, name: string): number | undefined {
  const value = claims[name]
  return typeof value === 'number' ? value : undefined
}

function seconds({ at }: FoundToken): number {
  return at.at / 1000
}
