import type { CreateTableBuilder, Kysely } from 'kysely'
import type { Migrations } from '@oauth-lab/kit/store/store.ts'

/** The client's tables; columns without `?` are never null. */
export const migrations: Migrations = {
  '0001_client': {
    async up(db: Kysely<unknown>) {
      await table(db, 'registrations', ['sandbox'], {
        client_id: 'text',
        client_secret: 'text',
        registration_client_uri: 'text?',
        registration_access_token: 'text?',
      })
      await table(db, 'sign_ins', ['sandbox', 'state'], {
        browser_hash: 'text',
        nonce: 'text',
        code_verifier: 'text',
        expires_at: 'bigint',
      })
      await table(db, 'sessions', ['sandbox', 'session_hash'], {
        subject: 'text',
        name: 'text',
        nonce: 'text',
        expires_at: 'bigint',
      })
      await table(db, 'tokens', ['sandbox', 'session_hash'], {
        access_token: 'text',
        refresh_token: 'text?',
        id_token: 'text',
        id_token_paired: 'integer',
        scope: 'text',
        received_at: 'bigint',
        expires_at: 'bigint?',
        version: 'integer',
        claimed_until: 'bigint',
      })
      await table(db, 'machine_tokens', ['sandbox'], {
        access_token: 'text',
        scope: 'text',
        received_at: 'bigint',
        expires_at: 'bigint',
      })
    },
  },
  '0002_redirect_uri': {
    async up(db: Kysely<unknown>) {
      // Null for registrations that were made before: they are made again.
      await db.schema.alterTable('registrations').addColumn('redirect_uri', 'text').execute()
    },
  },
  '0003_issuer': {
    async up(db: Kysely<unknown>) {
      // Null for what was got before: it is got again.
      for (const name of ['registrations', 'machine_tokens']) {
        await db.schema.alterTable(name).addColumn('issuer', 'text').execute()
      }
    },
  },
}

type Column = 'text' | 'text?' | 'integer' | 'bigint' | 'bigint?'

async function table(
  db: Kysely<unknown>,
  name: string,
  key: string[],
  columns: Record<string, Column>,
): Promise<void> {
  let builder: CreateTableBuilder<string, string> = db.schema.createTable(name)
  for (const column of key) builder = builder.addColumn(column, 'text', (it) => it.notNull())
  for (const [column, kind] of Object.entries(columns)) {
    const type = kind.replace('?', '') as 'text' | 'integer' | 'bigint'
    builder = builder.addColumn(column, type, (it) => (kind.endsWith('?') ? it : it.notNull()))
  }
  await builder.addPrimaryKeyConstraint(`${name}_key`, key).execute()
}
