import { expect } from '@playwright/test'
import type { Page } from '@playwright/test'
import type { Place } from './place.ts'
import { consolePages } from './console-pages.ts'
import {
  allow,
  askForAccount,
  askForMail,
  authenticate,
  developer,
  linkOfMail,
  offerProviders,
  signInAtSpa,
  signInAtWebPage,
  toRegistration,
} from './people.ts'
import type { TestSandbox } from './test.ts'

const beginAtWebPage = (page: Page) => page.goto('./client/application/login')

const denyAtWebPage = async (page: Page) => {
  await beginAtWebPage(page)
  await authenticate(page)
  await page.getByRole('button', { name: 'Deny' }).click()
}

/** Opens the address that the client `cli` was given as a device. */
async function typeUserCode(page: Page, { control, issuer }: TestSandbox): Promise<void> {
  const [client] = await control.clients.list({ client_name: 'cli', limit: 1 })
  // The browser trusts the lab; a request of Playwright's own would not.
  await page.goto('./spa/')
  const answer = await page.evaluate(
    async ([address, client_id]) => {
      const body = new URLSearchParams({ client_id, scope: 'openid profile my/scope' })
      const response = await fetch(address, { method: 'POST', body })
      return (await response.json()) as Record<string, string>
    },
    [`${issuer}/device_authorization`, client!.client_id] as const,
  )
  await page.goto(answer['verification_uri_complete']!)
}

async function toDeviceConsent(page: Page, sandbox: TestSandbox): Promise<void> {
  await typeUserCode(page, sandbox)
  await page.getByRole('button', { name: 'Go on' }).click()
  await authenticate(page)
}

/** A request for a payment, at a server that knows such a type (RFC 9396 §3). */
async function requestOfDetails(sandbox: TestSandbox): Promise<string> {
  const { config } = sandbox.control
  const amount = {
    properties: { currency: { type: 'string' }, amount: { type: 'string', title: 'Amount' } },
  }
  const properties = {
    actions: { type: 'array', items: { type: 'string' } },
    locations: { type: 'array', items: { type: 'string' } },
    instructedAmount: amount,
    creditorName: { type: 'string', title: 'Who is paid' },
  }
  const payment_initiation = { description: 'Start a payment', schema: { properties } }
  await config.put({
    ...(await config.get()),
    authorizationDetailsTypes: { payment_initiation },
  })
  const payment = {
    type: 'payment_initiation',
    actions: ['initiate', 'status', 'cancel'],
    locations: ['https://example.com/payments'],
    instructedAmount: { currency: 'EUR', amount: '123.50' },
    creditorName: 'Merchant A',
  }
  return requestOfSpa(sandbox, { authorization_details: JSON.stringify([payment]) })
}

/** Opens the page of what waits for its user, with a request of a call centre on it. */
async function toWaiting(page: Page, { control, issuer }: TestSandbox): Promise<void> {
  const { supportedGrantTypes } = await control.config.get()
  const grantType = 'urn:openid:params:grant-type:ciba'
  await control.config.patch({ supportedGrantTypes: [...supportedGrantTypes, grantType] })
  const client = await control.clients.create({
    client_name: 'Call centre',
    grant_types: [grantType],
    backchannel_token_delivery_mode: 'poll',
  })
  await page.goto('./spa/')
  await page.evaluate(
    async ([address, id, secret]) => {
      const body = new URLSearchParams({
        scope: 'openid profile my/scope',
        login_hint: 'developer',
        binding_message: 'Call 4711',
      })
      const headers = { authorization: `Basic ${btoa(`${id}:${secret}`)}` }
      await fetch(address, { method: 'POST', body, headers })
    },
    [`${issuer}/backchannel_authentication`, client.client_id, client.client_secret!] as const,
  )
  await page.goto('./authserver/backchannel')
  await authenticate(page)
}

async function toBackchannelConsent(page: Page, sandbox: TestSandbox): Promise<void> {
  await toWaiting(page, sandbox)
  await page.getByRole('button', { name: 'Look at it' }).click()
}

async function toChangeOfPassword(page: Page): Promise<void> {
  await page.goto('./authserver/account')
  await authenticate(page)
  await page.getByRole('link', { name: 'Change your password' }).click()
}

/** Every page that a person may come to, in the order of a walk through the lab. */
export const everyPage: readonly Place[] = [
  ...consolePages,
  {
    name: 'start',
    heading: 'The lab is running',
    open: (page) => page.goto('./'),
  },
  {
    name: 'explained',
    heading: 'pkce.verifier-matches',
    open: (page) => page.goto('./explained/pkce.verifier-matches'),
  },
  {
    name: 'explained-all',
    heading: 'Checks',
    open: (page) => page.goto('./explained/'),
  },
  {
    name: 'explained-unknown',
    heading: 'There is no such check',
    status: 404,
    open: (page) => page.goto('./explained/pkce.verifier'),
  },
  {
    name: 'start-undefined',
    heading: 'The lab is running',
    async open(page, { control }) {
      await control.config.delete()
      await page.goto('./')
    },
  },
  {
    name: 'undefined-server',
    heading: 'The authorization server has no definition: nobody has set it up',
    status: 503,
    async open(page, { control }) {
      await control.config.delete()
      await page.goto('./authserver/oauth2/.well-known/openid-configuration')
    },
  },
  {
    name: 'issuer',
    heading: 'This is the issuer, a name',
    open: (page) => page.goto('./authserver/oauth2'),
  },
  {
    name: 'metadata',
    heading: 'Metadata of the authorization server',
    open: (page) => page.goto('./authserver/oauth2/.well-known/openid-configuration'),
  },
  {
    name: 'key-set',
    heading: 'Key set',
    open: (page) => page.goto('./authserver/oauth2/jwks'),
  },
  {
    name: 'api-description',
    heading: 'API description',
    open: (page) => page.goto('./authserver/admin/api/openapi.json'),
  },
  {
    name: 'api',
    heading: 'Management API',
    open: (page) => page.goto('./control/api/'),
  },
  {
    name: 'userinfo-refused',
    heading: 'No access token was sent',
    status: 401,
    open: (page) => page.goto('./authserver/oauth2/userinfo'),
  },
  {
    name: 'resource-refused',
    heading: /no access token/i,
    status: 401,
    open: (page) => page.goto('./resserver/protected-resources/'),
  },
  {
    name: 'nowhere',
    heading: 'Nothing is served at this address',
    status: 404,
    open: (page) => page.goto('./nowhere'),
  },
  {
    name: 'resserver-nowhere',
    heading: 'Nothing is served at this address',
    status: 404,
    open: (page) => page.goto('./resserver/'),
  },
  {
    name: 'user-code',
    heading: 'Connect a device',
    open: (page, sandbox) => typeUserCode(page, sandbox),
  },
  {
    name: 'user-code-error',
    heading: 'Connect a device',
    status: 400,
    async open(page) {
      await page.goto('./authserver/device')
      await page.getByLabel('Code of the device').fill('bbbb bbbb')
      await page.getByRole('button', { name: 'Go on' }).click()
      await page.getByRole('alert').waitFor()
    },
  },
  {
    name: 'device-login',
    heading: 'Sign in',
    async open(page, sandbox) {
      await typeUserCode(page, sandbox)
      await page.getByRole('button', { name: 'Go on' }).click()
    },
  },
  {
    name: 'device-consent',
    heading: /^Allow .+\?$/,
    open: (page, sandbox) => toDeviceConsent(page, sandbox),
  },
  {
    name: 'device-allowed',
    heading: 'The device is connected',
    async open(page, sandbox) {
      await toDeviceConsent(page, sandbox)
      await allow(page)
    },
  },
  {
    name: 'device-denied',
    heading: 'The device was refused',
    async open(page, sandbox) {
      await toDeviceConsent(page, sandbox)
      await page.getByRole('button', { name: 'Deny' }).click()
    },
  },
  {
    name: 'backchannel-login',
    heading: 'Sign in',
    open: (page) => page.goto('./authserver/backchannel'),
  },
  {
    name: 'backchannel-empty',
    heading: 'What waits for your answer',
    async open(page) {
      await page.goto('./authserver/backchannel')
      await authenticate(page)
    },
  },
  {
    name: 'backchannel',
    heading: 'What waits for your answer',
    open: toWaiting,
  },
  {
    name: 'account-waiting',
    heading: 'What you allowed',
    async open(page, sandbox) {
      await toWaiting(page, sandbox)
      await page.getByRole('link', { name: 'What you allowed' }).click()
    },
  },
  {
    name: 'backchannel-consent',
    heading: 'Allow Call centre?',
    open: toBackchannelConsent,
  },
  {
    name: 'backchannel-allowed',
    heading: 'You allowed it',
    async open(page, sandbox) {
      await toBackchannelConsent(page, sandbox)
      await allow(page)
    },
  },
  {
    name: 'backchannel-denied',
    heading: 'You denied it',
    async open(page, sandbox) {
      await toBackchannelConsent(page, sandbox)
      await page.getByRole('button', { name: 'Deny' }).click()
    },
  },
  {
    name: 'login',
    heading: 'Sign in',
    open: beginAtWebPage,
  },
  {
    name: 'login-error',
    heading: 'Sign in',
    status: 400,
    async open(page) {
      await beginAtWebPage(page)
      await authenticate(page, { ...developer, password: 'not-it' })
      await page.getByRole('alert').waitFor()
    },
  },
  {
    name: 'login-forgotten',
    heading: 'Sign in',
    async open(page, { control }) {
      await control.config.patch({ passwordReset: true, userRegistration: true })
      await beginAtWebPage(page)
    },
  },
  {
    name: 'login-providers',
    heading: 'Sign in',
    async open(page, sandbox) {
      await offerProviders(sandbox)
      await beginAtWebPage(page)
    },
  },
  {
    name: 'provider-refused',
    heading: 'Work account did not sign you in',
    status: 403,
    async open(page, sandbox) {
      await offerProviders(sandbox)
      await beginAtWebPage(page)
      await page.getByRole('button', { name: 'Work account' }).click()
      await page.getByRole('button', { name: 'Cancel' }).click()
    },
  },
  {
    name: 'provider-not-linked',
    heading: 'Nobody here is linked to that account',
    status: 403,
    async open(page, sandbox) {
      await offerProviders(sandbox)
      await sandbox.control.config.patch({ identityProviders: { work: { linking: 'link' } } })
      await beginAtWebPage(page)
      await page.getByRole('button', { name: 'Work account' }).click()
      await authenticate(page)
      await allow(page)
    },
  },
  {
    name: 'account-providers',
    heading: 'What you allowed',
    async open(page, sandbox) {
      await offerProviders(sandbox)
      await page.goto('./authserver/account')
      await authenticate(page)
      await page.getByRole('button', { name: 'Link Work account' }).click()
      await allow(page)
      await page.getByRole('button', { name: 'Unlink Work account' }).waitFor()
    },
  },
  {
    name: 'forgotten-password',
    heading: 'Forgot your password?',
    async open(page, { control }) {
      await control.config.patch({ passwordReset: true })
      await beginAtWebPage(page)
      await page.getByRole('link', { name: 'Forgot your password?' }).click()
    },
  },
  {
    name: 'forgotten-password-too-many',
    heading: 'Forgot your password?',
    status: 429,
    async open(page, sandbox) {
      await sandbox.control.clock.set({ freeze: true })
      for (let asked = 0; asked < 5; asked += 1) await askForMail(page, sandbox)
      await page.getByRole('link', { name: 'Back to the sign-in' }).click()
      await page.getByRole('link', { name: 'Forgot your password?' }).click()
      await page.getByLabel('User name or mail address').fill(developer.username)
      await page.getByRole('button', { name: 'Send me a mail' }).click()
      await page.getByRole('alert').waitFor()
    },
  },
  {
    name: 'forgotten-password-sent',
    heading: 'Look into your mails',
    open: (page, sandbox) => askForMail(page, sandbox),
  },
  {
    name: 'registration',
    heading: 'Get an account',
    open: (page, { control }) => toRegistration(page, control),
  },
  {
    name: 'registration-wrong',
    heading: 'Get an account',
    status: 400,
    async open(page, { control }) {
      await toRegistration(page, control)
      await page.getByLabel('User name').fill('nora@lab')
      await page.getByLabel('Name', { exact: true }).fill('Nora Newcomer')
      await page.getByLabel('Mail address').fill('nora@lab.example')
      await page.getByLabel('Password').fill('short')
      await page.getByRole('button', { name: 'Get the account' }).click()
      await page.getByRole('alert').waitFor()
    },
  },
  {
    name: 'registration-sent',
    heading: 'Look into your mails',
    open: (page, sandbox) => askForAccount(page, sandbox),
  },
  {
    name: 'confirmation',
    heading: 'Make your account',
    async open(page, sandbox) {
      await askForAccount(page, sandbox)
      await page.goto(await linkOfMail(sandbox.control))
    },
  },
  {
    name: 'confirmation-consent',
    heading: /^Allow .+\?$/,
    async open(page, sandbox) {
      await askForAccount(page, sandbox)
      await page.goto(await linkOfMail(sandbox.control))
      await page.getByRole('button', { name: 'Make the account' }).click()
    },
  },
  {
    name: 'confirmation-elsewhere',
    heading: 'Your account is made',
    async open(page, sandbox) {
      await askForAccount(page, sandbox)
      // As in another browser.
      await page.context().clearCookies()
      await page.goto(await linkOfMail(sandbox.control))
      await page.getByRole('button', { name: 'Make the account' }).click()
    },
  },
  {
    name: 'change-password',
    heading: 'Change your password',
    open: (page) => toChangeOfPassword(page),
  },
  {
    name: 'change-password-wrong',
    heading: 'Change your password',
    status: 400,
    async open(page) {
      await toChangeOfPassword(page)
      await page.getByLabel('Present password').fill('not-it')
      await page.getByLabel('New password').fill('quite another one')
      await page.getByRole('button', { name: 'Change it' }).click()
      await page.getByRole('alert').waitFor()
    },
  },
  {
    name: 'change-password-done',
    heading: 'The new password holds',
    async open(page) {
      await toChangeOfPassword(page)
      await page.getByLabel('Present password').fill(developer.password)
      await page.getByLabel('New password').fill('quite another one')
      await page.getByRole('button', { name: 'Change it' }).click()
    },
  },
  {
    name: 'new-password',
    heading: 'Choose another password',
    async open(page, sandbox) {
      await page.goto(await askForMail(page, sandbox))
    },
  },
  {
    name: 'new-password-short',
    heading: 'Choose another password',
    status: 400,
    async open(page, sandbox) {
      await page.goto(await askForMail(page, sandbox))
      await page.getByLabel('New password').fill('short')
      await page.getByRole('button', { name: 'Set it' }).click()
      await page.getByRole('alert').waitFor()
    },
  },
  {
    name: 'new-password-set',
    heading: 'The new password holds',
    async open(page, sandbox) {
      await page.goto(await askForMail(page, sandbox))
      await page.getByLabel('New password').fill('quite another one')
      await page.getByRole('button', { name: 'Set it' }).click()
    },
  },
  {
    name: 'new-password-unknown',
    heading: 'The link is not good',
    status: 400,
    open: (page, { control }) =>
      control.config
        .patch({ passwordReset: true })
        .then(() => page.goto('./authserver/new-password?mail_token=none')),
  },
  {
    name: 'totp',
    heading: 'One more step',
    async open(page, { control }) {
      await control.users.setTotp('developer')
      await beginAtWebPage(page)
      await authenticate(page)
    },
  },
  {
    name: 'totp-error',
    heading: 'One more step',
    status: 400,
    async open(page, { control }) {
      await control.users.setTotp('developer')
      await beginAtWebPage(page)
      await authenticate(page)
      await page.getByLabel('Six-digit code').fill('000000')
      await page.getByRole('button', { name: 'Go on' }).click()
      await page.getByRole('alert').waitFor()
    },
  },
  {
    name: 'consent',
    heading: /^Allow .+\?$/,
    async open(page) {
      await beginAtWebPage(page)
      await authenticate(page)
    },
  },
  {
    name: 'consent-details',
    heading: /^Allow .+\?$/,
    async open(page, sandbox) {
      await page.goto(await requestOfDetails(sandbox))
      await authenticate(page)
    },
  },
  {
    name: 'authorization-error',
    heading: 'The redirect URI is not registered',
    status: 400,
    open: async (page, sandbox) =>
      page.goto(
        await requestOfSpa(sandbox, { redirect_uri: 'https://elsewhere.example/callback' }),
      ),
  },
  {
    name: 'request-refused',
    heading: 'The request was refused',
    status: 400,
    open: async (page, sandbox) =>
      page.goto(await requestOfSpa(sandbox, { scope: 'openid unknown' })),
  },
  {
    name: 'account-sign-in',
    heading: 'Sign in',
    open: (page) => page.goto('./authserver/account'),
  },
  {
    name: 'account',
    heading: 'What you allowed',
    async open(page) {
      await signInAtWebPage(page)
      await page.goto('./authserver/account')
    },
  },
  {
    name: 'session-check',
    heading: 'Session check',
    framedBy: '*',
    async open(page, { issuer, control }) {
      await control.config.put({ ...(await control.config.get()), sessionManagement: true })
      await page.goto(`${issuer}/check-session`)
    },
  },
  {
    name: 'sign-in-over',
    heading: /^This sign-in is over/,
    status: 400,
    open: (page) => page.goto('./authserver/interaction/gone'),
  },
  {
    name: 'form-post',
    heading: 'Back to spa',
    async open(page, sandbox) {
      // Its script would leave the page at once.
      await page.route('**/assets/form-post.js', (route) =>
        route.fulfill({ contentType: 'text/javascript', body: '' }),
      )
      await page.goto(await requestOfSpa(sandbox, { response_mode: 'form_post' }))
      await authenticate(page)
      await allow(page)
    },
  },
  {
    name: 'application-signed-out',
    heading: 'You are signed out',
    open: (page) => page.goto('./client/application/'),
  },
  {
    name: 'application-signed-in',
    heading: 'Signed in as Dana Developer',
    open: (page) => signInAtWebPage(page),
  },
  {
    name: 'application-scope-unticked',
    heading: 'Signed in as Dana Developer',
    open: (page) => signInAtWebPage(page, { but: ['my/scope'] }),
  },
  {
    name: 'application-error',
    heading: 'You did not allow this application',
    status: 403,
    open: denyAtWebPage,
  },
  {
    name: 'application-callback-unknown',
    heading: 'This answer was used before, or this page did not ask for it',
    status: 400,
    open: (page) => page.goto('./client/application/callback?code=a&state=unknown'),
  },
  {
    name: 'application-callback-empty',
    heading: 'There is no answer to finish a sign-in with',
    status: 400,
    open: (page) => page.goto('./client/application/callback'),
  },
  {
    name: 'application-session-ended',
    heading: 'You are signed out',
    async open(page, { control }) {
      await signInAtWebPage(page)
      await control.reset()
      await page.goto('./client/application/')
    },
  },
  {
    name: 'application-logged-out',
    heading: 'You are logged out',
    async open(page) {
      await signInAtWebPage(page)
      await page.getByRole('button', { name: 'Log out' }).click()
      await page.getByRole('heading', { name: /^You are logged out/ }).waitFor()
    },
  },
  {
    name: 'application-not-found',
    heading: 'There is nothing here',
    status: 404,
    open: (page) => page.goto('./client/application/nothing'),
  },
  {
    name: 'machine',
    heading: 'This application as a machine',
    open: (page) => page.goto('./client/application/machine'),
  },
  {
    name: 'logout-question',
    heading: 'Log out?',
    async open(page) {
      await signInAtWebPage(page)
      await page.goto('./authserver/oauth2/logout')
    },
  },
  {
    name: 'logged-out',
    heading: 'You are logged out',
    async open(page) {
      await signInAtWebPage(page)
      await page.goto('./authserver/oauth2/logout')
      await page.getByRole('button', { name: 'Log out' }).click()
    },
  },
  {
    name: 'still-signed-in',
    heading: 'You are still signed in',
    async open(page) {
      await signInAtWebPage(page)
      await page.goto('./authserver/oauth2/logout')
      await page.getByRole('button', { name: 'Stay signed in' }).click()
    },
  },
  {
    name: 'logout-refused',
    heading: 'The post-logout redirect URI is not registered',
    status: 400,
    async open(page, sandbox) {
      const query = `client_id=${await spaOf(sandbox)}&post_logout_redirect_uri=${sandbox.base}/elsewhere`
      await page.goto(`./authserver/oauth2/logout?${query}`)
    },
  },
  {
    name: 'logout-of-no-client',
    heading: 'The log-out request does not say which application asks',
    status: 400,
    open: (page, { base }) =>
      page.goto(`./authserver/oauth2/logout?post_logout_redirect_uri=${base}/elsewhere`),
  },
  {
    name: 'account-empty',
    heading: 'What you allowed',
    async open(page) {
      await page.goto('./authserver/account')
      await authenticate(page)
    },
  },
  {
    name: 'spa-callback-empty',
    heading: 'You are not signed in',
    open: (page) => page.goto('./spa/callback.html'),
  },
  {
    name: 'spa-signed-out',
    heading: 'You are signed out',
    open: (page) => page.goto('./spa/'),
  },
  {
    name: 'spa-signed-in',
    heading: 'Signed in as Dana Developer',
    async open(page) {
      await signInAtSpa(page)
      await page.locator('#resource').waitFor()
    },
  },
  {
    name: 'spa-scope-unticked',
    heading: 'Signed in as Dana Developer',
    status: 403,
    async open(page) {
      await signInAtSpa(page, { but: ['my/scope'] })
      await page.locator('#resource').waitFor()
    },
  },
  {
    name: 'spa-error',
    heading: 'You are not signed in',
    async open(page) {
      await page.goto('./spa/')
      await page.getByRole('button', { name: 'Sign in', exact: true }).click()
      await authenticate(page)
      await page.getByRole('button', { name: 'Deny' }).click()
      await page.getByRole('alert').waitFor()
    },
  },
]

/** Goes to a place and waits until the visitor is there. */
export async function visit(place: Place, page: Page, sandbox: TestSandbox): Promise<void> {
  await place.open(page, sandbox)
  await expect(page.getByRole('heading', { level: 1 })).toHaveText(place.heading)
}

/** An authorization request of the single-page application's, with other parameters. */
async function requestOfSpa(
  sandbox: TestSandbox,
  parameters: Record<string, string> = {},
): Promise<string> {
  const { issuer, base } = sandbox
  const query = new URLSearchParams({
    response_type: 'code',
    client_id: await spaOf(sandbox),
    redirect_uri: `${base}/spa/callback.html`,
    scope: 'openid profile my/scope',
    state: 'a-state',
    code_challenge: 'E9Melhoa2OwvFrEMTJguCHaoeK1t8URWbuGJSstw-cM', // RFC 7636, appendix B
    code_challenge_method: 'S256',
    ...parameters,
  })
  return `${issuer}/authorize?${query.toString()}`
}

async function spaOf({ control }: TestSandbox): Promise<string> {
  const spa = (await control.clients.list()).find(({ client_name }) => client_name === 'spa')
  return spa?.client_id ?? ''
}
