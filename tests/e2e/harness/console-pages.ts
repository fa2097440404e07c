import { signInAtConsole, signInAtWebPage } from './people.ts'
import { flowPages } from './flow-pages.ts'
import type { Place } from './place.ts'

/** The pages of the console. */
export const consolePages: readonly Place[] = [
  {
    name: 'console-sign-in',
    heading: 'Sign in to the console',
    status: 401,
    open: (page) => page.goto('./console/'),
  },
  signedIn('console-home', './console/', /^The lab is /),
  ...flowPages,
  signedIn('lessons', './console/lessons', 'Lessons'),
  signedIn('glossary', './console/lessons/glossary', 'Glossary'),
  {
    name: 'lesson',
    heading: 'A REST API with client credentials',
    status: 401,
    async open(page) {
      await signInAtConsole(page, './console/lessons')
      await page.getByRole('button', { name: 'A REST API with client credentials' }).click()
      await page.getByRole('heading', { name: 'What the lab saw' }).waitFor()
    },
  },
  signedIn('console-portals', './console/portals', 'Portals'),
  {
    name: 'console-token-tool',
    heading: 'Token tool',
    status: 401,
    async open(page, { control }) {
      const { client_id: client } = await control.clients.create({
        grant_types: ['client_credentials'],
      })
      const { token } = await control.tokens.create({ client, scope: 'my/scope' })
      await signInAtConsole(page, './console/token')
      await page.getByLabel('Token', { exact: true }).fill(token)
      await page.getByRole('heading', { name: /^Genuine/ }).waitFor()
    },
  },
  {
    name: 'console-token-expired',
    heading: 'Token tool',
    status: 401,
    async open(page, { control }) {
      const { client_id: client } = await control.clients.create({
        grant_types: ['client_credentials'],
      })
      const issuedAt = new Date(Date.now() - 7200_000).toISOString()
      const { token } = await control.tokens.create({ client, issuedAt, expiresIn: 3600 })
      await signInAtConsole(page, './console/token')
      await page.getByLabel('Token', { exact: true }).fill(token)
      await page.getByRole('heading', { name: /expired/ }).waitFor()
    },
  },
  signedIn('console-try', './console/try', 'Try it'),
  signedIn('console-policy', './console/policy', 'Policy'),
  signedIn('console-interventions', './console/interventions', 'Interventions'),
  signedIn('console-clock', './console/clock', 'Clock'),
  signedIn('console-recording', './console/recording', 'Recording'),
  signedIn('console-snapshots', './console/snapshots', 'Snapshots'),
  signedIn('console-certificates', './console/certificates', 'Certificates'),
  {
    name: 'console-home-unusual',
    heading: /not as usual$/,
    status: 401,
    async open(page, { control }) {
      await control.policy.waive('pkce.verifier-matches')
      await control.clock.set({ forward: 90 }, 'resserver')
      await signInAtConsole(page)
      await page.getByRole('heading', { name: 'Not as usual', exact: true }).waitFor()
    },
  },
  signedIn('client-servers', './client/admin/', 'Server definitions'),
  {
    name: 'client-discover',
    heading: 'Discover a server',
    status: 401,
    async open(page, { issuer }) {
      await signInAtConsole(page, './console/client/server-definitions/new')
      await page.getByLabel('Issuer').fill(issuer)
      await page.getByRole('button', { name: 'Discover' }).click()
      await page.getByRole('heading', { name: 'It can be used' }).waitFor()
    },
  },
  signedIn('client-configurations', './console/client/configurations', 'Client configurations'),
  {
    name: 'client-configuration',
    heading: 'Create a client configuration',
    status: 401,
    open: (page) => signInAtConsole(page, './console/client/configurations/new'),
  },
  signedIn('client-applications', './console/client/applications', 'Applications'),
  {
    name: 'client-sessions',
    heading: 'Sessions',
    status: 401,
    async open(page) {
      await signInAtWebPage(page)
      await signInAtConsole(page, './console/client/sessions')
    },
  },
  {
    name: 'client-tokens',
    heading: 'Tokens',
    status: 401,
    async open(page) {
      await signInAtWebPage(page)
      await signInAtConsole(page, './console/client/tokens')
    },
  },
  signedIn('client-audit-log', './console/client/audit-log', 'Audit log'),
  signedIn('resserver-configuration', './resserver/admin/', 'Resource server'),
  signedIn('resserver-servers', './console/resserver/server-definitions', 'Server definitions'),
  signedIn('resserver-customization', './console/resserver/customization', 'Customization'),
  {
    name: 'resserver-local-users',
    heading: 'Local users',
    status: 401,
    async open(page) {
      await signInAtWebPage(page)
      await signInAtConsole(page, './console/resserver/local-users')
    },
  },
  signedIn('resserver-mapping', './console/resserver/mapping', 'Try the mapping'),
  signedIn('resserver-audit-log', './console/resserver/audit-log', 'Audit log'),
  signedIn('portal-server', './authserver/admin/', 'Server'),
  signedIn('portal-customization', './console/authserver/customization', 'Customization'),
  signedIn('portal-transfer', './console/authserver/transfer', 'Export and import'),
  signedIn('portal-clients', './console/authserver/clients', 'Clients'),
  signedIn('portal-client-new', './console/authserver/clients/new', 'Register a client'),
  {
    name: 'portal-client',
    heading: 'postman',
    status: 401,
    async open(page) {
      await signInAtConsole(page, './console/authserver/clients')
      await page.getByRole('link', { name: 'postman' }).click()
    },
  },
  {
    name: 'portal-tokens',
    heading: 'Tokens',
    status: 401,
    async open(page) {
      await signInAtWebPage(page)
      await signInAtConsole(page, './console/authserver/tokens')
      await page.locator('.rows a').first().click()
      await page.getByRole('heading', { name: 'What it says' }).waitFor()
    },
  },
  {
    name: 'portal-users',
    heading: 'Users',
    status: 401,
    async open(page) {
      await signInAtConsole(page, './console/authserver/users')
      await page.getByRole('link', { name: 'developer' }).click()
      await page.getByRole('button', { name: 'Turn on' }).click()
      await page.getByRole('img', { name: /^QR code/ }).waitFor()
    },
  },
  signedIn('portal-user-new', './console/authserver/users?open=new+user', 'Users'),
  {
    name: 'portal-keys',
    heading: 'Keys',
    status: 401,
    async open(page, { control }) {
      const [client] = await control.clients.list({ client_name: 'cli' })
      await control.tokens.create({ client: client!.client_id, user: 'developer' })
      await control.keys.rotate()
      await signInAtConsole(page, './console/authserver/keys')
    },
  },
  {
    name: 'portal-sessions',
    heading: 'Sessions',
    status: 401,
    async open(page) {
      await signInAtWebPage(page)
      await signInAtConsole(page, './console/authserver/sessions')
    },
  },
  {
    name: 'portal-consents',
    heading: 'Consents',
    status: 401,
    async open(page) {
      await signInAtWebPage(page)
      await signInAtConsole(page, './console/authserver/consents')
    },
  },
  {
    name: 'portal-audit-log',
    heading: 'Audit log',
    status: 401,
    async open(page, { control }) {
      await control.config.patch({ codeLifetime: 30 })
      await signInAtConsole(page, './console/authserver/audit-log')
      await page.locator('.rows a').first().click()
      await page.getByRole('heading', { name: 'What changed' }).waitFor()
    },
  },
]

/** Who is asked for a sign-in first has been told so with a 401. */
function signedIn(name: string, address: string, heading: string | RegExp): Place {
  return {
    name,
    heading,
    status: 401,
    open: (page) => signInAtConsole(page, address),
  }
}
