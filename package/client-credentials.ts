import type { ControlClient } from '@oauth-lab/kit/admin/control-client.ts'

/** A confidential client. */
export interface ClientCredentials {
  clientId: string
  clientSecret: string
}

/** The lab's client for programs without a user: client credentials, and the authorization code. */
export async function readClientCredentials(control: ControlClient): Promise<ClientCredentials> {
  const clients = await control.clients.list()
  const client = clients.find(({ client_name }) => client_name === 'postman')
  if (client?.client_secret === undefined) throw new Error('The lab has no client "postman".')
  return { clientId: client.client_id, clientSecret: client.client_secret }
}
