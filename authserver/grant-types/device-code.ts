import { besideClock } from '@oauth-lab/kit/check-detail.ts'
import { parameter } from '@oauth-lab/kit/form.ts'
import { statement } from '@oauth-lab/kit/store/statement.ts'
import { check, requireThat } from '../checks.ts'
import { digest } from '../digest.ts'
import { requireGrantedResources } from '../resources/require-resources.ts'
import { readScopes } from '../scopes/scope-list.ts'
import type { DatabaseTables } from '../store/database.ts'
import type { DeviceCodeRow } from '../store/tables.ts'
import { grantColumns, readGrant } from '../tokens/grants.ts'
import type { GrantColumns } from '../tokens/grants.ts'
import type { TokenExchange } from '../token/token-exchange.ts'
import { deviceCodeName } from './grant-type.ts'
import type { GrantType } from './grant-type.ts'
import { issueGrantTokens } from './grant-tokens.ts'
import { requireLiveGrant } from './require-live-grant.ts'

type Kept = Pick<
  DeviceCodeRow,
  'expires_at' | 'poll_interval' | 'asked_at' | 'denied_at' | 'redeemed_at'
> & { device_client: string }
/** The grant's columns are null until the user has allowed. */
type Found = Kept & { [Name in keyof GrantColumns]: GrantColumns[Name] | null }
type Key = { sandbox: string; hash: string }

const selectCode = statement<DatabaseTables, Key, Found>((db, slot) =>
  db
    .selectFrom('device_codes')
    .leftJoin('grants', (join) =>
      join
        .onRef('grants.sandbox', '=', 'device_codes.sandbox')
        .onRef('grants.grant_id', '=', 'device_codes.grant_id'),
    )
    .leftJoin('users', (join) =>
      join.onRef('users.sandbox', '=', 'grants.sandbox').onRef('users.sub', '=', 'grants.sub'),
    )
    .select([
      'device_codes.client_id as device_client',
      'device_codes.expires_at',
      'device_codes.poll_interval',
      'device_codes.asked_at',
      'device_codes.denied_at',
      'device_codes.redeemed_at',
      ...grantColumns,
    ])
    .where('device_codes.sandbox', '=', slot('sandbox'))
    .where('device_codes.device_code_hash', '=', slot('hash')),
)

/** One statement decides who wins, also between replicas. */
const redeemCode = statement<DatabaseTables, Key & { now: number }, { client_id: string }>(
  (db, slot) =>
    db
      .updateTable('device_codes')
      .set({ redeemed_at: slot('now') })
      .where('sandbox', '=', slot('sandbox'))
      .where('device_code_hash', '=', slot('hash'))
      .where('redeemed_at', 'is', null)
      .returning('client_id'),
)

const noteQuestion = statement<DatabaseTables, Key & { now: number; interval: number }>(
  (db, slot) =>
    db
      .updateTable('device_codes')
      .set({ asked_at: slot('now'), poll_interval: slot('interval') })
      .where('sandbox', '=', slot('sandbox'))
      .where('device_code_hash', '=', slot('hash')),
)

/** Milliseconds by which a timer of a device may be early. */
const early = 500
/** By how many seconds the interval grows when a device does not wait for it (RFC 8628 §3.5). */
const slower = 5

/** Tokens for a device whose user has allowed it on another one (RFC 8628 §3.4). */
export const deviceCode: GrantType = {
  name: deviceCodeName,
  onByDefault: true,
  begins: true,
  clients: 'all',
  async grant(exchange) {
    const { server, sandbox, client, form } = exchange
    const code = parameter(form, 'device_code')
    requireThat(exchange, 'device-code.present', code !== undefined)
    const key = { sandbox: sandbox.id, hash: digest(code) }
    const [row] = await selectCode(server.db, key)
    requireThat(exchange, 'device-code.known', row !== undefined)
    const isOwn = row.device_client === client.id
    requireThat(exchange, 'device-code.of-client', isOwn, `${client.id} sent it.`)
    const now = sandbox.clock.now()
    requireUnused(exchange, row.redeemed_at === null)
    check(exchange, 'device-code.fresh', row.expires_at > now, () =>
      besideClock('It expired', row.expires_at, sandbox.clock),
    )
    requireThat(exchange, 'device-code.allowed', row.denied_at === null)
    if (!isAllowed(row)) await requirePace(exchange, key, row)
    requireThat(exchange, 'device-code.answered', isAllowed(row))
    const grant = readGrant(row)
    requireLiveGrant(exchange, grant)
    requireGrantedResources(exchange, form, grant.resources)
    const won = await redeemCode(server.db, { ...key, now })
    requireUnused(exchange, won.length > 0)
    const scopes = readScopes(row.scope)
    return issueGrantTokens(exchange, {
      grantType: deviceCodeName,
      grant,
      scopes,
      nonce: null,
      refreshScopes: scopes,
    })
  },
}

function isAllowed(row: Found): row is Kept & GrantColumns {
  return row.grant_id !== null
}

function requireUnused(exchange: TokenExchange, unused: boolean): void {
  requireThat(exchange, 'device-code.unused', unused)
}

/** A device that asks too early waits longer from then on. */
async function requirePace(
  exchange: TokenExchange,
  key: Key,
  { asked_at: last, poll_interval: interval }: Found,
): Promise<void> {
  const { server, sandbox } = exchange
  const now = sandbox.clock.now()
  const waited = last === null || now < last || now - last >= interval * 1000 - early
  const next = waited ? interval : interval + slower
  await noteQuestion(server.db, { ...key, now, interval: next })
  check(exchange, 'device-code.pace', waited, () => `The interval is ${next} s from now on.`)
}
