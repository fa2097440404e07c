import { once } from 'node:events'
import { createServer } from 'node:http'
import { UnauthorizedError } from '@modelcontextprotocol/sdk/client/auth.js'
import { Client } from '@modelcontextprotocol/sdk/client/index.js'
import { StreamableHTTPClientTransport } from '@modelcontextprotocol/sdk/client/streamableHttp.js'

const { MCP_SERVER, PORT } = process.env
const redirectUrl = `http://127.0.0.1:${PORT}/callback`
const state = crypto.randomUUID()

// What the library finds; a real client keeps it longer than its process lives.
const kept = {}
const authProvider = {
  redirectUrl,
  clientMetadata: {
    client_name: 'MCP client',
    redirect_uris: [redirectUrl],
    application_type: 'native',
    grant_types: ['authorization_code', 'refresh_token'],
    response_types: ['code'],
    token_endpoint_auth_method: 'none',
  },
  state: () => state,
  clientInformation: () => kept.client,
  saveClientInformation: (client) => Object.assign(kept, { client }),
  tokens: () => kept.tokens,
  saveTokens: (tokens) => Object.assign(kept, { tokens }),
  codeVerifier: () => kept.verifier,
  saveCodeVerifier: (verifier) => Object.assign(kept, { verifier }),
  redirectToAuthorization: (url) => console.log(`open ${url.href}`),
}

const web = createServer().listen(PORT, '127.0.0.1')
await once(web, 'listening')
console.log('listening')

const open = () => new StreamableHTTPClientTransport(new URL(MCP_SERVER), { authProvider })
const client = new Client({ name: 'example', version: '1.0.0' })
const transport = open()
try {
  await client.connect(transport)
} catch (error) {
  if (!(error instanceof UnauthorizedError)) throw error
  await transport.finishAuth(await waitForCode())
  await client.connect(open())
}
const { content } = await client.callTool({ name: 'whoami' })
console.log(content[0].text)
await client.close()
web.close()

/** The code of the answer to our request. */
async function waitForCode() {
  for (;;) {
    const [request, response] = await once(web, 'request')
    const answer = new URL(request.url, redirectUrl).searchParams
    const code = answer.get('state') === state ? answer.get('code') : null
    response.end(code === null ? 'nobody asked for this answer' : 'go back to the program')
    if (code !== null) return code
  }
}
