import { createCheck, createRequireThat } from '@oauth-lab/kit/checks.ts'
import type { Catalogue, Check, RequireThat } from '@oauth-lab/kit/checks.ts'

/** What this client holds its peers to. */
export const catalogue = {
  'callback.parameters-once': {
    clause: 'RFC 6749 §3.1',
    requirement: 'Parameters of an authorization response are not sent more than once.',
    error: 'invalid_request',
  },
  'state.known': {
    clause: 'RFC 6749 §10.12',
    requirement: 'The `state` is one that this page sent, and it has not come back before.',
    error: 'invalid_request',
  },
  'state.this-browser': {
    clause: 'RFC 9700 §4.7.1',
    requirement: 'The sign-in comes back to the browser that began it.',
    error: 'invalid_request',
    status: 403,
    waivable: true,
  },
  'form.csrf': {
    clause: 'RFC 9700 §4.7',
    requirement: 'A form of this page is sent by this page.',
    error: 'invalid_request',
    status: 403,
  },
  'authorization-response.valid': {
    clause: 'RFC 9207 §2.4',
    requirement: 'The authorization response comes from the issuer that was asked.',
    error: 'invalid_response',
    status: 502,
  },
  'token-response.valid': {
    clause: 'RFC 6749 §5.1',
    requirement: 'The token response has the form that was agreed.',
    error: 'invalid_response',
    status: 502,
  },
  'id-token.valid': {
    clause: 'OpenID Connect Core §3.1.3.7',
    requirement: 'The ID token is for this application, from its issuer, and for this sign-in.',
    error: 'invalid_response',
    status: 502,
  },
  'refresh-token.given': {
    clause: 'RFC 6749 §6',
    requirement: 'A refresh needs a refresh token.',
    error: 'invalid_request',
  },
  'refresh.same-subject': {
    clause: 'OpenID Connect Core §12.2',
    requirement: 'An ID token that comes with a refresh is about the same person.',
    error: 'invalid_response',
    status: 502,
  },
} as const satisfies Catalogue

export const check: Check<typeof catalogue> = createCheck(catalogue)
export const requireThat: RequireThat<typeof catalogue> = createRequireThat(catalogue)
