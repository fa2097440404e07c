import type { CreateTableBuilder, Kysely } from 'kysely'
import type { Migrations } from '@oauth-lab/kit/store/store.ts'
import type { Tables } from './schema.ts'

type Columns = Record<string, 'text' | 'bigint' | 'text?' | 'bigint?'>

/** The authorization server's tables; columns without `?` are never null. */
export const migrations: Migrations = {
  '0001_authserver': {
    async up(db: Kysely<unknown>) {
      await table(db, 'configurations', ['sandbox'], { document: 'text' })
      await table(db, 'clients', ['sandbox', 'client_id'], {
        client_secret: 'text?',
        registration_token_hash: 'text?',
        metadata: 'text',
        issued_at: 'bigint',
      })
      await table(db, 'users', ['sandbox', 'username'], {
        sub: 'text',
        password_hash: 'text',
        claims: 'text',
        roles: 'text',
        totp_secret: 'text?',
        totp_step: 'bigint',
      })
      await index(db, 'users', ['sandbox', 'sub'])
      await table(db, 'consents', ['sandbox', 'sub', 'client_id'], { scope: 'text' })
      await table(db, 'grants', ['sandbox', 'grant_id'], {
        client_id: 'text',
        sub: 'text',
        scope: 'text',
        resource: 'text?',
        authentication: 'text',
        created_at: 'bigint',
        revoked_at: 'bigint?',
      })
      await table(db, 'codes', ['sandbox', 'code_hash'], {
        grant_id: 'text',
        redirect_uri: 'text?',
        code_challenge: 'text?',
        nonce: 'text?',
        expires_at: 'bigint',
        redeemed_at: 'bigint?',
      })
      await table(db, 'access_tokens', ['sandbox', 'token_hash'], {
        grant_id: 'text?',
        client_id: 'text',
        sub: 'text',
        username: 'text?',
        scope: 'text',
        audience: 'text',
        claims: 'text',
        issued_at: 'bigint',
        expires_at: 'bigint',
        revoked_at: 'bigint?',
      })
      await table(db, 'refresh_tokens', ['sandbox', 'token_hash'], {
        grant_id: 'text',
        client_id: 'text',
        scope: 'text',
        expires_at: 'bigint',
        redeemed_at: 'bigint?',
      })
      await table(db, 'sessions', ['sandbox', 'session_hash'], {
        sid: 'text',
        sub: 'text',
        username: 'text',
        auth_time: 'bigint',
        amr: 'text',
        expires_at: 'bigint',
      })
      await table(db, 'interactions', ['sandbox', 'interaction_id'], {
        browser_hash: 'text',
        request: 'text',
        progress: 'text',
        expires_at: 'bigint',
      })
      await table(db, 'signing_keys', ['sandbox', 'kid'], {
        family: 'text',
        state: 'text',
        jwk: 'text',
        created_at: 'bigint',
      })
      await table(db, 'initial_tokens', ['sandbox', 'token_hash'], { expires_at: 'bigint?' })
    },
  },
  '0002_resources': {
    async up(db: Kysely<unknown>) {
      await table(db, 'resources', ['sandbox', 'resource', 'client_id'], {})
      await db.schema
        .createIndex('resources_client')
        .on('resources')
        .columns(['sandbox', 'client_id'])
        .execute()
      await listResources(db)
    },
  },
  '0003_last_expiry': {
    async up(db: Kysely<Tables>) {
      await db.schema
        .alterTable('signing_keys')
        .addColumn('last_expiry', 'bigint', (it) => it.notNull().defaultTo(0))
        .execute()
      // What these keys signed was not noted; no token lives longer than ten years.
      const tenYears = 10 * 365 * 24 * 3600_000
      await db
        .updateTable('signing_keys')
        .set((eb) => ({ last_expiry: eb('created_at', '+', tenYears) }))
        .where('state', '<>', 'next')
        .execute()
    },
  },
}

/** A client's `resource` was one text, found by reading every client. */
async function listResources(db: Kysely<Tables>): Promise<void> {
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

async function table(db: Kysely<unknown>, name: string, key: string[], columns: Columns) {
  let builder: CreateTableBuilder<string, string> = db.schema.createTable(name)
  for (const column of key) builder = builder.addColumn(column, 'text', (it) => it.notNull())
  for (const [column, type] of Object.entries(columns)) {
    const optional = type.endsWith('?')
    builder = builder.addColumn(column, type.startsWith('text') ? 'text' : 'bigint', (it) =>
      optional ? it : it.notNull(),
    )
  }
  await builder.addPrimaryKeyConstraint(`${name}_key`, key).execute()
}

async function index(db: Kysely<unknown>, name: string, columns: string[]) {
  await db.schema
    .createIndex(`${name}_${columns.join('_')}`)
    .on(name)
    .columns(columns)
    .unique()
    .execute()
}
