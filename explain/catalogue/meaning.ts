/** What a name on the wire stands for, as a person who learns reads it. */
export interface Meaning {
  /** One sentence or two. */
  means: string
  /** Where it is written, for example `RFC 6749 §4.1.1`; several are separated by `; `. */
  clause: string
  /** How its value is put in words. */
  kind?: ValueKind
  /** What kind of secret its value is; hidden wherever it is shown. */
  secret?: SecretKind
}

export type Meanings = Readonly<Record<string, Meaning>>

export type ValueKind =
  | 'time'
  | 'duration'
  | 'scope'
  | 'algorithm'
  | 'grant type'
  | 'response type'
  | 'response mode'
  | 'profile'
  | 'prompt'
  | 'token type'
  | 'authentication method'
  | 'error code'
  | 'state'
  | 'nonce'
  | 'redirect URI'
  | 'issuer'
  | 'code challenge'
  | 'code verifier'
  | 'access token hash'
  | 'code hash'

export type SecretKind =
  | 'access token'
  | 'refresh token'
  | 'ID token'
  | 'token'
  | 'code'
  | 'client secret'
  | 'password'
  | 'assertion'
  | 'cookie'
  | 'code verifier'
  | 'proof'
  | 'form token'
  | 'private key'
