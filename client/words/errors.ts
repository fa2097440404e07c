const sentences: Readonly<Record<string, string>> = {
  access_denied: 'You did not allow this application.',
  consent_required: 'The authorization server needs your consent first.',
  interaction_required: 'The authorization server needs to ask you something first.',
  invalid_client: 'The authorization server does not know this application any more.',
  invalid_grant: 'The sign-in is not good any more.',
  invalid_request: 'The authorization server did not understand the request.',
  invalid_scope: 'The authorization server does not grant one of the scopes.',
  login_required: 'The authorization server needs you to sign in first.',
  server_error: 'The authorization server failed.',
  temporarily_unavailable: 'The authorization server is busy.',
  unauthorized_client: 'The authorization server does not let this application do that.',
  unsupported_grant_type: 'The authorization server does not offer this grant.',
}

/** An error of the authorization server in a sentence (RFC 6749 §4.1.2.1, §5.2). */
export function sentenceFor(code: string | undefined): string {
  return sentences[code ?? ''] ?? 'The authorization server refused.'
}
