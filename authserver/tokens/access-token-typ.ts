import { letPass } from '../checks.ts'
import type { Client } from '../clients/client.ts'
import type { AccessTokenTyp } from '../configuration/server-configuration.ts'
import type { Exchange } from '../exchange.ts'

/**
 * What the header of an access token says it is: as its resource wants it, else its client, else the server.
 * Anything but `at+jwt` is told as a leniency (RFC 9068 §2.1).
 */
export function accessTokenTyp(
  exchange: Exchange,
  client: Client,
  audience: readonly string[],
): AccessTokenTyp {
  const { resources, accessTokenTyp: ofServer } = exchange.configuration
  const resource = audience.find((one) => resources[one]?.accessTokenTyp !== undefined)
  const ofResource = resource === undefined ? undefined : resources[resource]!.accessTokenTyp
  const typ = ofResource ?? client.metadata.access_token_typ ?? ofServer
  if (typ !== 'at+jwt') {
    const whose = ofResource
      ? resource!
      : client.metadata.access_token_typ
        ? 'the client'
        : 'the server'
    letPass(exchange, 'access-token.typ', `A setting of ${whose} wants ${typ}.`)
  }
  return typ
}
