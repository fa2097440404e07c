import { parameter } from '@oauth-lab/kit/form.ts'
import { requireDetails } from '../authorization-details/require-details.ts'
import { askedScopes } from '../authorization/granted-scopes.ts'
import { authenticateClient } from '../clients/authenticate-client.ts'
import type { Exchange } from '../exchange.ts'
import { deviceCodeName } from '../grant-types/grant-type.ts'
import { requireGrantType } from '../grant-types/require-grant-type.ts'
import { allowAlone, automatic } from '../interaction/answer-alone.ts'
import { requireResources } from '../resources/require-resources.ts'
import { requireScopes } from '../scopes/require-scopes.ts'
import { requireForm } from '../token/read-form.ts'
import { findDeviceRequest, keepDeviceRequest, verificationPath } from './device-codes.ts'

/** A device authorization response (RFC 8628 §3.2). */
interface DeviceAuthorization {
  device_code: string
  user_code: string
  verification_uri: string
  verification_uri_complete: string
  /** Seconds. */
  expires_in: number
  /** Seconds. */
  interval: number
}

/** The device authorization endpoint (RFC 8628 §3.1). */
export async function deviceAuthorization(exchange: Exchange): Promise<DeviceAuthorization> {
  const form = requireForm(exchange, ['resource'])
  const client = await authenticateClient(exchange, form)
  await requireGrantType(exchange, client, deviceCodeName)
  const { sandbox, configuration, reply } = exchange
  const asked = requireScopes(exchange, parameter(form, 'scope'), client)
  const resources = await requireResources(exchange, form, 'grant')
  const details = requireDetails(exchange, parameter(form, 'authorization_details'), client)
  const scopes = await askedScopes(exchange, { clientId: client.id, scopes: asked, parameters: {} })
  const wanted = { clientId: client.id, scopes, resources, details }
  const { deviceCode, userCode } = await keepDeviceRequest(exchange, wanted)
  const alone = automatic(exchange)
  if (alone) {
    const kept = (await findDeviceRequest(exchange, userCode))!
    await allowAlone(exchange, { kind: 'device', wanted: kept }, alone)
  }
  const page = sandbox.base + verificationPath
  reply.header('cache-control', 'no-store')
  return {
    device_code: deviceCode,
    user_code: userCode,
    verification_uri: page,
    verification_uri_complete: `${page}?${new URLSearchParams({ user_code: userCode }).toString()}`,
    expires_in: configuration.deviceCodeLifetime,
    interval: configuration.pollInterval,
  }
}
