import { openConnection, writeForm } from '../load/connection.ts'
import type { Address, Connection } from '../load/connection.ts'
import { authorizationRequest, codeFlows, redeem, refreshChains, signIn } from './code-flow.ts'
import type { CodeFlow } from './code-flow.ts'
import { repeat } from './lab.ts'
import { openPeer } from './peer.ts'
import { algorithmOf } from './subject.ts'
import type { Prepared, Scenario, Subject } from './subject.ts'

const basicOf = (id: string) =>
  `Basic ${Buffer.from(`${id}:bench-secret-of-some-length-0123456789`).toString('base64')}`

/** oidc-provider: no protected resources, and no logins, since its development login checks no password. */
export function openOidcProvider(): Subject {
  const peer = openPeer('oidc-provider')

  const prepare = async (scenario: Scenario): Promise<Prepared | undefined> => {
    if (scenario === 'protected-resource' || scenario === 'login') return undefined
    const address = await peer.start(algorithmOf(scenario))
    const flow = providerFlow(address)
    switch (scenario) {
      case 'introspection':
        return introspection(address)
      case 'code-flow': {
        const { cookies } = await enter(flow)
        return { address, begin: (connection) => codeFlows(flow, connection, cookies) }
      }
      case 'refresh': {
        const lasting = { ...flow, scope: 'openid offline_access my/scope' }
        const first = async (connection: Connection) => {
          const { code } = await enter(lasting, { prompt: 'consent' })
          return (await redeem(lasting, connection, code))['refresh_token']
        }
        return { address, begin: refreshChains(lasting, first) }
      }
      default:
        return repeat(address, clientCredentials(flow), '"access_token"')
    }
  }
  return { name: 'oidc-provider', prepare, cpu: peer.cpu, stop: peer.stop }
}

/** Its client and endpoints. */
export function providerFlow(address: Address): CodeFlow {
  return {
    address,
    authorize: '/auth',
    token: '/token',
    basic: basicOf('bench'),
    clientId: 'bench',
    scope: 'openid my/scope',
  }
}

function clientCredentials({ address, token, basic }: CodeFlow): Buffer {
  const form = { grant_type: 'client_credentials', scope: 'my/scope' }
  return writeForm(address, token, form, { authorization: basic })
}

/** It introspects the tokens that it stores, which are the opaque ones. */
async function introspection(address: Address): Promise<Prepared> {
  const authorization = basicOf('bench-opaque')
  const form = { grant_type: 'client_credentials', scope: 'my/scope' }
  const connection = await openConnection(address)
  const answer = await connection.send(writeForm(address, '/token', form, { authorization }))
  connection.close()
  const { access_token: token } = JSON.parse(answer.body) as { access_token: string }
  const request = writeForm(address, '/token/introspection', { token }, { authorization })
  return repeat(address, request, '"active":true')
}

function enter(flow: CodeFlow, more: Record<string, string> = {}) {
  const url = `http://${flow.address.authority}${authorizationRequest(flow, more)}`
  return signIn({ fetch, url, username: 'bench', password: 'any' })
}
