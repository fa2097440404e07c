import { statement } from '@oauth-lab/kit/store/statement.ts'
import { detailsToStore, storedDetails } from '../authorization-details/authorization-detail.ts'
import type { AuthorizationDetail } from '../authorization-details/authorization-detail.ts'
import { digest } from '../digest.ts'
import type { Exchange } from '../exchange.ts'
import { readScopes } from '../scopes/scope-list.ts'
import type { DatabaseTables } from '../store/database.ts'
import type { DeviceCodeRow } from '../store/tables.ts'
import { waitingRequests } from '../waiting/waiting-requests.ts'
import type { WaitingAnswer } from '../waiting/waiting-requests.ts'

/** What a device asked for, as its user is asked (RFC 8628 §3.1). */
export interface DeviceRequest {
  clientId: string
  scopes: string[]
  resources: string[]
  details: AuthorizationDetail[]
  /** A device asks for none by name. */
  claims?: undefined
  /** As the device shows it. */
  userCode: string
  /** All of it as sent, for hooks and for the pages. */
  parameters: Record<string, string>
}

/** Devices that wait: each asks by its device code, and its user answers by the user code. */
export const devices = waitingRequests('device_codes', 'device_code_hash', 'user_code_hash')

/** Path of the page on which a user types the code, below a sandbox's base. */
export const verificationPath = '/authserver/device'

/** Letters that nobody takes for others, and that make no word (RFC 8628 §6.1). */
const letters = 'BCDFGHJKLMNPQRSTVWXZ'
const half = 4

/** Stores what a device asks for, until it ends. */
export async function keepDeviceRequest(
  exchange: Exchange,
  { clientId, scopes, resources, details }: Omit<DeviceRequest, 'userCode' | 'parameters'>,
): Promise<{ deviceCode: string; userCode: string }> {
  const { server, sandbox, configuration } = exchange
  const deviceCode = sandbox.random.token(32)
  const userCode = newUserCode(exchange)
  const kept = await server.db
    .insertInto('device_codes')
    .values({
      sandbox: sandbox.id,
      device_code_hash: digest(deviceCode),
      user_code_hash: digest(userCode),
      client_id: clientId,
      scope: scopes.join(' '),
      resource: resources.length > 0 ? resources.join(' ') : null,
      authorization_details: detailsToStore(details),
      expires_at: sandbox.clock.now() + configuration.deviceCodeLifetime * 1000,
      poll_interval: configuration.pollInterval,
      asked_at: null,
      grant_id: null,
      denied_at: null,
      redeemed_at: null,
    })
    .onConflict((conflict) => conflict.doNothing())
    .returning('client_id')
    .executeTakeFirst()
  // Somebody else has this user code: one of 25,600,000,000.
  return kept === undefined
    ? keepDeviceRequest(exchange, { clientId, scopes, resources, details })
    : { deviceCode, userCode }
}

/** Of 34 bits, in two halves: as random as bytes below a multiple of 20 are. */
function newUserCode({ sandbox }: Exchange): string {
  const fair = 256 - (256 % letters.length)
  let code = ''
  while (code.length < 2 * half) {
    const [byte] = sandbox.random.bytes(1)
    if (byte! < fair) code += letters[byte! % letters.length]!
  }
  return formatted(code)
}

function formatted(code: string): string {
  return `${code.slice(0, half)}-${code.slice(half)}`
}

/** A user code as it was given out, whatever case and punctuation somebody typed (RFC 8628 §6.1). */
export function readUserCode(typed: string): string {
  return formatted(
    typed
      .toUpperCase()
      .replaceAll(/[^A-Z]/g, '')
      .slice(0, 3 * half),
  )
}

const selectOpen = statement<
  DatabaseTables,
  { sandbox: string; hash: string; now: number },
  Pick<DeviceCodeRow, 'client_id' | 'scope' | 'resource' | 'authorization_details'>
>((db, slot) =>
  db
    .selectFrom('device_codes')
    .select(['client_id', 'scope', 'resource', 'authorization_details'])
    .where('sandbox', '=', slot('sandbox'))
    .where('user_code_hash', '=', slot('hash'))
    .where('expires_at', '>', slot('now'))
    .where('grant_id', 'is', null)
    .where('denied_at', 'is', null),
)

/** The request of a user code that waits for its answer. */
export async function findDeviceRequest(
  { server, sandbox }: Exchange,
  userCode: string,
): Promise<DeviceRequest | undefined> {
  const [row] = await selectOpen(server.db, {
    sandbox: sandbox.id,
    hash: digest(userCode),
    now: sandbox.clock.now(),
  })
  if (row === undefined) return undefined
  const { client_id: clientId, scope, resource, authorization_details } = row
  return {
    clientId,
    scopes: readScopes(scope),
    resources: resource === null ? [] : resource.split(' '),
    details: storedDetails(authorization_details),
    userCode,
    parameters: {
      client_id: clientId,
      ...(scope !== '' && { scope }),
      ...(resource !== null && { resource }),
      ...(authorization_details !== null && { authorization_details }),
      user_code: userCode,
    },
  }
}

/** Keeps the answer of the user, and returns whether the device waited for one. */
export function answerDevice(
  exchange: Exchange,
  { userCode }: Pick<DeviceRequest, 'userCode'>,
  answer: WaitingAnswer,
): Promise<boolean> {
  return devices.answer(exchange, digest(userCode), answer)
}
