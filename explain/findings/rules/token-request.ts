import { errorCodes } from '../../catalogue/error-codes.ts'
import type { Meanings } from '../../catalogue/meaning.ts'
import { valueOf } from '../../exchange/field.ts'
import { challengeOf } from '../../explanation/digests.ts'
import { clientAuthenticationsOf } from '../../recording/client-authentication.ts'
import { lacksCredentials } from '../../recording/remarks.ts'
import type { Recording, Seen } from '../../recording/recording.ts'
import type { Hit, Rule } from '../finding.ts'
import { answersOf } from '../sign-ins.ts'

/** What goes to the token endpoint, and what it answers. */
export const tokenRequestRules: readonly Rule[] = [
  {
    id: 'code-twice',
    severity: 'error',
    clause: 'RFC 6749 §4.1.2',
    says: 'A code is redeemed a second time.',
    remedy: 'Redeem each code once; load no callback twice, and send no token request again.',
    find: (recording) => repeated(recording, 'code'),
  },
  {
    id: 'refresh-token-twice',
    severity: 'error',
    clause: 'RFC 9700 §4.14.2',
    says: 'A refresh token is used again, after a new one had come in its place.',
    remedy: 'Keep the newest refresh token, and let one refresh run at a time.',
    find: (recording) =>
      repeated(recording, 'refresh_token', (before) => {
        const renewed = before.responseJson?.['refresh_token']
        return typeof renewed === 'string' && renewed !== valueOf(before.form, 'refresh_token')
      }),
  },
  {
    id: 'client-authentication-refused',
    severity: 'error',
    clause: 'RFC 6749 §5.2',
    says: 'The server did not accept how the client shows who it is (invalid_client).',
    remedy: 'Compare id, secret and method with the registration.',
    find: ({ messages }) =>
      messages.flatMap((at) => {
        if (at.responseJson?.['error'] !== 'invalid_client') return []
        const [way] = clientAuthenticationsOf(at)
        const detail = way === undefined ? 'It used no method.' : `It used ${way.method}.`
        return [{ at, part: 'response JSON error', detail }]
      }),
  },
  {
    id: 'client-authentication-twice',
    severity: 'error',
    clause: 'RFC 6749 §2.3',
    says: 'The client shows who it is in more than one way.',
    remedy: 'Use the method that is registered, and no other.',
    find: ({ messages }) =>
      messages.flatMap((at) => {
        const ways = clientAuthenticationsOf(at).map(({ method }) => method)
        const detail = `It used ${ways.join(' and ')}.`
        return ways.length > 1 ? [{ at, part: 'request', detail }] : []
      }),
  },
  {
    id: 'client-authentication-differs',
    severity: 'error',
    clause: 'RFC 7591 §2',
    says: 'The client shows who it is in another way than the one that is registered or supported.',
    remedy: 'Set token_endpoint_auth_method to the method that the client uses.',
    find: (recording) => {
      // An export may have left out how the client authenticates.
      const tellsClients = !lacksCredentials(recording)
      return recording.messages.flatMap((at) => {
        if (at.message!.id !== 'token request') return []
        const [way] = clientAuthenticationsOf(at)
        const allowed = way && methodsFor(recording, at, way.clientId)
        if (allowed === undefined || allowed.includes(way!.method)) return []
        if (way!.method === 'none' && !tellsClients) return []
        const detail = `It used ${way!.method}; allowed: ${allowed.join(', ')}.`
        // The server took it all the same.
        const severity = at.status < 400 ? 'warning' : 'error'
        return [{ at, part: 'request', detail, severity }]
      })
    },
  },
  {
    id: 'code-verifier-missing',
    severity: 'error',
    clause: 'RFC 7636 §4.5',
    says: 'The authorization request had a code_challenge, and the token request has no code_verifier.',
    remedy: 'Keep the verifier with the sign-in, and send it in the token request.',
    find: (recording) =>
      recording.signIns.flatMap(({ parameters, redeemed }) =>
        valueOf(parameters, 'code_challenge') === undefined
          ? []
          : redeemed.flatMap((at) =>
              valueOf(at.form, 'code_verifier') === undefined
                ? [{ at, part: 'request form code_verifier' }]
                : [],
            ),
      ),
  },
  {
    id: 'code-verifier-differs',
    severity: 'error',
    clause: 'RFC 7636 §4.6',
    says: 'The code_verifier does not fit the code_challenge of the authorization request.',
    remedy: 'Keep one verifier for each sign-in: another tab must not overwrite it.',
    find: (recording) =>
      recording.signIns.flatMap(({ parameters, redeemed }) => {
        const challenge = valueOf(parameters, 'code_challenge')
        const isPlain = valueOf(parameters, 'code_challenge_method') !== 'S256'
        return redeemed.flatMap((at) => {
          const verifier = valueOf(at.form, 'code_verifier')
          // What was hidden before can't be compared.
          if (challenge === undefined || verifier === undefined || verifier.startsWith('hidden'))
            return []
          return challenge === (isPlain ? verifier : challengeOf(verifier))
            ? []
            : [{ at, part: 'request form code_verifier' }]
        })
      }),
  },
  {
    id: 'code-late',
    severity: 'warning',
    clause: 'RFC 6749 §4.1.2',
    says: 'A code is redeemed more than ten minutes after it was issued.',
    remedy: 'Redeem the code as soon as the browser brings it.',
    find: (recording) =>
      recording.signIns.flatMap(({ answer, redeemed }) =>
        redeemed.flatMap((at) =>
          answer !== undefined && at.at - answer.at.at > 600_000
            ? [{ at, part: 'request form code' }]
            : [],
        ),
      ),
  },
  {
    id: 'token-request-in-query',
    severity: 'error',
    clause: 'RFC 6749 §3.2',
    says: 'Parameters of a token request stand in the query.',
    remedy: 'Send them by POST, in a form.',
    find: ({ messages }) =>
      messages.flatMap((at) =>
        at.message!.id === 'token request' && valueOf(at.query, 'grant_type') !== undefined
          ? [{ at, part: 'request query grant_type' }]
          : [],
      ),
  },
  {
    id: 'token-request-as-json',
    severity: 'error',
    clause: 'RFC 6749 §4.1.3',
    says: 'The token request is JSON; the server reads forms.',
    remedy: 'Send application/x-www-form-urlencoded.',
    find: ({ messages }) =>
      messages.flatMap((at) =>
        at.message!.id === 'token request' && at.requestJson !== undefined
          ? [{ at, part: 'request header content-type' }]
          : [],
      ),
  },
  {
    id: 'password-grant',
    severity: 'warning',
    clause: 'RFC 9700 §2.4',
    says: 'The client asks the user for the password, and sends it to the server itself.',
    remedy: 'Use the authorization code: the password then goes to the authorization server alone.',
    find: ({ messages }) =>
      messages.flatMap((at) =>
        valueOf(at.form, 'grant_type') === 'password'
          ? [{ at, part: 'request form grant_type' }]
          : [],
      ),
  },
  {
    id: 'cache-control-missing',
    severity: 'warning',
    clause: 'RFC 6749 §5.1',
    says: 'An answer with tokens may be kept by caches: Cache-Control: no-store is missing.',
    remedy: 'Send Cache-Control: no-store with every answer that holds a token.',
    find: ({ messages }) =>
      messages.flatMap((at) => {
        const holds = at.responseJson?.['access_token'] !== undefined
        const header = valueOf(at.responseHeaders, 'cache-control') ?? ''
        return holds && !/no-store/i.test(header)
          ? [{ at, part: 'response header cache-control' }]
          : []
      }),
  },
  {
    id: 'refused',
    severity: 'warning',
    clause: 'RFC 6749 §5.2',
    says: 'The request was refused.',
    remedy: 'Read the error_description beside it; the server’s log may say more.',
    find: ({ messages }) => messages.flatMap(refusalsOf),
  },
]

/** Refusals that are no step of a good flow. */
const expected = ['authorization_pending', 'slow_down', 'use_dpop_nonce', 'invalid_client']

/** Answers to a question that asks nobody (prompt=none): the client goes on by itself. */
const silent = [
  'login_required',
  'interaction_required',
  'consent_required',
  'account_selection_required',
]

function refusalsOf(at: Seen): Hit[] {
  const json = at.status >= 400 ? at.responseJson?.['error'] : undefined
  const [answer] = at.message!.id === 'callback' ? answersOf(at) : []
  const error = json ?? (answer && valueOf(answer.fields, 'error'))
  if (typeof error !== 'string' || expected.includes(error)) return []
  // A check of the lab says more of it.
  if (at.entry._oauth?.checks?.some(({ outcome }) => outcome === 'failed')) return []
  const { means, clause = 'RFC 6749 §5.2' } = (errorCodes as Meanings)[error] ?? {}
  const part = json === undefined ? `request ${answer!.mode} error` : 'response JSON error'
  const detail = means === undefined ? `Error: ${error}.` : `${error}: ${means}`
  const isOfCallback = json === undefined && clause === 'RFC 6749 §5.2'
  return [
    {
      at,
      part,
      detail,
      clause: isOfCallback ? 'RFC 6749 §4.1.2.1' : clause,
      ...(silent.includes(error) && { severity: 'note' as const }),
    },
  ]
}

/** Token requests with a value that an earlier one had. */
function repeated(
  { messages }: Recording,
  name: string,
  counts: (before: Seen) => boolean = () => true,
): Hit[] {
  const seen = new Map<string, Seen>()
  return messages.flatMap((at) => {
    const value = at.message!.id === 'token request' ? valueOf(at.form, name) : undefined
    if (value === undefined) return []
    const before = seen.get(value)
    if (before === undefined) {
      seen.set(value, at)
      return []
    }
    if (!counts(before)) return []
    const outcome = at.status < 400 ? 'It was accepted.' : 'It was refused.'
    const detail = `Message ${before.index + 1} used it before. ${outcome}`
    return [{ at, part: `request form ${name}`, detail }]
  })
}

/** The methods that the client registered in this recording, else those that the server's metadata names. */
function methodsFor(
  { messages, issuers }: Recording,
  { address }: Seen,
  clientId: string | undefined,
): string[] | undefined {
  const registered = messages.findLast(
    ({ responseJson }) =>
      responseJson?.['client_id'] === clientId &&
      typeof responseJson?.['token_endpoint_auth_method'] === 'string',
  )
  if (registered !== undefined) {
    return [registered.responseJson!['token_endpoint_auth_method'] as string]
  }
  const metadata = [...issuers.values()].find((one) => one['token_endpoint'] === address)
  const supported = metadata?.['token_endpoint_auth_methods_supported']
  return Array.isArray(supported) ? supported.map(String) : undefined
}
