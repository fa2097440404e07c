import { sentenceFor } from '../words/errors.ts'
import { ErrorResponse, ErrorTimeout } from 'oidc-client-ts'

/** What went wrong, in words for the visitor. `error` and `description` are the server's own. */
export type Failure = { heading: string; error?: string; description?: string; next: string }

/** A refusal by this page itself, already in words. */
export class Refusal extends Error {
  readonly failure: Failure
  constructor(failure: Failure, cause?: unknown) {
    super(failure.heading, { cause })
    this.name = 'Refusal'
    this.failure = failure
  }
}

const answers: Record<string, string> = {
  access_denied: 'No code and no token were issued. Sign in again to be asked again.',
  login_required: 'No token was issued. Sign in to go on.',
  invalid_grant:
    'No token was issued. The code or refresh token is used, revoked or too old. A copy of this tab may have used it. Sign in again.',
  invalid_scope: 'No code and no token were issued. The server does not give this scope.',
  invalid_client:
    'No token was issued. The server does not know this client; it may have been reset. Reload this page.',
  server_error: 'No token was issued. The log of the authorization server says why.',
  temporarily_unavailable:
    'No token was issued. Do what the server says, or try again in a moment.',
}

// oidc-client-ts tells these apart by their message only.
const messages: [RegExp, Omit<Failure, 'description'>][] = [
  [
    /^No matching state found|^No state in response|^State does not match/,
    {
      heading: 'This tab began no sign-in for this answer',
      next: 'Its `state` is not known here, so the answer was not used. It may be old, used already, or not yours (RFC 6749 §10.12). Sign in again in this tab.',
    },
  ],
  [
    /mismatch on settings vs\. signin state/,
    {
      heading: 'This answer belongs to another server or another client',
      next: 'The answer was not used. The lab may have been reset since you began. Sign in again.',
    },
  ],
  [
    /^nonce in id_token/,
    {
      heading: 'The ID token does not carry the nonce that this page sent',
      next: 'The tokens were thrown away, since they may have been issued for someone else (OpenID Connect Core §3.1.3.7). Sign in again.',
    },
  ],
  [
    /^Popup closed/,
    {
      heading: 'The sign-in window was closed before the sign-in was finished',
      next: 'No token was issued. Sign in again, or without a popup.',
    },
  ],
  [
    /^Attempted to navigate on a disposed window/,
    {
      heading: 'Your browser did not open the sign-in window',
      next: 'Nothing was sent. Allow popups for this page, or sign in without one.',
    },
  ],
]

const ofServer = (error: ErrorResponse): Failure => ({
  heading: sentenceFor(error.error ?? undefined).replace(/\.$/, ''),
  error: error.error ?? 'unknown_error',
  ...(error.error_description && { description: error.error_description }),
  next: answers[error.error ?? ''] ?? 'No token was issued. Sign in again.',
})

/**
 * Puts an error in words. `doing` completes "There was no usable answer to …".
 * Knows the errors of oidc-client-ts, of `fetch` and of this application; never repeats a token or code.
 */
export const describe = (error: unknown, doing: string): Failure => {
  if (error instanceof Refusal) return error.failure
  if (error instanceof ErrorResponse) return ofServer(error)
  if (error instanceof ErrorTimeout) {
    return {
      heading: 'The server did not answer in time',
      next: 'Look whether the lab runs, then try again.',
    }
  }
  const message = error instanceof Error ? error.message : String(error)
  const known = messages.find(([pattern]) => pattern.test(message))
  if (known) return known[1]
  if (error instanceof TypeError) {
    return {
      heading: 'There was no answer from the server',
      description: message,
      next: 'Look whether the lab runs and your browser trusts its certificate, then try again.',
    }
  }
  return {
    heading: `There was no usable answer to ${doing}`,
    description: message,
    next: 'Look at the log of the lab, then try again.',
  }
}
