import { writeForm } from '../load/connection.ts'
import type { Address, Connection } from '../load/connection.ts'
import { codeFlows, refreshChains } from './code-flow.ts'
import type { CodeFlow } from './code-flow.ts'
import { repeat } from './lab.ts'
import { openPeer } from './peer.ts'
import { algorithmOf } from './subject.ts'
import type { Prepared, Scenario, Subject } from './subject.ts'

/**
 * oauth2-mock-server: it asks nobody to sign in and stores nothing. No introspection: it calls
 * whatever it is sent an active token.
 */
export function openMockServer(): Subject {
  const peer = openPeer('oauth2-mock-server')

  const prepare = async (scenario: Scenario): Promise<Prepared | undefined> => {
    if (!['code-flow', 'refresh'].includes(scenario) && !scenario.startsWith('client')) {
      return undefined
    }
    const address = await peer.start(algorithmOf(scenario))
    const flow = mockFlow(address)
    switch (scenario) {
      case 'code-flow':
        return { address, begin: (connection) => codeFlows(flow, connection, '') }
      case 'refresh': {
        const first = async (connection: Connection) =>
          (await codeFlows(flow, connection, '')())['refresh_token']
        return { address, begin: refreshChains(flow, first) }
      }
      default: {
        const form = { grant_type: 'client_credentials', scope: 'my/scope' }
        const request = writeForm(address, '/token', form, { authorization: flow.basic })
        return repeat(address, request, '"access_token"')
      }
    }
  }
  return { name: 'oauth2-mock-server', prepare, cpu: peer.cpu, stop: peer.stop }
}

/** Its endpoints; it takes any client. */
export function mockFlow(address: Address): CodeFlow {
  return {
    address,
    authorize: '/authorize',
    token: '/token',
    basic: `Basic ${Buffer.from('bench:bench').toString('base64')}`,
    clientId: 'bench',
    scope: 'openid my/scope',
  }
}
