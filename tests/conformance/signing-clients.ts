import { createRoot } from '@oauth-lab/kit/certificate-issuer.ts'
import { exportJWK, generateKeyPair } from 'jose'
import type { JWK } from 'jose'
import type { Lab } from '@oauth-lab/embedded/start-lab.ts'

/** A client as the suite is told it: with its private key. */
interface ToldClient {
  client_id: string
  scope: string
  jwks: { keys: JWK[] }
}

interface Told {
  client: ToldClient
  client2: ToldClient
  mtls?: ToldCertificate
  mtls2?: ToldCertificate
}

/** PEM. */
interface ToldCertificate {
  cert: string
  key: string
}

/**
 * Registers two clients that authenticate by private_key_jwt, and returns what the suite is told of them.
 * @param callback the redirect URI that the suite has for the plan
 * @param metadata besides
 * @param certificates whether each has a certificate, to which its tokens are bound
 */
export async function registerSigningClients(
  { control }: Pick<Lab, 'control'>,
  callback: string,
  metadata: object,
  certificates = false,
): Promise<Told> {
  const register = async (name: string, redirect: string): Promise<ToldClient> => {
    const { privateKey, publicKey } = await generateKeyPair('PS256', { extractable: true })
    const named = { kid: name, alg: 'PS256', use: 'sig' }
    const { client_id } = await control.clients.create({
      client_name: `conformance, ${name}`,
      redirect_uris: [redirect],
      grant_types: ['authorization_code', 'refresh_token'],
      token_endpoint_auth_method: 'private_key_jwt',
      jwks: { keys: [{ ...(await exportJWK(publicKey)), ...named }] },
      ...(certificates && { tls_client_certificate_bound_access_tokens: true }),
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
    ...(certificates && { mtls: await certify('first'), mtls2: await certify('second') }),
  }
}

/** Vouched for by itself: the tokens are bound to it, and nobody authenticates by it. */
async function certify(name: string): Promise<ToldCertificate> {
  const { certificate, key } = await createRoot(`${name}.client.example`)
  return { cert: certificate, key }
}
