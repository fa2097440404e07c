import { equal, match, rejects } from 'node:assert/strict'
import { join } from 'node:path'
import { suite, test } from 'node:test'
import { auth, extractWWWAuthenticateParams } from '@modelcontextprotocol/sdk/client/auth.js'
import type { OAuthClientProvider } from '@modelcontextprotocol/sdk/client/auth.js'
import type { OAuthClientInformation, OAuthTokens } from '@modelcontextprotocol/sdk/shared/auth.js'
import { findFreePort } from '../../../package/free-port.ts'
import { noteSecret, noteSecretsIn } from '../../secrets.ts'
import { createBrowser } from '../../protocol/support/browser.ts'
import { allow, clientToken, responseOf, signIn } from '../../protocol/support/code-flow.ts'
import { redirectUri, registerClient } from '../../protocol/support/place.ts'
import { useForeignLab } from '../support/foreign-lab.ts'
import { startProgram } from '../support/program.ts'

const lab = useForeignLab()

suite('the client of the MCP SDK', () => {
  test('finds the server by the resource’s metadata, registers, signs in with PKCE and resource', async () => {
    const serverUrl = `${lab().base}/resserver/protected-resources/`
    const provider = createProvider()
    const options = await challenged(serverUrl)
    equal(await auth(provider, options), 'REDIRECT')
    const asked = provider.asked!.searchParams
    equal(asked.get('resource'), serverUrl)
    equal(asked.get('code_challenge_method'), 'S256')

    const browser = createBrowser(lab().trustedFetch)
    const consent = await signIn(browser, await browser.open(provider.asked!))
    const { code } = responseOf(await allow(browser, consent, ['my/scope']))
    equal(await auth(provider, { ...options, authorizationCode: code! }), 'AUTHORIZED')
    const headers = { authorization: `Bearer ${provider.tokens()!.access_token}` }
    equal((await lab().trustedFetch(serverUrl, { headers })).status, 200)
    const another = `${lab().base}/resserver/protected-resources-delegated/`
    equal((await lab().trustedFetch(another, { headers })).status, 401)
  })

  test('is told that its code is none of the server’s', async () => {
    const provider = createProvider()
    const options = await challenged(`${lab().base}/resserver/protected-resources/`)
    await auth(provider, options)
    await rejects(auth(provider, { ...options, authorizationCode: 'forged' }), {
      errorCode: 'invalid_grant',
    })
  })
})

suite('a client and a server of the MCP SDK, beside the lab', () => {
  test('a person signs in for the client, and its call of a tool is let in', async () => {
    await using server = await startServer()
    const port = await findFreePort()
    await using client = await startNode('mcp-client', {
      PORT: String(port),
      MCP_SERVER: server.url,
    })
    const url = await client.written(/open (\S+)/)
    const browser = createBrowser(lab().trustedFetch)
    const consent = await signIn(browser, await browser.open(url))
    const { leaves } = await allow(browser, consent, ['my/scope'])
    await createBrowser(lab().trustedFetch).open(leaves!)
    const developer = (await lab().control.users.list()).find((one) => one.username === 'developer')
    equal(await client.written(/Called by ([\w-]+)/), developer!.sub)
  })

  test('no token, a forged one, and one for another audience are challenged with the metadata’s address', async () => {
    await using server = await startServer()
    const token = await clientToken(lab(), await registerClient(lab()))
    for (const authorization of [undefined, 'Bearer forged', `Bearer ${token}`]) {
      const headers = { ...(authorization && { authorization }) }
      const { status, headers: answered } = await fetch(server.url, { method: 'POST', headers })
      equal(status, 401)
      match(answered.get('www-authenticate') ?? '', /resource_metadata="http:\/\/127/)
    }
  })
})

/** What a client knows of a resource once it was challenged (RFC 9728 §5.1). */
async function challenged(serverUrl: string) {
  const { resourceMetadataUrl } = extractWWWAuthenticateParams(await fetchFn(serverUrl))
  return { serverUrl, resourceMetadataUrl: resourceMetadataUrl!, fetchFn }
}

/** The SDK looks for a `Response` of Node's own. */
async function fetchFn(url: string | URL, init?: RequestInit): Promise<Response> {
  const response = await lab().trustedFetch(url, init)
  const { status, headers } = response
  return new Response(await response.text(), { status, headers: [...headers] })
}

async function startServer() {
  const port = await findFreePort()
  const url = `http://127.0.0.1:${port}/mcp`
  await registerClient(lab(), { client_name: 'MCP server', resource: url })
  const program = await startNode('mcp-server', {
    PORT: String(port),
    ISSUER: lab().issuer,
    AUDIENCE: url,
  })
  return { ...program, url }
}

function startNode(name: string, settings: Record<string, string>) {
  const command = {
    program: process.execPath,
    args: [join(import.meta.dirname, name, 'app.js')],
    env: { NODE_EXTRA_CA_CERTS: lab().root },
  }
  return startProgram(command, settings)
}

function createProvider() {
  let client: OAuthClientInformation | undefined
  let tokens: OAuthTokens | undefined
  let verifier = ''
  let asked: URL | undefined
  return {
    redirectUrl: redirectUri,
    clientMetadata: {
      client_name: 'MCP client',
      redirect_uris: [redirectUri],
      grant_types: ['authorization_code', 'refresh_token'],
      response_types: ['code'],
      token_endpoint_auth_method: 'none',
    },
    clientInformation: () => client,
    saveClientInformation(registered: OAuthClientInformation) {
      client = registered
    },
    tokens: () => tokens,
    saveTokens(issued: OAuthTokens) {
      noteSecretsIn(Object.entries(issued))
      tokens = issued
    },
    codeVerifier: () => verifier,
    saveCodeVerifier(made: string) {
      noteSecret(made, 'code_verifier')
      verifier = made
    },
    redirectToAuthorization(url: URL) {
      asked = url
    },
    get asked() {
      return asked
    },
  } satisfies OAuthClientProvider & { asked: URL | undefined }
}
