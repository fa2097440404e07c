import express from 'express'
import { Provider } from 'oidc-provider'
import { readSettings } from './settings.ts'

/**
 * An authorization server of one's own: `LAB_AUTHSERVER_URL=http://127.0.0.1:4000`. Its issuer is the
 * lab's, `{origin}/authserver/oauth2`; the lab's client and resource server register themselves (RFC 7591).
 * Here oidc-provider with its pages for development, which take any name and password.
 */
const { issuer, port } = readSettings()
const provider = new Provider(issuer, {
  features: {
    devInteractions: { enabled: true },
    registration: { enabled: true },
    introspection: { enabled: true },
    revocation: { enabled: true },
    clientCredentials: { enabled: true },
    rpInitiatedLogout: { enabled: true },
  },
  scopes: ['openid', 'offline_access', 'profile', 'email', 'my/scope'],
  claims: { openid: ['sub'], profile: ['name'], email: ['email'] },
  findAccount: (_context, id) => ({
    accountId: id,
    claims: () => ({ sub: id, name: id, email: `${id}@lab.example` }),
  }),
})
// The addresses that it announces are the web server's: it takes them from X-Forwarded-*.
provider.proxy = true

const app = express()
app.use('/authserver/oauth2', provider.callback())
const server = app.listen(port, process.env['HOST'] ?? '127.0.0.1', () => {
  process.stdout.write(`listening on ${port}\n`)
})
process.once('SIGTERM', () => server.close())
