import { InvalidTokenError } from '@modelcontextprotocol/sdk/server/auth/errors.js'
import { requireBearerAuth } from '@modelcontextprotocol/sdk/server/auth/middleware/bearerAuth.js'
import {
  getOAuthProtectedResourceMetadataUrl,
  mcpAuthMetadataRouter,
} from '@modelcontextprotocol/sdk/server/auth/router.js'
import { McpServer } from '@modelcontextprotocol/sdk/server/mcp.js'
import { StreamableHTTPServerTransport } from '@modelcontextprotocol/sdk/server/streamableHttp.js'
import express from 'express'
import { createRemoteJWKSet, jwtVerify } from 'jose'

const { ISSUER, AUDIENCE, PORT } = process.env
const resourceServerUrl = new URL(AUDIENCE)
const metadata = await fetch(`${ISSUER}/.well-known/openid-configuration`)
const oauthMetadata = await metadata.json()
const keys = createRemoteJWKSet(new URL(oauthMetadata.jwks_uri))

/** Validates a JWT access token (RFC 9068 §4). */
async function verifyAccessToken(token) {
  const wanted = { issuer: ISSUER, audience: AUDIENCE, typ: 'at+jwt' }
  const { payload } = await jwtVerify(token, keys, wanted).catch((error) => {
    throw new InvalidTokenError(error.message)
  })
  const { sub, client_id, scope = '', exp } = payload
  return { token, clientId: client_id, scopes: scope.split(' '), expiresAt: exp, extra: { sub } }
}

const app = express()
app.use(mcpAuthMetadataRouter({ oauthMetadata, resourceServerUrl, scopesSupported: ['my/scope'] }))
app.post(
  resourceServerUrl.pathname,
  requireBearerAuth({
    verifier: { verifyAccessToken },
    requiredScopes: ['my/scope'],
    resourceMetadataUrl: getOAuthProtectedResourceMetadataUrl(resourceServerUrl),
  }),
  async (request, response) => {
    const server = new McpServer({ name: 'example', version: '1.0.0' })
    server.registerTool('whoami', { description: 'Says who calls' }, ({ authInfo }) => ({
      content: [{ type: 'text', text: `Called by ${String(authInfo.extra.sub)}` }],
    }))
    const transport = new StreamableHTTPServerTransport({})
    await server.connect(transport)
    await transport.handleRequest(request, response)
  },
)

app.listen(PORT, '127.0.0.1', () => console.log('listening'))
