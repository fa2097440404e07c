import type { Page } from '@playwright/test'
import { consolePlace } from './console-place.ts'
import { askForMail, signInAtWebPage } from './people.ts'
import { flowPages } from './flow-pages.ts'
import type { Place } from './place.ts'
import type { TestSandbox } from './test.ts'

/** The pages of the console. */
export const consolePages: readonly Place[] = [
  {
    name: 'console-sign-in',
    heading: 'Sign in to the console',
    status: 401,
    open: (page) => page.goto('./console/'),
  },
  consolePlace('console-home', './console/', /^The lab is /),
  ...flowPages,
  consolePlace('lessons', './console/lessons', 'Lessons'),
  consolePlace('workshop', './console/lessons/workshop', 'Workshop'),
  consolePlace('glossary', './console/lessons/glossary', 'Glossary'),
  consolePlace('lesson', './console/lessons', 'A REST API with client credentials', {
    after: async (page) => {
      await page.getByRole('button', { name: 'A REST API with client credentials' }).click()
      await page.getByRole('heading', { name: 'What the lab saw' }).waitFor()
    },
  }),
  consolePlace('console-portals', './console/portals', 'Portals'),
  judgedToken('console-token-tool', /^Genuine/, () => ({ scope: 'my/scope' })),
  judgedToken('console-token-expired', /expired/, () => ({
    issuedAt: new Date(Date.now() - 7200_000).toISOString(),
    expiresIn: 3600,
  })),
  pastedInTokenTool('console-token-certificate', /^Good for/, ({ base }, page) =>
    page.evaluate(async (url) => {
      const response = await fetch(url)
      return ((await response.json()) as { root: { pem: string } }).root.pem
    }, `${base}/control/api/certificates`),
  ),
  pastedInTokenTool('console-token-keys', /public keys$/, async ({ control }) =>
    JSON.stringify(await control.keys.list()),
  ),
  pastedInTokenTool(
    'console-token-address',
    'Authorization request',
    ({ issuer }) =>
      `${issuer}/authorize?response_type=code&client_id=app&scope=openid&redirect_uri=http%3A%2F%2Fapp.example%2F`,
  ),
  consolePlace('console-try', './console/try', 'Try it', {
    after: async (page) => {
      await page.getByRole('heading', { name: 'The same elsewhere' }).waitFor()
    },
  }),
  consolePlace('console-try-code', './console/try?request=authorization+request', 'Try it', {
    after: async (page) => {
      await page.getByRole('button', { name: 'Create a client for this page' }).click()
      await page.getByText('Required, and still empty').waitFor({ state: 'hidden' })
    },
  }),
  consolePlace('console-try-any', './console/try?request=any+request', 'Try it', {
    after: async (page) => {
      await page.getByLabel('Begin with').waitFor()
    },
  }),
  consolePlace('console-policy', './console/policy', 'Policy'),
  consolePlace('console-interventions', './console/interventions', 'Interventions'),
  consolePlace('console-clock', './console/clock', 'Clock'),
  consolePlace('console-recording', './console/recording', 'Recording'),
  consolePlace('console-snapshots', './console/snapshots', 'Snapshots'),
  consolePlace('console-certificates', './console/certificates', 'Certificates'),
  consolePlace('console-home-unusual', './console/', /not as usual$/, {
    before: async (_page, { control }) => {
      await control.policy.waive('pkce.verifier-matches')
      await control.clock.set({ forward: 90 }, 'resserver')
    },
    after: async (page) => {
      await page.getByRole('heading', { name: 'Not as usual', exact: true }).waitFor()
    },
  }),
  {
    ...consolePlace('console-home-undefined', './console/', 'The lab is running', {
      before: (_page, { control }) => control.config.delete(),
      after: async (page) => {
        await page.getByRole('heading', { name: 'Not set up yet' }).waitFor()
      },
    }),
    status: [401, 404],
  },
  consolePlace('client-servers', './client/admin/', 'Server definitions'),
  consolePlace('client-discover', './console/client/server-definitions/new', 'Discover a server', {
    after: async (page, { issuer }) => {
      await page.getByLabel('Issuer').fill(issuer)
      await page.getByRole('button', { name: 'Discover' }).click()
      await page.getByRole('heading', { name: 'It can be used' }).waitFor()
    },
  }),
  consolePlace(
    'client-server-typed',
    './console/client/server-definitions/typed',
    'Type a server in',
    {
      after: async (page) => {
        await page.getByLabel('Token endpoint').waitFor()
      },
    },
  ),
  consolePlace('client-server', './console/client/server-definitions', 'OAuth Lab', {
    after: async (page) => {
      await page.locator('.rows a').first().click()
      await page.getByRole('heading', { name: 'It can be used' }).waitFor()
    },
  }),
  consolePlace('client-configurations', './console/client/configurations', 'Client configurations'),
  consolePlace(
    'client-configuration',
    './console/client/configurations/new',
    'Create a client configuration',
  ),
  consolePlace('client-applications', './console/client/applications', 'Applications'),
  consolePlace('client-sessions', './console/client/sessions', 'Sessions', {
    before: (page) => signInAtWebPage(page),
  }),
  consolePlace('client-tokens', './console/client/tokens', 'Tokens', {
    before: (page) => signInAtWebPage(page),
  }),
  consolePlace('client-audit-log', './console/client/audit-log', 'Audit log'),
  consolePlace('resserver-configuration', './resserver/admin/', 'Resource server'),
  consolePlace('resserver-servers', './console/resserver/server-definitions', 'Server definitions'),
  consolePlace('resserver-customization', './console/resserver/customization', 'Customization'),
  consolePlace('resserver-local-users', './console/resserver/local-users', 'Local users', {
    before: (page) => signInAtWebPage(page),
  }),
  consolePlace('resserver-mapping', './console/resserver/mapping', 'Try the mapping'),
  consolePlace('resserver-audit-log', './console/resserver/audit-log', 'Audit log'),
  consolePlace('portal-server', './authserver/admin/', 'Server'),
  consolePlace('portal-customization', './console/authserver/customization', 'Customization'),
  consolePlace('portal-transfer', './console/authserver/transfer', 'Export and import'),
  consolePlace('portal-clients', './console/authserver/clients', 'Clients'),
  consolePlace('portal-client-new', './console/authserver/clients/new', 'Register a client'),
  consolePlace('portal-client', './console/authserver/clients', 'postman', {
    after: async (page) => {
      await page.getByRole('link', { name: 'postman' }).click()
    },
  }),
  consolePlace('portal-tokens', './console/authserver/tokens', 'Tokens', {
    before: (page) => signInAtWebPage(page),
    after: async (page) => {
      await page.locator('.rows a').first().click()
      await page.getByRole('heading', { name: 'What it says' }).waitFor()
    },
  }),
  consolePlace('portal-users', './console/authserver/users', 'Users', {
    after: async (page) => {
      await page.getByRole('link', { name: 'developer' }).click()
      await page.getByRole('button', { name: 'Turn on' }).click()
      await page.getByRole('img', { name: /^QR code/ }).waitFor()
    },
  }),
  consolePlace('portal-user-new', './console/authserver/users?open=new+user', 'Users'),
  consolePlace('portal-keys', './console/authserver/keys', 'Keys', {
    before: async (_page, { control }) => {
      const [client] = await control.clients.list({ client_name: 'cli' })
      await control.tokens.create({ client: client!.client_id, user: 'developer' })
      await control.keys.rotate()
    },
  }),
  consolePlace('portal-sessions', './console/authserver/sessions', 'Sessions', {
    before: (page) => signInAtWebPage(page),
  }),
  consolePlace('portal-consents', './console/authserver/consents', 'Consents', {
    before: (page) => signInAtWebPage(page),
  }),
  consolePlace('portal-mails-empty', './console/authserver/mails', 'Outbox'),
  consolePlace('portal-mails', './console/authserver/mails', 'Outbox', {
    before: (page, sandbox) => askForMail(page, sandbox),
    after: async (page) => {
      await page.locator('.rows a').first().click()
      await page.getByText('Was it you? Choose a password here').waitFor()
    },
  }),
  consolePlace('portal-audit-log', './console/authserver/audit-log', 'Audit log', {
    before: async (_page, { control }) => {
      await control.config.patch({ codeLifetime: 30 })
    },
    after: async (page) => {
      await page.locator('.rows a').first().click()
      await page.getByRole('heading', { name: 'What changed' }).waitFor()
    },
  }),
]

/** The token tool with something that was pasted, and what it is called. */
function pastedInTokenTool(
  name: string,
  verdict: RegExp | string,
  textOf: (sandbox: TestSandbox, page: Page) => Promise<string> | string,
): Place {
  return consolePlace(name, './console/token', 'Token tool', {
    after: async (page, sandbox) => {
      await page.getByLabel('Token, JWK, certificate or address').fill(await textOf(sandbox, page))
      await page.getByRole('heading', { name: verdict }).waitFor()
    },
  })
}

/** The token tool with a token that the lab made, and what it is called. */
function judgedToken(
  name: string,
  verdict: RegExp,
  wanted: () => { scope?: string; issuedAt?: string; expiresIn?: number },
): Place {
  return pastedInTokenTool(name, verdict, async ({ control }) => {
    const { client_id: client } = await control.clients.create({
      grant_types: ['client_credentials'],
    })
    const { token } = await control.tokens.create({ client, ...wanted() })
    return token
  })
}
