import type { Otherwise, Picture } from './pages.ts'

const redirectUri: Picture = { on: 'answer', words: 'redirect(_uri| URI)' }
const signIn: Picture = { on: 'sign-in', words: 'Sign in' }
const asked: Picture = { on: 'answer', words: 'Sign in' }
const loggedOut: Picture = { on: 'logged-out', words: 'You are logged out' }
const notRegistered: Picture = { on: 'logout-answer', words: 'post_logout_redirect_uri' }
const wrongHint: Picture = { on: 'logout-answer', words: 'id_token_hint' }

const notPushed: Picture = { on: 'answer', words: 'pushed' }

/** The modules at which the user cancels, or that want a picture of a page: the words by which that is known. */
export const otherwise: Readonly<Record<string, Otherwise>> = {
  'oidcc-prompt-login': signIn,
  'oidcc-max-age-1': signIn,
  'oidcc-ensure-registered-redirect-uri': redirectUri,
  'oidcc-ensure-request-object-with-redirect-uri': redirectUri,
  'oidcc-ensure-redirect-uri-in-authorization-request': redirectUri,
  'oidcc-redirect-uri-query-added': redirectUri,
  'oidcc-redirect-uri-query-mismatch': redirectUri,
  'oidcc-registration-logo-uri': asked,
  'oidcc-registration-policy-uri': asked,
  'oidcc-registration-tos-uri': asked,
  'oidcc-rp-initiated-logout-bad-post-logout-redirect-uri': notRegistered,
  'oidcc-rp-initiated-logout-query-added-to-post-logout-redirect-uri': notRegistered,
  'oidcc-rp-initiated-logout-modified-id-token-hint': wrongHint,
  'oidcc-rp-initiated-logout-bad-id-token-hint': wrongHint,
  'oidcc-rp-initiated-logout-no-id-token-hint': { on: 'logout-answer', words: 'names no client' },
  'oidcc-rp-initiated-logout-no-params': loggedOut,
  'oidcc-rp-initiated-logout-no-post-logout-redirect-uri': loggedOut,
  'oidcc-rp-initiated-logout-only-state': loggedOut,
  'fapi2-security-profile-final-user-rejects-authentication': 'cancel',
  'fapi2-security-profile-final-ensure-unsigned-authorization-request-without-using-par-fails':
    notPushed,
  'fapi2-security-profile-final-par-ensure-reused-request-uri-prior-to-auth-completion-succeeds':
    'again',
  'fapi2-security-profile-final-par-attempt-reuse-request_uri': {
    on: 'second-answer',
    words: 'used before',
  },
  'fapi2-security-profile-final-par-attempt-to-use-expired-request_uri': {
    on: 'answer',
    words: 'expired',
  },
  'fapi2-security-profile-final-par-attempt-to-use-request_uri-for-different-client': notPushed,
  'fapi1-advanced-final-ensure-registered-redirect-uri': redirectUri,
  'fapi1-advanced-final-ensure-redirect-uri-in-authorization-request': redirectUri,
  'fapi1-advanced-final-user-rejects-authentication': 'cancel',
}
