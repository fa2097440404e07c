import { Refusal } from '@oauth-lab/kit/checks.ts'
import { observe } from '../checks.ts'
import type { Client } from '../clients/client.ts'
import { tellClient } from '../clients/tell-client.ts'
import type { Exchange } from '../exchange.ts'
import { produceJwt } from '../keys/produce-jwt.ts'
import { issuerOf } from '../server.ts'
import { subjectFor } from '../users/pairwise-subjects.ts'
import { appendQuery } from '../authorization/response-modes/append.ts'
import { takeParticipants } from './participants.ts'
import type { Ended } from './participants.ts'

/** What a client was told of a log-out. */
export interface Told {
  name: string
  /** What came of the back-channel request; absent where there was none. */
  says?: string
  /** What the browser is to load. */
  frame?: string
}

const event = 'http://schemas.openid.net/event/backchannel-logout'

/** Seconds that a logout token is good: two minutes (OpenID Connect Back-Channel Logout §4). */
const lifetime = 120

/** Tells every client of a session that it has ended (OpenID Connect Back-Channel Logout §2.5, Front-Channel Logout §2). */
export async function tellClients(exchange: Exchange, ended: Ended): Promise<Told[]> {
  const clients = await takeParticipants(exchange, ended.sid)
  return Promise.all(
    clients.map(async (client) => {
      const { backchannel_logout_uri: back, frontchannel_logout_uri: front } = client.metadata
      const says = back === undefined ? undefined : await tellBack(exchange, client, back, ended)
      const iss = issuerOf(exchange.sandbox)
      return {
        name: client.metadata.client_name ?? client.id,
        ...(says !== undefined && { says }),
        ...(front !== undefined && { frame: appendQuery(front, { iss, sid: ended.sid }) }),
      }
    }),
  )
}

async function tellBack(exchange: Exchange, client: Client, uri: string, ended: Ended) {
  const token = await logoutToken(exchange, client, ended).catch((error: unknown) => error)
  // A client to whose key nothing can be encrypted keeps nobody from signing out.
  if (token instanceof Refusal) return `was not asked: ${token.message}`
  if (typeof token !== 'string') throw token
  const body = new URLSearchParams({ logout_token: token })
  const { problem, often } = await tellClient(exchange, uri, { body })
  observe(exchange, 'backchannel-logout.taken', problem === undefined, () => {
    return `${client.id} was asked ${often}. ${problem}`
  })
  return problem === undefined ? 'ended its session' : `was asked ${often}: ${problem}`
}

async function logoutToken(exchange: Exchange, client: Client, { sid, sub }: Ended) {
  const { sandbox } = exchange
  const iat = sandbox.clock.seconds()
  return produceJwt(exchange, {
    use: 'logout token',
    typ: 'logout+jwt',
    client,
    claims: {
      iss: issuerOf(sandbox),
      sub: await subjectFor(exchange, client, sub),
      aud: client.id,
      iat,
      exp: iat + lifetime,
      jti: sandbox.random.token(16),
      events: { [event]: {} },
      sid,
    },
  })
}
