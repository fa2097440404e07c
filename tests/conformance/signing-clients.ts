import { exportJWK, generateKeyPair } from 'jose'
import type { JWK } from 'jose'
import type { Lab } from '@oauth-lab/embedded/start-lab.ts'

/** A client as the suite is told it: with its private key. */
interface ToldClient {
  client_id: string
  scope: string
  jwks: { keys: JWK[] }
}

/**
 * Registers two clients that authenticate by private_key_jwt, and returns what the suite is told of them.
 * @param callback the redirect URI that the suite has for the plan
 * @param metadata besides
 */
export async function registerSigningClients(
  { control }: Pick<Lab, 'control'>,
  callback: string,
  metadata: object,
): Promise<{ client: ToldClient; client2: ToldClient }> {
  const register = async (name: string, redirect: string): Promise<ToldClient> => {
    const { privateKey, publicKey } = await generateKeyPair('PS256', { extractable: true })
    const named = { kid: name, alg: 'PS256', use: 'sig' }
    const { client_id } = await control.clients.create({
      client_name: `conformance, ${name}`,
      redirect_uris: [redirect],
      grant_types: ['authorization_code', 'refresh_token'],
      token_endpoint_auth_method: 'private_key_jwt',
      jwks: { keys: [{ ...(await exportJWK(publicKey)), ...named }] },
      ...metadata,
    })
    return {
      client_id,
      scope: 'openid offline_access',
      jwks: { keys: [{ ...(await exportJWK(privateKey)), ...named }] },
    }
  }
  return {
    client: await register('first', callback),
    client2: await register('second', `${callback}?dummy1=lorem&dummy2=ipsum`),
  }
}
