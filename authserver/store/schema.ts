/** Times are milliseconds since the epoch on the sandbox's clock; JSON is text; secrets are hashes. */
export interface Tables {
  configurations: { sandbox: string; document: string }
  clients: ClientRow
  resources: ResourceRow
  users: UserRow
  consents: { sandbox: string; sub: string; client_id: string; scope: string }
  grants: GrantRow
  codes: CodeRow
  access_tokens: AccessTokenRow
  refresh_tokens: RefreshTokenRow
  sessions: SessionRow
  interactions: InteractionRow
  signing_keys: SigningKeyRow
  initial_tokens: { sandbox: string; token_hash: string; expires_at: number | null }
}

/** A registered client; `metadata` is what was registered, as it was (RFC 7591 §2). */
export interface ClientRow {
  sandbox: string
  client_id: string
  client_secret: string | null
  registration_token_hash: string | null
  metadata: string
  issued_at: number
}

/** A resource that a client registered as its own (metadata member `resource`). */
export interface ResourceRow {
  sandbox: string
  resource: string
  client_id: string
}

export interface UserRow {
  sandbox: string
  username: string
  sub: string
  password_hash: string
  /** JSON of OpenID Connect claims. */
  claims: string
  /** JSON array. */
  roles: string
  totp_secret: string | null
  /** The last time step whose code was used (RFC 6238 §5.2: no code twice). */
  totp_step: number
}

/** What a user allowed a client in one authorization; tokens live no longer than it does. */
export interface GrantRow {
  sandbox: string
  grant_id: string
  client_id: string
  sub: string
  scope: string
  resource: string | null
  /** JSON of {@link Authentication}. */
  authentication: string
  created_at: number
  revoked_at: number | null
}

export interface CodeRow {
  sandbox: string
  code_hash: string
  grant_id: string
  /** As sent in the authorization request; null when it was left out there. */
  redirect_uri: string | null
  code_challenge: string | null
  nonce: string | null
  expires_at: number
  redeemed_at: number | null
}

export interface AccessTokenRow {
  sandbox: string
  token_hash: string
  /** Null for tokens without a grant (client credentials). */
  grant_id: string | null
  client_id: string
  sub: string
  username: string | null
  scope: string
  /** JSON array. */
  audience: string
  /** JSON of claims added by hooks. */
  claims: string
  issued_at: number
  expires_at: number
  revoked_at: number | null
}

export interface RefreshTokenRow {
  sandbox: string
  token_hash: string
  grant_id: string
  client_id: string
  scope: string
  expires_at: number
  redeemed_at: number | null
}

export interface SessionRow {
  sandbox: string
  session_hash: string
  sid: string
  sub: string
  username: string
  /** Seconds. */
  auth_time: number
  /** JSON array (RFC 8176). */
  amr: string
  expires_at: number
}

export interface InteractionRow {
  sandbox: string
  interaction_id: string
  /** Hash of the cookie of the browser that began it. */
  browser_hash: string
  /** JSON of the validated authorization request. */
  request: string
  /** JSON of what the user has done so far. */
  progress: string
  expires_at: number
}

export interface SigningKeyRow {
  sandbox: string
  kid: string
  family: 'RSA' | 'P-256' | 'Ed25519'
  state: 'current' | 'next' | 'retired'
  /** JSON of the private JWK. */
  jwk: string
  created_at: number
  /** When the last of what it signed has ended, or later. */
  last_expiry: number
}
