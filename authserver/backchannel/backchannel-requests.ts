import type { BackchannelState } from '@oauth-lab/kit/admin/backchannel-document.ts'
import { detailsToStore, storedDetails } from '../authorization-details/authorization-detail.ts'
import type { AuthorizationDetail } from '../authorization-details/authorization-detail.ts'
import { digest } from '../digest.ts'
import type { Exchange } from '../exchange.ts'
import { readScopes } from '../scopes/scope-list.ts'
import type { BackchannelRequestRow } from '../store/tables.ts'
import { waitingRequests } from '../waiting/waiting-requests.ts'

/** What a client asks of a user who is elsewhere (CIBA Core §7.1). */
export interface BackchannelRequest {
  /** By which pages and administrators name it: no secret. */
  requestId: string
  clientId: string
  /** Whose answer it waits for. */
  sub: string
  scopes: string[]
  resources: string[]
  details: AuthorizationDetail[]
  /** It can ask for none by name. */
  claims?: undefined
  /** What the client shows as well, so that the user compares the two. */
  bindingMessage: string | undefined
  acrValues: string[]
  /** All of it that a person may see, for hooks and for the pages. */
  parameters: Record<string, string>
}

/** What the client is told with, once its user has answered (CIBA Core §10.2, §10.3). */
export interface BackchannelNotice {
  authReqId: string
  /** The client_notification_token. */
  token: string
}

/** Path of the page on which users see what waits for them, below a sandbox's base. */
export const backchannelPath = '/authserver/backchannel'

/** Backchannel requests that wait: the client asks by its auth_req_id, the answer finds it by its name. */
export const backchannel = waitingRequests('backchannel_requests', 'auth_req_id_hash', 'request_id')

/**
 * Stores what a client asks for, until it ends.
 * @param lifetime seconds
 * @param token the client_notification_token, where the client is to be told of the answer
 */
export async function keepBackchannelRequest(
  { server, sandbox, configuration }: Exchange,
  wanted: Omit<BackchannelRequest, 'requestId' | 'parameters'>,
  { lifetime, token }: { lifetime: number; token: string | undefined },
): Promise<{ authReqId: string; request: BackchannelRequest }> {
  const authReqId = sandbox.random.token(32)
  const notice: BackchannelNotice | undefined =
    token === undefined ? undefined : { authReqId, token }
  const now = sandbox.clock.now()
  const row: BackchannelRequestRow = {
    sandbox: sandbox.id,
    auth_req_id_hash: digest(authReqId),
    request_id: sandbox.random.id('b-'),
    client_id: wanted.clientId,
    sub: wanted.sub,
    scope: wanted.scopes.join(' '),
    resource: wanted.resources.length > 0 ? wanted.resources.join(' ') : null,
    authorization_details: detailsToStore(wanted.details),
    binding_message: wanted.bindingMessage ?? null,
    acr_values: wanted.acrValues.length > 0 ? wanted.acrValues.join(' ') : null,
    created_at: now,
    expires_at: now + lifetime * 1000,
    poll_interval: configuration.pollInterval,
    asked_at: null,
    grant_id: null,
    denied_at: null,
    redeemed_at: null,
    notice: notice === undefined ? null : JSON.stringify(notice),
    told: null,
  }
  await server.db.insertInto('backchannel_requests').values(row).execute()
  return { authReqId, request: readRequest(row) }
}

/** A request of the store, whatever became of it. */
export async function findBackchannelRow(
  { server, sandbox }: Pick<Exchange, 'server' | 'sandbox'>,
  requestId: string,
): Promise<BackchannelRequestRow | undefined> {
  return server.db
    .selectFrom('backchannel_requests')
    .selectAll()
    .where('sandbox', '=', sandbox.id)
    .where('request_id', '=', requestId)
    .executeTakeFirst()
}

/** Those that wait for the answer of a user, the latest first. */
export function waitingFor(
  { server, sandbox }: Exchange,
  sub: string,
): Promise<BackchannelRequestRow[]> {
  return server.db
    .selectFrom('backchannel_requests')
    .selectAll()
    .where('sandbox', '=', sandbox.id)
    .where('sub', '=', sub)
    .where('expires_at', '>', sandbox.clock.now())
    .where('grant_id', 'is', null)
    .where('denied_at', 'is', null)
    .orderBy('created_at', 'desc')
    .execute()
}

/** What has become of a request. */
export function stateOf(
  { grant_id, denied_at, expires_at }: BackchannelRequestRow,
  { sandbox }: Pick<Exchange, 'sandbox'>,
): BackchannelState {
  if (grant_id !== null) return 'allowed'
  if (denied_at !== null) return 'denied'
  return expires_at > sandbox.clock.now() ? 'waiting' : 'expired'
}

export function readRequest(row: BackchannelRequestRow): BackchannelRequest {
  const { client_id, scope, resource, authorization_details, binding_message, acr_values } = row
  return {
    requestId: row.request_id,
    clientId: client_id,
    sub: row.sub,
    scopes: readScopes(scope),
    resources: resource === null ? [] : resource.split(' '),
    details: storedDetails(authorization_details),
    bindingMessage: binding_message ?? undefined,
    acrValues: acr_values === null ? [] : acr_values.split(' '),
    parameters: {
      client_id,
      scope,
      ...(resource !== null && { resource }),
      ...(authorization_details !== null && { authorization_details }),
      ...(acr_values !== null && { acr_values }),
      ...(binding_message !== null && { binding_message }),
    },
  }
}
