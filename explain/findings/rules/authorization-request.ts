import { valueOf } from '../../exchange/field.ts'
import { readJwt } from '../../exchange/jwt.ts'
import { clientAuthenticationsOf } from '../../recording/client-authentication.ts'
import { lacksCredentials } from '../../recording/remarks.ts'
import type { Examined, Rule } from '../finding.ts'
import type { SignIn } from '../sign-ins.ts'

/** What an authorization request lacks or asks for. */
export const authorizationRequestRules: readonly Rule[] = [
  {
    id: 'csrf-unprotected',
    severity: 'error',
    clause: 'RFC 9700 §2.1',
    says: 'The authorization request has neither state nor nonce nor code_challenge, so that anybody’s answer is taken.',
    remedy: 'Send a code_challenge, and a state that is kept in the browser’s session.',
    find: (recording) =>
      readable(recording).flatMap((signIn) =>
        has(signIn, 'state') || has(signIn, 'nonce') || has(signIn, 'code_challenge')
          ? []
          : [{ at: signIn.asked, part: 'request query state' }],
      ),
  },
  {
    id: 'state-missing',
    severity: 'warning',
    clause: 'RFC 6749 §10.12',
    says: 'The authorization request has no state.',
    remedy: 'Send a state that no one can guess, keep it in the session, and compare it.',
    find: (recording) =>
      readable(recording).flatMap((signIn) =>
        !has(signIn, 'state') && (has(signIn, 'nonce') || has(signIn, 'code_challenge'))
          ? [{ at: signIn.asked, part: 'request query state' }]
          : [],
      ),
  },
  {
    id: 'nonce-missing',
    severity: 'note',
    clause: 'OpenID Connect Core §3.1.2.1',
    says: 'The authorization request asks for an ID token and has no nonce.',
    remedy: 'Send a nonce, and compare it with that of the ID token.',
    find: (recording) =>
      readable(recording).flatMap((signIn) => {
        const asksForIdToken = scopesOf(signIn).includes('openid')
        if (!asksForIdToken || has(signIn, 'nonce')) return []
        const isFront = typesOf(signIn).includes('id_token')
        const severity = isFront ? 'error' : has(signIn, 'code_challenge') ? 'note' : 'warning'
        return [{ at: signIn.asked, part: 'request query nonce', severity }]
      }),
  },
  {
    id: 'pkce-missing',
    severity: 'warning',
    clause: 'RFC 9700 §2.1.1',
    says: 'The authorization request has no code_challenge, so that a stolen code can be used.',
    remedy: 'Use PKCE: send a code_challenge by S256, and the code_verifier in the token request.',
    find: (recording) => {
      // An export may have left out how the client authenticates.
      const tellsClients = !lacksCredentials(recording)
      return readable(recording).flatMap((signIn) => {
        if (!typesOf(signIn).includes('code') || has(signIn, 'code_challenge')) return []
        const isPublic = signIn.redeemed.some((request) =>
          clientAuthenticationsOf(request).some(({ method }) => method === 'none'),
        )
        const isOpen = (isPublic && tellsClients) || !has(signIn, 'nonce')
        const severity = isOpen ? 'error' : 'warning'
        return [{ at: signIn.asked, part: 'request query code_challenge', severity }]
      })
    },
  },
  {
    id: 'pkce-plain',
    severity: 'error',
    clause: 'RFC 9700 §2.1.1',
    says: 'The code_challenge is the verifier itself: whoever reads the request can use the code.',
    remedy: 'Send code_challenge_method=S256; left out, it means plain.',
    find: (recording) =>
      recording.signIns.flatMap((signIn) =>
        has(signIn, 'code_challenge') &&
        valueOf(signIn.parameters, 'code_challenge_method') !== 'S256'
          ? [{ at: signIn.asked, part: 'request query code_challenge_method' }]
          : [],
      ),
  },
  {
    id: 'implicit-flow',
    severity: 'warning',
    clause: 'RFC 9700 §2.1.2',
    says: 'The authorization request asks for an access token through the browser.',
    remedy: 'Ask with response_type=code, and exchange the code for the token.',
    find: (recording) =>
      recording.signIns.flatMap((signIn) =>
        typesOf(signIn).includes('token')
          ? [{ at: signIn.asked, part: 'request query response_type' }]
          : [],
      ),
  },
  {
    id: 'parameter-twice',
    severity: 'error',
    clause: 'RFC 6749 §3.1',
    says: 'A parameter came more than once.',
    remedy: 'Send each parameter once; only resource and audience may come again.',
    find: ({ messages }) =>
      messages.flatMap((at) => {
        if (!/^(?:authorization|token) request$/.test(at.message!.id)) return []
        const names = [...at.query, ...at.form].map(({ name }) => name)
        const twice = names.filter(
          (name, i) => names.indexOf(name) !== i && name !== 'resource' && name !== 'audience',
        )
        return [...new Set(twice)].map((name) => ({
          at,
          part: `request ${at.query.length > 0 ? 'query' : 'form'} ${name}`,
          detail: `It is ${name}.`,
          ...(at.message!.id === 'token request' && { clause: 'RFC 6749 §3.2' }),
        }))
      }),
  },
]

/** Requests whose parameters are in the recording: not those that are encrypted or were pushed elsewhere. */
function readable({ signIns }: Examined): SignIn[] {
  return signIns.filter((signIn) => {
    const request = valueOf(signIn.parameters, 'request')
    const isReadable = request === undefined || readJwt(request) !== undefined
    return isReadable && has(signIn, 'response_type')
  })
}

function has({ parameters }: SignIn, name: string): boolean {
  return (valueOf(parameters, name) ?? '') !== ''
}

function typesOf({ parameters }: SignIn): string[] {
  return (valueOf(parameters, 'response_type') ?? '').split(' ')
}

function scopesOf({ parameters }: SignIn): string[] {
  return (valueOf(parameters, 'scope') ?? '').split(' ')
}
