import { statement } from '@oauth-lab/kit/store/statement.ts'
import { digest } from '../digest.ts'
import type { Exchange } from '../exchange.ts'
import type { DatabaseTables } from '../store/database.ts'
import type { DeviceCodeRow } from '../store/tables.ts'
import { grantColumns } from '../tokens/grants.ts'
import type { GrantColumns } from '../tokens/grants.ts'

/** What a client is told when it asks: of its request, and of the grant once the user has allowed. */
export type Waiting = Pick<
  DeviceCodeRow,
  'expires_at' | 'poll_interval' | 'asked_at' | 'denied_at' | 'redeemed_at'
> & { asking_client: string } & { [Name in keyof GrantColumns]: GrantColumns[Name] | null }
type Key = { sandbox: string; hash: string }

/** The answer of a user: the grant of what was allowed, or that it was denied. */
export type WaitingAnswer = { grantId: string } | 'denied'

/**
 * Requests of a table that wait until their users have answered elsewhere.
 * @param secret the column with the hash of what the client asks with
 * @param name the column by which the user's answer finds it
 */
export function waitingRequests(
  ...columns:
    | ['device_codes', secret: 'device_code_hash', name: 'user_code_hash']
    | ['backchannel_requests', secret: 'auth_req_id_hash', name: 'request_id']
) {
  // Both tables have the columns that are named here; the compiler checks those of one.
  const [table, secret, name] = columns as unknown as [
    'device_codes',
    'device_code_hash',
    'user_code_hash',
  ]

  const select = statement<DatabaseTables, Key, Waiting>((db, slot) =>
    db
      .selectFrom(table)
      .leftJoin('grants', (join) =>
        join
          .onRef('grants.sandbox', '=', `${table}.sandbox`)
          .onRef('grants.grant_id', '=', `${table}.grant_id`),
      )
      .leftJoin('users', (join) =>
        join.onRef('users.sandbox', '=', 'grants.sandbox').onRef('users.sub', '=', 'grants.sub'),
      )
      .select([
        `${table}.client_id as asking_client`,
        `${table}.expires_at`,
        `${table}.poll_interval`,
        `${table}.asked_at`,
        `${table}.denied_at`,
        `${table}.redeemed_at`,
        ...grantColumns,
      ])
      .where(`${table}.sandbox`, '=', slot('sandbox'))
      .where(`${table}.${secret}`, '=', slot('hash')),
  )

  /** One statement decides who wins, also between replicas. */
  const redeem = statement<DatabaseTables, Key & { now: number }, { client_id: string }>(
    (db, slot) =>
      db
        .updateTable(table)
        .set({ redeemed_at: slot('now') })
        .where('sandbox', '=', slot('sandbox'))
        .where(secret, '=', slot('hash'))
        .where('redeemed_at', 'is', null)
        .returning('client_id'),
  )

  const note = statement<DatabaseTables, Key & { now: number; interval: number }>((db, slot) =>
    db
      .updateTable(table)
      .set({ asked_at: slot('now'), poll_interval: slot('interval') })
      .where('sandbox', '=', slot('sandbox'))
      .where(secret, '=', slot('hash')),
  )

  const keyOf = ({ sandbox }: Exchange, sent: string): Key => ({
    sandbox: sandbox.id,
    hash: digest(sent),
  })

  return {
    /** The request that the client asks for. */
    async find(exchange: Exchange, sent: string): Promise<Waiting | undefined> {
      const [row] = await select(exchange.server.db, keyOf(exchange, sent))
      return row
    },

    /** Whether this is the one question that gets the tokens. */
    async redeem(exchange: Exchange, sent: string): Promise<boolean> {
      const now = exchange.sandbox.clock.now()
      const won = await redeem(exchange.server.db, { ...keyOf(exchange, sent), now })
      return won.length > 0
    },

    /** Keeps that the client asked now; it waits `interval` seconds before it asks again. */
    async noteQuestion(exchange: Exchange, sent: string, interval: number): Promise<void> {
      const now = exchange.sandbox.clock.now()
      await note(exchange.server.db, { ...keyOf(exchange, sent), now, interval })
    },

    /** Keeps the answer of the user, and returns whether it waited for one: one statement decides which one counts. */
    async answer(
      { server, sandbox }: Exchange,
      named: string,
      answer: WaitingAnswer,
    ): Promise<boolean> {
      const now = sandbox.clock.now()
      const won = await server.db
        .updateTable(table)
        .set(answer === 'denied' ? { denied_at: now } : { grant_id: answer.grantId })
        .where('sandbox', '=', sandbox.id)
        .where(name, '=', named)
        .where('expires_at', '>', now)
        .where('grant_id', 'is', null)
        .where('denied_at', 'is', null)
        .returning('client_id')
        .executeTakeFirst()
      return won !== undefined
    },
  }
}

export type WaitingRequests = ReturnType<typeof waitingRequests>
