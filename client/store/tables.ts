import type { Kysely } from 'kysely'
import { auditTable } from '@oauth-lab/kit/audit/audit-table.ts'
import { serverDefinitionTable } from '@oauth-lab/kit/server-definitions/server-definition-table.ts'
import {
  defineTables,
  json,
  migrationsOf,
  number,
  optionalNumber,
  optionalText,
  text,
} from '@oauth-lab/kit/store/tables.ts'
import type { Row, Rows } from '@oauth-lab/kit/store/tables.ts'

const since = '0001_client'
const configurations = '0006_configurations'
const proofs = '0008_proofs'

/** The id of the configuration with which a sandbox begins. */
export const defaultConfiguration = 'default'

/** How a token is sent, in small letters (RFC 6749 §7.1); those from before are bearer tokens. */
const token_type = { ...text, since: proofs, before: 'bearer' }

/** Of rows from before there was more than one configuration. */
const configuration_id = { ...text, since: configurations, before: defaultConfiguration }

/**
 * The client's tables. Times are milliseconds since the epoch on the sandbox's clock. Tokens stand as
 * they are: the client has to send them.
 */
export const tables = defineTables({
  /** What this client is at a server: ClientConfigurationDocument. */
  client_configurations: {
    since: configurations,
    key: ['configuration_id'],
    columns: {
      document: json,
      /** The server definition of the document, by which a configuration is found. */
      server: text,
      made_at: number,
    },
  },
  /** Which configuration an application works with; empty: none, and none is made by itself. */
  applications: {
    since: configurations,
    key: ['application'],
    columns: { configuration_id: text },
  },
  /** What an authorization server knows a configuration by (RFC 7591 §3.2.1). */
  client_registrations: {
    since: configurations,
    key: ['configuration_id'],
    columns: {
      client_id: text,
      /** Empty for a public client. */
      client_secret: text,
      /** Where the registration can be read again, and the token for it (RFC 7592 §3). */
      registration_client_uri: optionalText,
      registration_access_token: optionalText,
      redirect_uri: text,
      /** The authorization server that registered it. */
      issuer: text,
      /** 1 where a person registered it there and typed it in here. */
      typed: number,
      /** What the server said that it registered, without secrets; null where it was not asked. */
      answer: { ...optionalText, json: true },
    },
    elsewhere: {
      says: 'The external authorization server knows the client at its former address, and keeps the secret: the client registers again.',
      leftOut: 'at an external server',
    },
  },
  /** The one registration of a sandbox, before there were configurations. */
  registrations: {
    since,
    until: configurations,
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
      configuration_id,
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
      configuration_id,
      /** The issuer that was asked; empty for sessions from before: then it is that of the ID token. */
      issuer: { ...text, since: configurations, before: '' },
      /** The session at the authorization server; empty where it told none. */
      sid: { ...text, since: '0009_sid', before: '' },
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
      token_type,
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
      token_type,
      scope: text,
      received_at: number,
      expires_at: number,
      /** The exchange that brought it, as above. */
      exchange: { ...optionalText, since: '0005_exchange' },
      /** Who issued it; empty for a token from before: another is got. */
      issuer: { ...text, since: '0003_issuer', before: '' },
      configuration_id,
    },
    elsewhere: {
      says: 'The own token of the client is signed for the former address: the client gets another.',
      leftOut: 'always',
    },
  },
  /** The key by which a configuration proves that its tokens are its own (RFC 9449): a private JWK. */
  proof_keys: { since: proofs, key: ['configuration_id'], columns: { jwk: json } },
  audit_log: auditTable('0005_audit_log'),
  server_definitions: serverDefinitionTable(configurations, '0007_typed_servers'),
})

export type Tables = Rows<typeof tables>
export type ConfigurationRow = Row<typeof tables.client_configurations>
export type RegistrationRow = Row<typeof tables.client_registrations>
export type SignInRow = Row<typeof tables.sign_ins>
export type SessionRow = Row<typeof tables.sessions>
export type TokenRow = Row<typeof tables.tokens>
export type MachineTokenRow = Row<typeof tables.machine_tokens>

export const migrations = migrationsOf(tables, { [configurations]: keepRegistrations })

/** A sandbox had one registration: it is that of the configuration with which it begins. */
async function keepRegistrations(given: Kysely<never>): Promise<void> {
  const db = given as unknown as Kysely<Tables>
  const rows = await db.selectFrom('registrations').selectAll().execute()
  for (const row of rows) {
    await db
      .insertInto('client_registrations')
      .values({ ...row, configuration_id: defaultConfiguration, typed: 0, answer: null })
      .execute()
  }
}
