import { generateKeyPair, exportJWK } from 'jose'
import { Provider } from 'oidc-provider'

/**
 * A bare oidc-provider: its development interactions, its store in memory, JWT access tokens for client credentials.
 * Arguments: port, and the algorithm of access tokens and ID tokens (RS256 or ES256).
 */
const [port, algorithm] = process.argv.slice(2) as [string, 'RS256' | 'ES256']
const { privateKey } = await generateKeyPair(algorithm, { extractable: true })
const key = { ...(await exportJWK(privateKey)), alg: algorithm, use: 'sig', kid: 'bench' }
const resource = 'urn:bench:resource'

const provider = new Provider(`http://127.0.0.1:${port}`, {
  clients: [
    {
      client_id: 'bench',
      client_secret: 'bench-secret-of-some-length-0123456789',
      redirect_uris: ['https://application.example/callback'],
      grant_types: ['authorization_code', 'client_credentials', 'refresh_token'],
      response_types: ['code'],
      id_token_signed_response_alg: algorithm,
    },
    {
      client_id: 'bench-opaque',
      client_secret: 'bench-secret-of-some-length-0123456789',
      redirect_uris: [],
      grant_types: ['client_credentials'],
      response_types: [],
      id_token_signed_response_alg: algorithm,
    },
  ],
  jwks: { keys: [key] },
  cookies: { keys: ['bench'] },
  scopes: ['openid', 'offline_access', 'my/scope'],
  features: {
    clientCredentials: { enabled: true },
    introspection: { enabled: true },
    devInteractions: { enabled: true },
    resourceIndicators: {
      enabled: true,
      defaultResource: () => resource,
      useGrantedResource: () => true,
      getResourceServerInfo: (_context, _resource, client) => ({
        scope: 'my/scope',
        audience: resource,
        // Introspection is for tokens that it stores, which are the opaque ones.
        accessTokenFormat: client.clientId === 'bench' ? 'jwt' : 'opaque',
        jwt: { sign: { alg: algorithm } },
      }),
    },
  },
})
const server = provider.listen(Number(port), '127.0.0.1', () => {
  process.stdout.write('ready\n')
})
process.once('SIGTERM', () => {
  server.close()
  server.closeAllConnections()
})
