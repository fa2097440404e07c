import type { Kysely } from 'kysely'
import type { KitTables } from '@oauth-lab/kit/store/migrations.ts'
import { hookModuleTable } from '@oauth-lab/kit/hooks/hook-module-table.ts'
import { auditTable } from '@oauth-lab/kit/audit/audit-table.ts'
import { noncesTable } from '@oauth-lab/kit/proof/nonces.ts'
import { usedJtisTable } from '@oauth-lab/kit/proof/redeem-jti.ts'
import { serverDefinitionTable } from '@oauth-lab/kit/server-definitions/server-definition-table.ts'
import {
  defineTables,
  json,
  migrationsOf,
  number,
  optionalText,
  text,
} from '@oauth-lab/kit/store/tables.ts'
import type { Rows } from '@oauth-lab/kit/store/tables.ts'

const since = '0001_resserver'

/** The resource server's own tables. */
export const tables = defineTables({
  /** The credentials with which a sandbox's resource server introspects. */
  registrations: {
    since,
    key: [],
    columns: {
      /** The resources that were registered; others, as at another origin, need another registration. */
      resource: json,
      client_id: text,
      client_secret: text,
      /** Where it is registered; empty in rows of a former lab: at its own server. */
      issuer: { ...text, since: '0004_local_users', before: '' },
      /** By which the registration is changed (RFC 7592 §3). */
      registration_uri: { ...optionalText, since: '0004_local_users' },
      registration_token: { ...optionalText, since: '0004_local_users' },
    },
    elsewhere: {
      says: 'The external authorization server knows the resource server at its former address, and keeps the secret: the resource server registers again.',
      leftOut: 'at an external server',
    },
  },
  configurations: {
    since,
    key: [],
    columns: {
      document: json,
    },
  },
  audit_log: auditTable('0002_audit_log'),
  hook_modules: hookModuleTable('0005_hook_modules'),
  /** The users as whom delegated requests ran. */
  local_users: {
    since: '0004_local_users',
    key: ['user_id'],
    columns: {
      username: text,
      roles: json,
      attributes: json,
      issuer: text,
      subject: text,
      client_id: optionalText,
      made_at: number,
      used_at: number,
    },
    indexes: [{ columns: ['username'] }, { columns: ['used_at'] }],
  },
  used_jtis: usedJtisTable('0007_proofs'),
  dpop_nonces: noncesTable('0007_proofs'),
  server_definitions: serverDefinitionTable('0003_server_definitions', '0006_typed_servers'),
})

export type Tables = Rows<typeof tables>
export type Database = Kysely<Tables & KitTables>

export const migrations = migrationsOf(tables)
