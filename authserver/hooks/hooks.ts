import type { IncomingHttpHeaders } from 'node:http'

/** A user as hooks see one. */
export interface HookUser {
  sub: string
  username: string
  claims: Record<string, unknown>
  roles: string[]
}

/** What a sign-in is about. */
export interface AuthenticationContext {
  clientId: string
  scopes: string[]
  /** The parameters of the authorization request. */
  parameters: Readonly<Record<string, string>>
}

/** What a token is made for; `user` is null for a client's own token. */
export interface TokenContext {
  grantType: string
  clientId: string
  scopes: string[]
  audience: string[]
  user: HookUser | null
  /** The grant on which the token stands; null for a token without one. */
  grantId: string | null
  /** To what the token is bound: `jkt` (RFC 9449 §6.1), `x5t#S256` (RFC 8705 §3.1); undefined for a bearer token. */
  confirmation: Readonly<Record<string, string>> | undefined
}

/** What a hook adds; claims and header parameters of the protocol can't be replaced. */
export interface TokenAdditions {
  /** Header parameters of the access token, where it is a JWT (RFC 7515 §4.3). */
  accessTokenHeader?: Record<string, unknown>
  /** Header parameters of the ID token. */
  idTokenHeader?: Record<string, unknown>
  /** Claims of the access token. */
  accessToken?: Record<string, unknown>
  /** Claims of the ID token. */
  idToken?: Record<string, unknown>
  /** Members of the token response. */
  response?: Record<string, unknown>
  /** Members of the introspection response. */
  introspection?: Record<string, unknown>
  /** Claims of the UserInfo response. */
  userInfo?: Record<string, unknown>
}

/** The token request, as a grant type of the user's own sees it. */
export interface HookRequest {
  readonly method: string
  readonly url: string
  readonly headers: IncomingHttpHeaders
  /** The peer's address. */
  readonly ip: string
}

/** What a grant type of the user's own decides on. */
export interface CustomGrantContext {
  clientId: string
  /** Those asked for; the client may have them. */
  scopes: string[]
  /** Those asked for; the server knows them. */
  resources: string[]
  /** Names of the targets as they were sent (RFC 8693 §2.1), which are the hook's to read. */
  audience: string[]
  request: HookRequest
}

/**
 * What a grant type of the user's own returns: whom the token is for, or why it is refused. `audience` names
 * resources that the server knows; without it the token is for those asked for.
 */
export type CustomGrantResult =
  | { username: string; scopes: string[]; audience?: string[] }
  | { clientItself: true; scopes: string[]; audience?: string[] }
  | { refused: string }

type Answer<T> = T | Promise<T>

/**
 * The authorization server's customization, all optional. A module exports any of these by name.
 * They run in this order: `beforeAuthenticate`, `displayLogin`, `validateUser`,
 * `displayPermissions`, `afterAuthenticate`; then `validateClient` and `generateToken` at the token
 * endpoint.
 */
export interface Hooks {
  /** May replace the scopes that are asked for. */
  beforeAuthenticate?(context: AuthenticationContext): Answer<{ scopes?: string[] } | void>
  /** Returns the inner HTML of a notice shown on the sign-in page. */
  displayLogin?(context: AuthenticationContext): Answer<string | void>
  /** Returns the inner HTML of a notice shown on the consent page. */
  displayPermissions?(context: AuthenticationContext & { user: HookUser }): Answer<string | void>
  /** Decides on a user name and password in place of the server; `undefined` leaves it to the server. */
  validateUser?(username: string, password: string): Answer<{ username: string } | null | undefined>
  /** Sees each finished sign-in; may narrow the scopes that are granted. */
  afterAuthenticate?(
    context: AuthenticationContext & { user: HookUser },
  ): Answer<{ scopes?: string[] } | void>
  /** Decides on a client after its authentication: `false` refuses it. */
  validateClient?(clientId: string, grantType: string): Answer<boolean | void>
  /** Adds to tokens and to what is said of them. */
  generateToken?(context: TokenContext): Answer<TokenAdditions | void>
  /** Grant types of the user's own, by their `grant_type`. */
  grantTypes?: Record<
    string,
    (
      parameters: Readonly<Record<string, string>>,
      context: CustomGrantContext,
    ) => Answer<CustomGrantResult>
  >
}
