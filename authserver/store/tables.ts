import type { Kysely } from 'kysely'
import { hookModuleTable } from '@oauth-lab/kit/hooks/hook-module-table.ts'
import { auditTable } from '@oauth-lab/kit/audit/audit-table.ts'
import { noncesTable } from '@oauth-lab/kit/proof/nonces.ts'
import { usedJtisTable } from '@oauth-lab/kit/proof/redeem-jti.ts'
import {
  defineTables,
  json,
  migrationsOf,
  number,
  optionalNumber,
  optionalText,
  text,
} from '@oauth-lab/kit/store/tables.ts'
import type { Column, Row, Rows } from '@oauth-lab/kit/store/tables.ts'
import { createTokenInventory } from './token-inventory-view.ts'

const since = '0001_authserver'

/** Of a request whose client asks again and again, until its user has answered elsewhere. */
const waiting = {
  client_id: text,
  scope: text,
  /** The resources that were asked for, blanks between; null where none was. */
  resource: optionalText,
  /** AuthorizationDetail objects that were asked for, as JSON; null for none. */
  authorization_details: { ...optionalText, since: '0021_authorization_details' },
  expires_at: number,
  /** Seconds between two questions of the client. */
  poll_interval: number,
  asked_at: optionalNumber,
  /** What the user allowed. */
  grant_id: optionalText,
  denied_at: optionalNumber,
  redeemed_at: optionalNumber,
}

/**
 * The authorization server's tables. Times are milliseconds since the epoch on the sandbox's clock;
 * secrets are hashes.
 */
export const tables = defineTables({
  configurations: { since, key: [], columns: { document: json } },
  /** A registered client (RFC 7591 §2). */
  clients: {
    since,
    key: ['client_id'],
    columns: {
      client_secret: optionalText,
      registration_token_hash: optionalText,
      /** ClientMetadata. */
      metadata: json,
      /** The one of the metadata, by which a client is found. */
      client_name: { ...optionalText, since: '0004_clients' },
      /** Seconds. */
      issued_at: number,
      /** 1 for a client that came by the registration endpoint. */
      self_registered: { ...number, since: '0004_clients', before: 0 },
      /** When one of these authenticated last, to the hour; null before it did. */
      used_at: { ...optionalNumber, since: '0004_clients' },
    },
    indexes: [
      { columns: ['self_registered', 'client_name'], since: '0004_clients' },
      { columns: ['self_registered', 'used_at', 'issued_at'], since: '0004_clients' },
    ],
    elsewhere: {
      says: 'Programs outside of the lab, such as Postman, know the former issuer: tell them the new one.',
      of: 'rows without an address',
    },
  },
  /** A secret that a client had before, good until it ends. */
  former_secrets: {
    since: '0013_former_secrets',
    key: ['client_id', 'secret_hash'],
    columns: { secret: text, expires_at: number },
    ends: 'expires_at',
  },
  /** A resource that a client registered as its own (metadata member `resource`). */
  resources: {
    since: '0002_resources',
    key: ['resource', 'client_id'],
    columns: {},
    indexes: [{ columns: ['client_id'] }],
  },
  users: {
    since,
    key: ['username'],
    columns: {
      sub: text,
      password_hash: text,
      /** OpenID Connect claims. */
      claims: json,
      /** An array. */
      roles: json,
      totp_secret: optionalText,
      /** The last time step whose code was used (RFC 6238 §5.2: no code twice). */
      totp_step: number,
    },
    indexes: [{ columns: ['sub'], unique: true }],
    elsewhere: {
      says: 'Users keep their passwords; a lab that was started with its own gives superuser and developer those.',
    },
  },
  /** By which identifier clients of a sector know a user (OpenID Connect Core §8.1). */
  pairwise_subjects: {
    since: '0019_pairwise_subjects',
    key: ['sector', 'sub'],
    columns: { told: text },
    indexes: [{ columns: ['sector', 'told'], unique: true }],
  },
  /** What a user allowed a client at a resource, so that it is not asked again. */
  user_consents: {
    since: '0004_user_consents',
    key: ['sub', 'client_id', 'resource'],
    columns: {
      scope: text,
      /** Names of the claims besides; null for none. */
      claims: { ...optionalText, since: '0014_claims' },
    },
    indexes: [{ columns: ['client_id'] }],
  },
  /** What a user allowed a client in one authorization; tokens live no longer than it does. */
  grants: {
    since,
    key: ['grant_id'],
    columns: {
      client_id: text,
      sub: text,
      scope: text,
      /** The resources that were asked for, blanks between; null where none was. */
      resource: optionalText,
      /** Authentication; null where a hook vouches for the user. */
      authentication: json,
      created_at: number,
      revoked_at: optionalNumber,
      /** AskedClaims that the user allowed; null for none. */
      claims: { ...optionalText, since: '0014_claims' },
      /** AuthorizationDetail objects that the user allowed, as JSON; null for none. */
      authorization_details: { ...optionalText, since: '0021_authorization_details' },
    },
    indexes: [{ columns: ['sub'], since: '0005_grants' }],
  },
  /** An authorization request that its client left beforehand (RFC 9126 §2). */
  pushed_requests: {
    since: '0012_pushed_requests',
    key: ['uri_hash'],
    columns: {
      client_id: text,
      /** Those that count. */
      parameters: json,
      /** 1 where the client signed them. */
      signed: number,
      expires_at: number,
      redeemed_at: optionalNumber,
    },
    ends: 'expires_at',
  },
  /** What a device asks for, until its user answers elsewhere (RFC 8628 §3.1). */
  device_codes: {
    since: '0014_device_codes',
    key: ['device_code_hash'],
    columns: { user_code_hash: text, ...waiting },
    indexes: [{ columns: ['user_code_hash'], unique: true }],
    ends: 'expires_at',
  },
  /** What a client wants of a user who is asked elsewhere (CIBA Core §7.1). */
  backchannel_requests: {
    since: '0020_backchannel_requests',
    key: ['auth_req_id_hash'],
    columns: {
      /** By which pages and administrators name it: no secret. */
      request_id: text,
      ...waiting,
      /** Whose answer it waits for. */
      sub: text,
      binding_message: optionalText,
      /** Those that were asked for, blanks between. */
      acr_values: optionalText,
      created_at: number,
      /** BackchannelNotice: what the client is told with; null where it asks, and once it was told. */
      notice: optionalText,
      /** What came of telling the client. */
      told: optionalText,
    },
    indexes: [{ columns: ['request_id'], unique: true }, { columns: ['sub'] }],
    ends: 'expires_at',
  },
  codes: {
    since,
    key: ['code_hash'],
    columns: {
      grant_id: text,
      /** As sent in the authorization request; null when it was left out there. */
      redirect_uri: optionalText,
      code_challenge: optionalText,
      nonce: optionalText,
      /** The thumbprint of the key to which it is bound (RFC 9449 §10). */
      dpop_jkt: { ...optionalText, since: '0014_proofs' },
      expires_at: number,
      redeemed_at: optionalNumber,
    },
    ends: 'expires_at',
  },
  access_tokens: {
    since,
    key: ['token_hash'],
    columns: {
      /** Null for tokens without a grant (client credentials). */
      grant_id: optionalText,
      client_id: text,
      sub: text,
      username: optionalText,
      scope: text,
      /** An array. */
      audience: json,
      /** StoredClaims. */
      claims: json,
      issued_at: number,
      expires_at: number,
      revoked_at: optionalNumber,
      /** When a client was told last that it lives, and its client_id. */
      introspected_at: { ...optionalNumber, since: '0008_introspections' },
      introspected_by: { ...optionalText, since: '0008_introspections' },
    },
    ends: 'expires_at',
    elsewhere: {
      says: 'An access token that is a JWT is signed for the former address, and the resource server refuses it: a refresh brings another. What is stored of it names the new address.',
    },
  },
  refresh_tokens: {
    since,
    key: ['token_hash'],
    columns: {
      grant_id: text,
      client_id: text,
      scope: text,
      /** Confirmation of a public client's, as JSON (RFC 9449 §5). */
      confirmation: { ...optionalText, since: '0014_proofs' },
      expires_at: number,
      redeemed_at: optionalNumber,
    },
    indexes: [{ columns: ['grant_id'], since: '0005_grants' }],
    ends: 'expires_at',
  },
  sessions: {
    since,
    key: ['session_hash'],
    columns: {
      sid: text,
      sub: text,
      username: text,
      /** Seconds. */
      auth_time: number,
      /** An array (RFC 8176). */
      amr: json,
      /** Upstream, as JSON; null where nobody else signed the user in, or a log-out ends here. */
      upstream: { ...optionalText, since: '0024_upstream_logout' },
      expires_at: number,
    },
    ends: 'expires_at',
    elsewhere: {
      says: 'The cookie of a browser belongs to the former address: who was signed in signs in again.',
    },
  },
  /** A client that learnt of a session, and wants to hear of its end (OpenID Connect Back-Channel Logout §2.3). */
  session_clients: {
    since: '0018_logout',
    key: ['sid', 'client_id'],
    columns: { sub: text, expires_at: number },
    ends: 'expires_at',
  },
  /** The secret that another server gave this one, by the name of the identity provider. */
  provider_secrets: {
    since: '0022_identity_providers',
    key: ['provider'],
    columns: { client_secret: text },
  },
  /** Which user of another server is which user here. */
  upstream_links: {
    since: '0022_identity_providers',
    key: ['provider', 'authority', 'subject'],
    columns: {
      sub: text,
      /** What the user is called there. */
      shown_as: text,
      /** 1 where the user came to be by it. */
      made_user: number,
      linked_at: number,
    },
    indexes: [{ columns: ['sub'] }],
  },
  /** A sign-in that went on to another server, until its browser comes back. */
  upstream_sign_ins: {
    since: '0022_identity_providers',
    key: ['state_hash'],
    columns: {
      provider: text,
      /** Hash of the cookie of the browser that began it. */
      browser_hash: text,
      /** The page that it is for; null for a link that its user asked for. */
      interaction_id: optionalText,
      /** The user who wants the link. */
      sub: optionalText,
      expires_at: number,
      redeemed_at: optionalNumber,
    },
    ends: 'expires_at',
    elsewhere: {
      says: 'Who was at another server to sign in comes back to the former address: begin again.',
    },
  },
  interactions: {
    since,
    key: ['interaction_id'],
    columns: {
      /** Hash of the cookie of the browser that began it. */
      browser_hash: text,
      /** The validated authorization request. */
      request: json,
      /** What the user has done so far. */
      progress: json,
      expires_at: number,
      ended_at: { ...optionalNumber, since: '0004_user_consents' },
      /** What came of it, sealed for its browser; kept for a form that is sent twice. */
      answer: { ...optionalText, since: '0004_user_consents' },
      /** Hash of the reference of the pushed request that began it. */
      pushed_hash: { ...optionalText, since: '0023_pushed_interactions' },
    },
    ends: 'expires_at',
    elsewhere: {
      says: 'Pages that wait for a user are open at the former address, and their answers sealed: begin again.',
    },
  },
  /** A mail to a user: none leaves the lab. */
  mails: {
    since: '0022_mails',
    key: ['mail_id'],
    columns: {
      recipient: text,
      subject: text,
      /** As it was sent, with its link. */
      text,
      created_at: number,
      expires_at: number,
    },
    ends: 'expires_at',
  },
  /** A link in a mail, good once. */
  mailed_links: {
    since: '0022_mails',
    key: ['token_hash'],
    columns: {
      /** To which page it leads. */
      page: text,
      /** The user whom it is about; null where there is none yet. */
      sub: optionalText,
      /** What the page needs besides. */
      content: json,
      expires_at: number,
      redeemed_at: optionalNumber,
    },
    indexes: [{ columns: ['sub'] }],
    ends: 'expires_at',
  },
  signing_keys: {
    since,
    key: ['kid'],
    columns: {
      family: text as Column<'RSA' | 'P-256' | 'Ed25519'>,
      state: text as Column<'current' | 'next' | 'retired'>,
      /** The private JWK. */
      jwk: json,
      created_at: number,
      /** When the last of what it signed has ended, or later. */
      last_expiry: { ...number, since: '0003_last_expiry', before: 0 },
      /** When it became the current one, and when the next one took its place. */
      signs_since: { ...optionalNumber, since: '0010_key_dates' },
      retired_at: { ...optionalNumber, since: '0010_key_dates' },
    },
  },
  used_jtis: usedJtisTable('0011_client_keys'),
  dpop_nonces: noncesTable('0014_proofs'),
  audit_log: auditTable('0007_audit_log'),
  hook_modules: hookModuleTable('0009_hook_modules'),
  initial_tokens: {
    since,
    key: ['token_hash'],
    /** Null for one that does not end. */
    columns: { expires_at: optionalNumber },
    ends: 'expires_at',
  },
})

export type Tables = Rows<typeof tables>
export type ClientRow = Row<typeof tables.clients>
export type UserRow = Row<typeof tables.users>
export type GrantRow = Row<typeof tables.grants>
export type CodeRow = Row<typeof tables.codes>
export type DeviceCodeRow = Row<typeof tables.device_codes>
export type BackchannelRequestRow = Row<typeof tables.backchannel_requests>
export type MailRow = Row<typeof tables.mails>
export type AccessTokenRow = Row<typeof tables.access_tokens>
export type RefreshTokenRow = Row<typeof tables.refresh_tokens>
export type SessionRow = Row<typeof tables.sessions>
export type SigningKeyRow = Row<typeof tables.signing_keys>

export const migrations = migrationsOf(tables, {
  '0002_resources': listResources,
  '0003_last_expiry': noteLastExpiry,
  '0004_clients': keepHonoured,
  '0005_grants': dropConsents,
  // It made the view that '0008_introspections' makes anew.
  '0006_token_inventory': () => Promise.resolve(),
  '0008_introspections': createTokenInventory,
  '0010_key_dates': dateKeys,
})

/** A client's `resource` was one text, found by reading every client. */
async function listResources(given: Kysely<never>): Promise<void> {
  const db = given as unknown as Kysely<Tables>
  const clients = await db
    .selectFrom('clients')
    .select(['sandbox', 'client_id', 'metadata'])
    .where('metadata', 'like', '%"resource":%')
    .execute()
  for (const { sandbox, client_id, metadata: text } of clients) {
    const metadata = JSON.parse(text) as { resource?: string }
    const { resource } = metadata
    if (resource === undefined) continue
    await db.insertInto('resources').values({ sandbox, client_id, resource }).execute()
    await db
      .updateTable('clients')
      .set({ metadata: JSON.stringify({ ...metadata, resource: [resource] }) })
      .where('sandbox', '=', sandbox)
      .where('client_id', '=', client_id)
      .execute()
  }
}

/** What keys signed was not noted; no token lives longer than ten years. */
async function noteLastExpiry(given: Kysely<never>): Promise<void> {
  const db = given as unknown as Kysely<Tables>
  const tenYears = 10 * 365 * 24 * 3600_000
  await db
    .updateTable('signing_keys')
    .set((eb) => ({ last_expiry: eb('created_at', '+', tenYears) }))
    .where('state', '<>', 'next')
    .execute()
}

/** A current key signs since it was made, as far as anybody knows; when others retired, nobody noted. */
async function dateKeys(given: Kysely<never>): Promise<void> {
  const db = given as unknown as Kysely<Tables>
  await db
    .updateTable('signing_keys')
    .set((eb) => ({ signs_since: eb.ref('created_at') }))
    .where('state', '<>', 'next')
    .execute()
}

/** What a client had registered came back as it was; now it is what the server honours. */
async function keepHonoured(given: Kysely<never>): Promise<void> {
  const db = given as unknown as Kysely<Tables>
  const clients = await db
    .selectFrom('clients')
    .select(['sandbox', 'client_id', 'metadata'])
    .execute()
  for (const { sandbox, client_id, metadata: text } of clients) {
    const members = Object.entries(JSON.parse(text) as Record<string, unknown>)
    const metadata: { client_name?: string; grant_types?: string[] } = Object.fromEntries(
      members.filter(([name]) => honoured.includes(name)),
    )
    const response_types = metadata.grant_types?.includes('authorization_code') ? ['code'] : []
    await db
      .updateTable('clients')
      .set({
        metadata: JSON.stringify({ ...metadata, response_types }),
        client_name: metadata.client_name ?? null,
      })
      .where('sandbox', '=', sandbox)
      .where('client_id', '=', client_id)
      .execute()
  }
}

/** Consents were of all resources at once; nobody reads them since `user_consents` came. */
async function dropConsents(db: Kysely<never>): Promise<void> {
  await db.schema.dropTable('consents').ifExists().execute()
}

const honoured = [
  'redirect_uris',
  'token_endpoint_auth_method',
  'grant_types',
  'client_name',
  'client_uri',
  'contacts',
  'scope',
  'application_type',
  'post_logout_redirect_uris',
  'id_token_signed_response_alg',
  'subject_type',
  'default_max_age',
  'require_auth_time',
  'software_id',
  'software_version',
  'require_pkce',
  'resource',
]
