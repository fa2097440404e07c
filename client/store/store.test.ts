import assert from 'node:assert/strict'
import { after, before, describe, test } from 'node:test'
import { PGlite } from '@electric-sql/pglite'
import { PGliteDialect } from 'kysely'
import { createStore, openStore } from '@oauth-lab/kit/store/store.ts'
import type { Store } from '@oauth-lab/kit/store/store.ts'
import type { Database } from './database.ts'
import { createMachineTokens } from './machine-tokens.ts'
import { migrations } from './tables.ts'
import { createRegistrations } from './registrations.ts'
import type { Tables } from './tables.ts'
import { createSessions } from './sessions.ts'
import { createSignIns } from './sign-ins.ts'

const engines: Record<string, () => Promise<Store<Tables>>> = {
  SQLite: () => openStore<Tables>({ file: ':memory:', migrations }),
  PostgreSQL: () =>
    createStore<Tables>(new PGliteDialect({ pglite: () => PGlite.create() }), migrations),
}

for (const [engine, open] of Object.entries(engines)) {
  describe(`the client's store on ${engine}`, () => {
    let store: Store<Tables>
    let db: Database
    before(async () => {
      store = await open()
      db = store.db
    })
    after(() => store.close())

    const here = 'https://localhost:8443/client/application/callback'
    const configuration_id = 'default'
    const issuer = 'https://localhost:8443/authserver/oauth2'
    const at = { issuer, redirectUri: here }
    const registration = (sandbox: string, client_id: string, redirect_uri = here) => ({
      sandbox,
      issuer,
      client_id,
      redirect_uri,
      client_secret: 's',
      registration_client_uri: null,
      registration_access_token: null,
      configuration_id,
      typed: 0,
      answer: null,
    })

    test('the first registration is kept, and only its own client is forgotten', async () => {
      const registrations = createRegistrations(db)
      const machineTokens = createMachineTokens(db)
      const first = await registrations.keep(registration('a', 'c-1'))
      const second = await registrations.keep(registration('a', 'c-2'))
      assert.deepEqual([first.client_id, second.client_id], ['c-1', 'c-1'])
      await machineTokens.keep({
        sandbox: 'a',
        issuer,
        configuration_id,
        access_token: 't',
        token_type: 'bearer',
        scope: 'my/scope',
        received_at: 1,
        expires_at: 2,
        exchange: null,
      })
      await registrations.forget('a', configuration_id, 'c-2')
      assert.equal((await machineTokens.find('a', configuration_id, issuer))?.access_token, 't')
      await registrations.forget('a', configuration_id, 'c-1')
      assert.equal(await registrations.find('a', configuration_id, at), undefined)
      assert.equal(await machineTokens.find('a', configuration_id, issuer), undefined)
    })

    test('a registration that was made at another origin is replaced', async () => {
      const registrations = createRegistrations(db)
      const there = here.replace('8443', '9443')
      await registrations.keep(registration('b', 'c-1', there))
      assert.equal(await registrations.find('b', configuration_id, at), undefined)
      const { client_id } = await registrations.keep(registration('b', 'c-2'))
      assert.equal(client_id, 'c-2')
      assert.equal((await registrations.find('b', configuration_id, at))?.client_id, 'c-2')
    })

    test('what was got at another issuer is of no use, and replaced', async () => {
      const registrations = createRegistrations(db)
      const machineTokens = createMachineTokens(db)
      const other = 'https://as.example'
      await registrations.keep({ ...registration('c', 'c-1'), issuer: other })
      const times = { received_at: 1, expires_at: 2, exchange: null }
      const token = { sandbox: 'c', scope: '', access_token: 't', token_type: 'bearer', ...times }
      await machineTokens.keep({ ...token, issuer: other, configuration_id })
      assert.equal(await registrations.find('c', configuration_id, at), undefined)
      assert.equal(await machineTokens.find('c', configuration_id, issuer), undefined)
      await registrations.keep(registration('c', 'c-2'))
      assert.equal((await registrations.find('c', configuration_id, at))?.client_id, 'c-2')
      assert.equal(await machineTokens.find('c', configuration_id, other), undefined)
    })

    test('each configuration has a registration and a token of its own', async () => {
      const registrations = createRegistrations(db)
      const machineTokens = createMachineTokens(db)
      await registrations.keep(registration('d', 'c-1'))
      await registrations.keep({ ...registration('d', 'c-2'), configuration_id: 'second' })
      const token = {
        sandbox: 'd',
        scope: '',
        access_token: 't',
        token_type: 'bearer',
        received_at: 1,
        expires_at: 2,
        exchange: null,
      }
      await machineTokens.keep({ ...token, issuer, configuration_id: 'second' })
      assert.equal((await registrations.find('d', configuration_id, at))?.client_id, 'c-1')
      assert.equal((await registrations.find('d', 'second', at))?.client_id, 'c-2')
      await registrations.remove('d', configuration_id)
      assert.equal(await registrations.of('d', configuration_id), undefined)
      assert.equal(await machineTokens.find('d', configuration_id, issuer), undefined)
      assert.ok(await machineTokens.find('d', 'second', issuer))
    })

    test('what a person typed in serves at any redirect URI, and no refusal forgets it', async () => {
      const registrations = createRegistrations(db)
      await registrations.replace({ ...registration('e', 'typed', 'https://a.example'), typed: 1 })
      await registrations.forget('e', configuration_id, 'typed')
      assert.equal((await registrations.find('e', configuration_id, at))?.client_id, 'typed')
      await registrations.replace(registration('e', 'dynamic'))
      await registrations.forget('e', configuration_id, 'dynamic')
      assert.equal(await registrations.find('e', configuration_id, at), undefined)
    })

    const signIn = (state: string, expires_at: number) => ({
      sandbox: 'a',
      state,
      browser_hash: 'b',
      nonce: 'n',
      code_verifier: 'v',
      expires_at,
      configuration_id,
    })

    test('a sign-in is taken once, and not after its end', async () => {
      const signIns = createSignIns(db)
      await signIns.begin(signIn('one', 10), 0)
      await signIns.begin(signIn('two', 20), 5)
      assert.equal((await signIns.find('a', 'one', 9))?.nonce, 'n')
      assert.equal(await signIns.find('a', 'one', 10), undefined)
      assert.equal(await signIns.find('other', 'two', 9), undefined)
      const taken = await Promise.all([signIns.take('a', 'two'), signIns.take('a', 'two')])
      assert.equal(taken.filter((row) => row !== undefined).length, 1)
    })

    const signedIn = (session_hash: string, expires_at: number) => ({
      session: {
        sandbox: 'a',
        session_hash,
        subject: 'u',
        name: 'Dana',
        nonce: 'n',
        expires_at,
        configuration_id,
        issuer,
        sid: '',
      },
      tokens: {
        sandbox: 'a',
        session_hash,
        access_token: 'at',
        token_type: 'bearer',
        refresh_token: 'rt',
        id_token: 'it',
        id_token_paired: 1,
        scope: 'openid',
        received_at: 1_795_331_645_000,
        expires_at: 1_795_335_245_000,
        exchange: null,
        version: 1,
        claimed_until: 0,
      },
    })

    test('of too many sign-ins the oldest are forgotten, also while the clock stands', async () => {
      const signIns = createSignIns(db)
      const signIn = (state: string, expires_at = 2000) => ({
        sandbox: 'many',
        state,
        browser_hash: 'b',
        nonce: 'n',
        code_verifier: 'v',
        expires_at,
        configuration_id,
      })
      const many = Array.from({ length: 10_001 }, (_, at) => signIn(`s${at}`))
      const rows = [signIn('oldest', 1500), ...many]
      for (let at = 0; at < rows.length; at += 1000) {
        await db
          .insertInto('sign_ins')
          .values(rows.slice(at, at + 1000))
          .execute()
      }
      const begin = async (from: number, to: number) => {
        for (let at = from; at < to; at += 1) await signIns.begin(signIn(`n${at}`, 3000), 1000)
      }
      await begin(0, 99)
      assert.ok(await signIns.find('many', 'oldest', 1000))
      await begin(99, 100)
      assert.equal(await signIns.find('many', 'oldest', 1000), undefined)
      assert.ok(await signIns.find('many', 'n0', 1000))
      const { count } = await db
        .selectFrom('sign_ins')
        .select(({ fn }) => fn.countAll().as('count'))
        .where('sandbox', '=', 'many')
        .executeTakeFirstOrThrow()
      assert.equal(Number(count), 10_001)
    })

    test('a session replaces the former one of the browser and sweeps those that ended', async () => {
      const sessions = createSessions(db)
      await sessions.begin(signedIn('first', 100), undefined, 0)
      await sessions.begin(signedIn('ended', 5), undefined, 0)
      await sessions.begin(signedIn('second', 100), 'first', 10)
      assert.equal(await sessions.find('a', 'first', 10), undefined)
      const found = await sessions.find('a', 'second', 10)
      assert.equal(found?.tokens.expires_at, 1_795_335_245_000)
      assert.equal(await sessions.find('a', 'second', 100), undefined)
      assert.equal((await db.selectFrom('tokens').select('session_hash').execute()).length, 1)
      await sessions.end('a', 'second')
      assert.equal((await db.selectFrom('tokens').select('session_hash').execute()).length, 0)
    })

    test('tokens of one version are claimed by one process, and claimed again when it is gone', async () => {
      const sessions = createSessions(db)
      const { session, tokens } = signedIn('claimed', 100)
      await sessions.begin({ session, tokens }, undefined, 0)
      const soon = Date.now() + 60_000
      const claims = await Promise.all([1, 2, 3].map(() => sessions.claim(tokens, soon)))
      assert.equal(claims.filter(Boolean).length, 1)
      await sessions.settle(tokens, undefined)
      assert.equal(await sessions.claim(tokens, Date.now() - 1), true)
      assert.equal(await sessions.claim(tokens, soon), true)
      await sessions.settle(tokens, { ...renewed, access_token: 'new' })
      const found = await sessions.find('a', 'claimed', 10)
      assert.deepEqual([found?.tokens.access_token, found?.tokens.version], ['new', 2])
      assert.equal(await sessions.claim(tokens, soon), false)
    })

    const renewed = {
      access_token: 'at',
      token_type: 'bearer',
      refresh_token: 'rt',
      id_token: 'it',
      id_token_paired: 0,
      scope: 'openid',
      received_at: 1,
      expires_at: null,
      exchange: null,
    }
  })
}
