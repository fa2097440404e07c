import express from 'express'
import { errors, Provider } from 'oidc-provider'
import { listen, readSettings } from './settings.ts'

/**
 * An external authorization server: `LAB_AUTHSERVER_URL=http://127.0.0.1:4000`, or at an address of
 * its own with `LAB_ISSUER`. The lab's client, single-page application and resource server register
 * themselves (RFC 7591). Here oidc-provider with its pages for development, which take any name and
 * password.
 */
const { origin, issuer, port } = readSettings()
const resource = `${origin}/resserver`

const provider = new Provider(issuer, {
  features: {
    devInteractions: { enabled: true },
    registration: { enabled: true },
    introspection: { enabled: true },
    revocation: { enabled: true },
    clientCredentials: { enabled: true },
    rpInitiatedLogout: { enabled: true },
    // The clients name the resource (RFC 8707 §2), so that their tokens have its aud. They are opaque:
    // this server keeps no JWT, and could neither revoke one nor answer an introspection of it.
    resourceIndicators: {
      enabled: true,
      getResourceServerInfo(_context, asked) {
        if (asked !== resource) throw new errors.InvalidTarget()
        return { scope: 'my/scope', audience: resource, accessTokenFormat: 'opaque' }
      },
    },
  },
  scopes: ['openid', 'offline_access', 'profile', 'email', 'my/scope'],
  claims: { openid: ['sub'], profile: ['name'], email: ['email'] },
  // The single-page application asks from the lab's origin.
  clientBasedCORS: (_context, asking) => asking === origin,
  findAccount: (_context, id) => ({
    accountId: id,
    claims: () => ({ sub: id, name: id, email: `${id}@lab.example` }),
  }),
})
// The addresses that it announces are the web server's: it takes them from X-Forwarded-*.
provider.proxy = true

const app = express()
app.use(new URL(issuer).pathname, provider.callback())
listen(app, port)
