import { auditTable } from '@oauth-lab/kit/audit/audit-table.ts'
import {
  defineTables,
  migrationsOf,
  number,
  optionalNumber,
  optionalText,
  text,
} from '@oauth-lab/kit/store/tables.ts'
import type { Row, Rows } from '@oauth-lab/kit/store/tables.ts'

const since = '0001_client'

/**
 * The client's tables. Times are milliseconds since the epoch on the sandbox's clock. Tokens stand as
 * they are: the client has to send them.
 */
export const tables = defineTables({
  /** What the authorization server knows this client by (RFC 7591 §3.2.1). */
  registrations: {
    since,
    key: [],
    columns: {
      client_id: text,
      client_secret: text,
      /** Where the registration can be read again, and the token for it (RFC 7592 §3). */
      registration_client_uri: optionalText,
      registration_access_token: optionalText,
      /** Empty for registrations that were made before: they are made again. */
      redirect_uri: { ...text, since: '0002_redirect_uri', before: '' },
      /** The authorization server that registered it; empty as above. */
      issuer: { ...text, since: '0003_issuer', before: '' },
    },
    elsewhere: {
      says: 'The external authorization server knows the client at its former address, and keeps the secret: the client registers again.',
      leftOut: 'at an external server',
    },
  },
  /** A sign-in that was begun and has not come back. */
  sign_ins: {
    since,
    key: ['state'],
    columns: {
      /** Hash of the cookie of the browser that began it. */
      browser_hash: text,
      nonce: text,
      code_verifier: text,
      expires_at: number,
    },
    indexes: [{ columns: ['expires_at'], since: '0004_sign_ins' }],
    elsewhere: { says: 'Sign-ins under way come back at the former address: begin again.' },
  },
  /** Who is signed in here. */
  sessions: {
    since,
    key: ['session_hash'],
    columns: {
      subject: text,
      /** For people: `name`, `preferred_username` or the subject. */
      name: text,
      /** The `nonce` that the ID token had to carry. */
      nonce: text,
      expires_at: number,
    },
    elsewhere: {
      says: 'The cookie of a browser belongs to the former address: who was signed in signs in again.',
    },
  },
  /** The tokens of a session. */
  tokens: {
    since,
    key: ['session_hash'],
    columns: {
      access_token: text,
      refresh_token: optionalText,
      id_token: text,
      /** 1 when the ID token came together with this access token. */
      id_token_paired: number,
      scope: text,
      received_at: number,
      /** Null when the server did not say. */
      expires_at: optionalNumber,
      /** Grows with each refresh. */
      version: number,
      /** The exchange that brought them, as the recording names it; null where it is not recorded. */
      exchange: { ...optionalText, since: '0005_exchange' },
      /** Until when a process may take to refresh: real time, since it is the machine's affair. */
      claimed_until: number,
    },
    elsewhere: {
      says: 'Access and ID tokens of the client are signed for the former address: a refresh brings others.',
    },
  },
  /** The client's own token (RFC 6749 §4.4). */
  machine_tokens: {
    since,
    key: [],
    columns: {
      access_token: text,
      scope: text,
      received_at: number,
      expires_at: number,
      /** The exchange that brought it, as above. */
      exchange: { ...optionalText, since: '0005_exchange' },
      /** Who issued it; empty for a token from before: another is got. */
      issuer: { ...text, since: '0003_issuer', before: '' },
    },
    elsewhere: {
      says: 'The own token of the client is signed for the former address: the client gets another.',
      leftOut: 'always',
    },
  },
  audit_log: auditTable('0005_audit_log'),
})

export type Tables = Rows<typeof tables>
export type RegistrationRow = Row<typeof tables.registrations>
export type SignInRow = Row<typeof tables.sign_ins>
export type SessionRow = Row<typeof tables.sessions>
export type TokenRow = Row<typeof tables.tokens>
export type MachineTokenRow = Row<typeof tables.machine_tokens>

export const migrations = migrationsOf(tables)
