/** Times are milliseconds since the epoch on the sandbox's clock. Tokens stand as they are: the client has to send them. */
export interface Tables {
  registrations: RegistrationRow
  sign_ins: SignInRow
  sessions: SessionRow
  tokens: TokenRow
  machine_tokens: MachineTokenRow
}

/** What the authorization server knows this client by (RFC 7591 §3.2.1). */
export interface RegistrationRow {
  sandbox: string
  /** The authorization server that registered it. */
  issuer: string
  client_id: string
  redirect_uri: string
  client_secret: string
  /** Where the registration can be read again, and the token for it (RFC 7592 §3). */
  registration_client_uri: string | null
  registration_access_token: string | null
}

/** A sign-in that was begun and has not come back. */
export interface SignInRow {
  sandbox: string
  state: string
  /** Hash of the cookie of the browser that began it. */
  browser_hash: string
  nonce: string
  code_verifier: string
  expires_at: number
}

/** Who is signed in here. */
export interface SessionRow {
  sandbox: string
  session_hash: string
  subject: string
  /** For people: `name`, `preferred_username` or the subject. */
  name: string
  /** The `nonce` that the ID token had to carry. */
  nonce: string
  expires_at: number
}

/** The tokens of a session. */
export interface TokenRow {
  sandbox: string
  session_hash: string
  access_token: string
  refresh_token: string | null
  id_token: string
  /** 1 when the ID token came together with this access token. */
  id_token_paired: number
  scope: string
  received_at: number
  /** Null when the server did not say. */
  expires_at: number | null
  /** Grows with each refresh. */
  version: number
  /** Until when a process may take to refresh: real time, since it is the machine's affair. */
  claimed_until: number
}

/** The client's own token (RFC 6749 §4.4). */
export interface MachineTokenRow {
  sandbox: string
  issuer: string
  access_token: string
  scope: string
  received_at: number
  expires_at: number
}
