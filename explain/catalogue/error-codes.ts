import type { Meanings } from './meaning.ts'

/** Error codes: what is wrong, and whose it is to fix. */
export const errorCodes = {
  invalid_request: {
    means: 'A parameter is missing, came twice, or has a value that cannot be.',
    clause: 'RFC 6749 §5.2',
  },
  invalid_client: {
    means: 'The server does not know the client, or its credentials are wrong.',
    clause: 'RFC 6749 §5.2',
  },
  invalid_grant: {
    means:
      'The code or token is wrong, used, expired, or another client’s; or the redirect_uri or code_verifier differs.',
    clause: 'RFC 6749 §5.2',
  },
  unauthorized_client: {
    means: 'The client is known, and may not do this.',
    clause: 'RFC 6749 §5.2',
  },
  unsupported_grant_type: {
    means: 'The server does not have this grant type.',
    clause: 'RFC 6749 §5.2',
  },
  invalid_scope: {
    means: 'A scope is unknown, or more than may be asked for.',
    clause: 'RFC 6749 §5.2',
  },
  access_denied: {
    means: 'The user or the server said no.',
    clause: 'RFC 6749 §4.1.2.1',
  },
  unsupported_response_type: {
    means: 'The server does not have this response type.',
    clause: 'RFC 6749 §4.1.2.1',
  },
  server_error: {
    means: 'Something is broken at the server.',
    clause: 'RFC 6749 §4.1.2.1',
  },
  temporarily_unavailable: {
    means: 'The server is busy or being worked on; try later.',
    clause: 'RFC 6749 §4.1.2.1',
  },
  invalid_token: {
    means: 'The token is malformed, expired, revoked, or for somebody else.',
    clause: 'RFC 6750 §3.1',
  },
  insufficient_scope: {
    means: 'The token is good, and does not reach that far.',
    clause: 'RFC 6750 §3.1',
  },
  interaction_required: {
    means: 'The user would have to be asked, and prompt=none forbids it.',
    clause: 'OpenID Connect Core §3.1.2.6',
  },
  login_required: {
    means: 'The user is not signed in, and prompt=none forbids to ask.',
    clause: 'OpenID Connect Core §3.1.2.6',
  },
  account_selection_required: {
    means: 'The user would have to choose an account, and prompt=none forbids it.',
    clause: 'OpenID Connect Core §3.1.2.6',
  },
  consent_required: {
    means: 'The user has not allowed this yet, and prompt=none forbids to ask.',
    clause: 'OpenID Connect Core §3.1.2.6',
  },
  invalid_request_uri: {
    means: 'The request_uri leads to nothing, or to no valid request.',
    clause: 'OpenID Connect Core §3.1.2.6',
  },
  invalid_request_object: {
    means: 'The request object is not valid.',
    clause: 'OpenID Connect Core §3.1.2.6',
  },
  request_not_supported: {
    means: 'The server takes no request objects.',
    clause: 'OpenID Connect Core §3.1.2.6',
  },
  request_uri_not_supported: {
    means: 'The server takes no request_uri.',
    clause: 'OpenID Connect Core §3.1.2.6',
  },
  registration_not_supported: {
    means: 'The server takes no registration parameter.',
    clause: 'OpenID Connect Core §3.1.2.6',
  },
  unmet_authentication_requirements: {
    means: 'The server cannot be as sure of the user as was asked.',
    clause: 'OpenID Connect Core Unmet Authentication Requirements §1',
  },
  insufficient_user_authentication: {
    means: 'The resource wants a newer or stronger sign-in.',
    clause: 'RFC 9470 §3',
  },
  invalid_redirect_uri: {
    means: 'A redirect URI may not be registered.',
    clause: 'RFC 7591 §3.2.2',
  },
  invalid_client_metadata: {
    means: 'A member of the client metadata may not be registered.',
    clause: 'RFC 7591 §3.2.2',
  },
  invalid_software_statement: {
    means: 'The software statement is not valid.',
    clause: 'RFC 7591 §3.2.2',
  },
  unapproved_software_statement: {
    means: 'The server does not trust the software statement.',
    clause: 'RFC 7591 §3.2.2',
  },
  unsupported_token_type: {
    means: 'The server cannot revoke this kind of token.',
    clause: 'RFC 7009 §2.2.1',
  },
  invalid_target: {
    means: 'The resource or audience is unknown or not allowed.',
    clause: 'RFC 8707 §2',
  },
  authorization_pending: {
    means: 'The user has not answered yet; ask again after the interval.',
    clause: 'RFC 8628 §3.5',
  },
  slow_down: { means: 'The client asks too often.', clause: 'RFC 8628 §3.5' },
  expired_token: {
    means: 'The user did not answer in time.',
    clause: 'RFC 8628 §3.5',
  },
  expired_login_hint_token: { means: 'The hint is too old.', clause: 'CIBA Core §13' },
  unknown_user_id: { means: 'The server does not know the user.', clause: 'CIBA Core §13' },
  missing_user_code: { means: 'The user’s code is missing.', clause: 'CIBA Core §13' },
  invalid_user_code: { means: 'The user’s code is wrong.', clause: 'CIBA Core §13' },
  invalid_binding_message: {
    means: 'The binding message cannot be shown.',
    clause: 'CIBA Core §13',
  },
  transaction_failed: { means: 'The server met an error.', clause: 'CIBA Core §12' },
  invalid_dpop_proof: { means: 'The DPoP proof is not valid.', clause: 'RFC 9449 §5' },
  use_dpop_nonce: {
    means: 'The proof must hold the nonce that the answer gives.',
    clause: 'RFC 9449 §8',
  },
  invalid_authorization_details: {
    means: 'The authorization_details are not valid.',
    clause: 'RFC 9396 §5',
  },
  invalid_response: {
    means: 'Of the lab’s client: the authorization server’s answer is not valid.',
    clause: 'OpenID Connect Core §3.1.3.5',
  },
  method_not_allowed: {
    means: 'Of the lab: nothing here takes this method.',
    clause: 'RFC 9110 §15.5.6',
  },
  not_found: { means: 'Of the lab: nothing is at this address.', clause: 'RFC 9110 §15.5.5' },
} as const satisfies Meanings
