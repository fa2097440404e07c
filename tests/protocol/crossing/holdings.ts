import { Secret, TOTP } from 'otpauth'
import { noteSecret } from '../../secrets.ts'
import type { TestLab } from '../../test-lab.ts'
import { readAnswer } from '../support/answer.ts'
import { createBrowser, readForm } from '../support/browser.ts'
import type { Browser, Page } from '../support/browser.ts'
import {
  authorizationRequest,
  authorize,
  formRequest,
  redeem,
  signIn,
} from '../support/code-flow.ts'
import type { Authorization } from '../support/code-flow.ts'
import { linkOf } from '../support/mails.ts'
import { redirectUri, register } from '../support/place.ts'

type Control = TestLab['control']
type Sandbox = Awaited<ReturnType<Control['sandboxes']['create']>>

/** A page with a form, as a browser has it. */
export interface Form {
  id: string
  action: string
  fields: [string, string][]
  cookie: string
}

/** What somebody of one sandbox holds: the place, credentials, and ids of what is there. */
export interface Holdings {
  sandbox: Sandbox
  /** An administrator who signed in at this sandbox: a token, and the cookie. */
  administrator: { token: string; cookie: string }
  client: { client_id: string; client_secret: string; registration_access_token: string }
  user: { username: string; sub: string; password: string }
  code: Pick<Authorization, 'code' | 'verifier'>
  access: string
  refresh: string
  idToken: string
  initialToken: string
  /** The cookies of a browser that is signed in at the authorization server. */
  session: { cookie: string; sid: string }
  signInForm: Form
  forgottenForm: Form
  /** A mail with a link to choose another password: how administrators name it, and the secret of the link. */
  mail: { id: string; token: string }
  newPasswordForm: Form
  registrationForm: Form
  /** The secret of a link that makes an account. */
  confirmation: { token: string }
  confirmationForm: Form
  totpForm: Form & { code: string }
  consentForm: Form
  accountForm: Form
  passwordForm: Form
  logoutForm: Form
  /** The page for the code of a device that waits. */
  deviceForm: Form & { userCode: string }
  deviceCode: string
  /** A backchannel request that waits: what its client asks with, and by which administrators name it. */
  backchannel: { authReqId: string; id: string }
  backchannelForm: Form
  /** An identity provider that no other sandbox has. */
  provider: string
  /** What the identity provider `social` answers, and the browser that waits for it. */
  providerAnswer: { query: string; cookie: string }
  /** With what the browser comes back from the log-out at an identity provider. */
  providerLogout: { query: string; cookie: string }
  /** The web application's, of a browser that is signed in there. */
  application: Form
  callback: { query: string; cookie: string }
  machine: Form
  /** For the web application, of no session. */
  logoutToken: string
  exchange: string
  intervention: string
  tokenId: string
  grant: string
  /** As the admin API names it, which is no cookie. */
  browserSession: string
  /** The id of the user's local user at the resource server. */
  localUser: string
  /** Ids of server definitions, by the admin API that has them. */
  definitions: Record<string, string>
  /** Id of a session at the web application, as the client's admin API names it. */
  clientSession: string
  /** Ids of client configurations: one that is registered, and one that is not. */
  configurations: { registered: string; unregistered: string }
}

/** Fills a sandbox whose clock stands, so that nothing of it ends meanwhile. */
export async function fill(sandbox: Sandbox): Promise<Holdings> {
  const { control, base, trustedFetch } = sandbox
  await control.clock.set({ freeze: true })
  const { supportedGrantTypes } = await control.config.get()
  const provider = `of-${sandbox.id.toLowerCase()}`
  await control.config.patch({
    refreshTokens: 'always',
    identityProviders: { social, [provider]: social, itself: itselfAt(sandbox) },
    passwordReset: true,
    sessionManagement: true,
    userRegistration: true,
    supportedGrantTypes: [...supportedGrantTypes, 'urn:openid:params:grant-type:ciba'],
  })
  const administrator = await signInAsAdministrator(sandbox)
  const { body } = await register(sandbox, {
    client_name: `client of ${sandbox.id}`,
    redirect_uris: [redirectUri],
    post_logout_redirect_uris: [redirectUri],
    grant_types: [
      'authorization_code',
      'client_credentials',
      'refresh_token',
      'urn:ietf:params:oauth:grant-type:device_code',
      'urn:openid:params:grant-type:ciba',
    ],
    backchannel_token_delivery_mode: 'poll',
  })
  const client = body as unknown as Holdings['client']
  const user = await createUser(sandbox, `guest-${sandbox.id}`)
  const browser = createBrowser(trustedFetch)
  const scope = 'openid profile my/scope'
  const flow = await authorize(sandbox, client, { scope }, { username: user.username, browser })
  const { body: tokens } = await redeem(sandbox, client, flow)
  const again = await authorize(sandbox, client, { scope }, { browser })
  const [stored] = (await control.tokens.list({ client: client.client_id })).items
  const intervention = await intervene(sandbox)
  const [signedIn] = (await control.browserSessions.list({ user: user.username })).items
  const [exchange] = await control.checks({ role: 'authserver' })
  const consent = await browser.open(
    authorizationRequest(sandbox, client, { scope, prompt: 'consent' }).url,
  )
  const account = await browser.open(`${base}/authserver/account`)
  const question = await browser.open(`${sandbox.issuer}/logout`)
  const { cookie, sid } = await control.browserSessions.create({ user: user.username })
  const machine = await openMachine(sandbox)
  const application = await openApplication(sandbox, user)
  return {
    sandbox,
    administrator,
    client,
    user,
    code: { code: again.code, verifier: again.verifier },
    access: String(tokens['access_token']),
    refresh: String(tokens['refresh_token']),
    idToken: String(tokens['id_token']),
    initialToken: await initialTokenOf(sandbox, administrator.token),
    session: { cookie, sid },
    signInForm: await openSignIn(sandbox, client),
    ...(await openForgotten(sandbox, client, user)),
    ...(await openRegistration(sandbox, client)),
    totpForm: await openTotp(sandbox, client),
    consentForm: formOf(browser, consent),
    accountForm: formOf(browser, account),
    passwordForm: formOf(browser, await browser.open(`${base}/authserver/account/password`)),
    logoutForm: formOf(browser, question),
    ...(await openDevice(sandbox, client)),
    ...(await openBackchannel(sandbox, client, user, browser)),
    provider,
    providerAnswer: await openProvider(sandbox, client),
    providerLogout: await openProviderLogout(sandbox, user),
    application,
    callback: await openCallback(sandbox, user),
    machine,
    logoutToken: await logoutToken(sandbox, user),
    exchange: exchange!.request,
    intervention,
    tokenId: stored!.id,
    grant: String(stored!.grant),
    browserSession: signedIn!.id,
    localUser: await delegate(sandbox, administrator.token, String(tokens['access_token'])),
    definitions: await defineServers(sandbox, administrator.token),
    configurations: await configureClients(sandbox, administrator.token),
    clientSession: await sessionOf(sandbox, administrator.token),
  }
}

export type Snapshot = Awaited<ReturnType<Control['snapshot']['save']>>

/** The sandbox as it was saved, whatever a request did to it; what no snapshot holds is made again. */
export async function restore(
  held: Holdings,
  saved: Snapshot,
  sandboxes: Control['sandboxes'],
): Promise<Holdings> {
  const sandbox = (await isWhole(held.sandbox))
    ? held.sandbox
    : await again(held.sandbox, sandboxes)
  await sandbox.control.snapshot.restore(saved)
  const administrator = await signInAsAdministrator(sandbox)
  return { ...held, sandbox, administrator, intervention: await intervene(sandbox) }
}

/** Whether every role has it. */
async function isWhole({ control }: Sandbox): Promise<boolean> {
  return control.clock.get().then(
    () => true,
    () => false,
  )
}

async function again(sandbox: Sandbox, sandboxes: Control['sandboxes']): Promise<Sandbox> {
  await sandbox[Symbol.asyncDispose]()
  return sandboxes.create({ id: sandbox.id })
}

/** What the server says at the end of a session (OpenID Connect Back-Channel Logout §2.4). */
async function logoutToken({ control }: Sandbox, { username }: Holdings['user']): Promise<string> {
  const clients = await control.clients.list()
  const web = clients.find(({ client_name }) => client_name === 'simple-web-page')!
  const { token } = await control.tokens.create({
    type: 'id_token',
    client: web.client_id,
    user: username,
    claims: {
      nonce: null,
      jti: 'a logout token',
      events: { 'http://schemas.openid.net/event/backchannel-logout': {} },
      sid: 'of no session',
    },
  })
  return token
}

async function intervene({ control }: Sandbox): Promise<string> {
  const { id } = await control.interventions.create({
    match: { role: 'authserver', message: 'key set request' },
    do: { delay: 1 },
  })
  return id
}

async function createUser({ control }: Sandbox, username: string): Promise<Holdings['user']> {
  // The helpers of the flow sign in with the name as password.
  const { sub } = await control.users.create({
    username,
    password: username,
    claims: { name: username, email: `${username}@lab.example` },
    roles: ['administrator'],
  })
  return { username, sub, password: username }
}

async function signInAsAdministrator({ base, trustedFetch }: Sandbox) {
  const response = await trustedFetch(`${base}/control/api/session`, {
    method: 'POST',
    headers: { 'content-type': 'application/json' },
    body: JSON.stringify({ username: 'superuser', password: 'SYS' }),
  })
  const cookie = response.headers.getSetCookie()[0]!.split(';', 1)[0]!
  const { body } = await readAnswer(response)
  noteSecret(cookie.split('=').slice(1).join('='), 'admin token')
  return { token: String(body['access_token']), cookie }
}

async function initialTokenOf({ base, trustedFetch }: Sandbox, token: string): Promise<string> {
  const response = await trustedFetch(`${base}/authserver/admin/api/initial-tokens`, {
    method: 'POST',
    headers: { authorization: `Bearer ${token}` },
  })
  return String((await readAnswer(response)).body['token'])
}

/** Has a request run as the local user of a token, and returns that one's id. */
async function delegate({ base, trustedFetch }: Sandbox, token: string, access: string) {
  await trustedFetch(`${base}/resserver/protected-resources-delegated/`, {
    headers: { authorization: `Bearer ${access}` },
  })
  const list = await trustedFetch(`${base}/resserver/admin/api/local-users`, {
    headers: { authorization: `Bearer ${token}` },
  })
  const { items } = (await readAnswer(list)).body as { items: { id: string }[] }
  return items[0]!.id
}

/** A server definition at each instance that has them. */
async function defineServers({ base, issuer, trustedFetch }: Sandbox, token: string) {
  const definitions: Record<string, string> = {}
  for (const at of ['/resserver/admin/api', '/client/admin/api']) {
    const response = await trustedFetch(`${base}${at}/server-definitions`, {
      method: 'POST',
      headers: { authorization: `Bearer ${token}`, 'content-type': 'application/json' },
      body: JSON.stringify({ issuer }),
    })
    definitions[at] = String((await readAnswer(response)).body['id'])
  }
  return definitions
}

async function sessionOf({ base, trustedFetch }: Sandbox, token: string): Promise<string> {
  const headers = { authorization: `Bearer ${token}` }
  const response = await trustedFetch(`${base}/client/admin/api/sessions`, { headers })
  const { items } = (await readAnswer(response)).body as unknown as { items: [{ id: string }] }
  return items[0].id
}

async function configureClients({ base, trustedFetch }: Sandbox, token: string) {
  const send = async (path: string, document?: object) => {
    const response = await trustedFetch(`${base}/client/admin/api/client-configurations${path}`, {
      method: 'POST',
      headers: {
        authorization: `Bearer ${token}`,
        ...(document && { 'content-type': 'application/json' }),
      },
      ...(document && { body: JSON.stringify(document) }),
    })
    return String((await readAnswer(response)).body['id'])
  }
  const document = { name: 'Client app', clientName: 'client-name', server: 'lab' }
  const registered = await send('', document)
  await send(`/${registered}/registration`)
  return { registered, unregistered: await send('', document) }
}

async function openSignIn(sandbox: Sandbox, client: Holdings['client']): Promise<Form> {
  const browser = createBrowser(sandbox.trustedFetch)
  return formOf(browser, await browser.open(authorizationRequest(sandbox, client).url))
}

async function openForgotten(
  sandbox: Sandbox,
  client: Holdings['client'],
  { username }: Holdings['user'],
) {
  const browser = createBrowser(sandbox.trustedFetch)
  const signIn = await browser.open(authorizationRequest(sandbox, client).url)
  const page = await browser.open(`${signIn.url.href}/forgotten-password`)
  await browser.submit(page, { login: username })
  const [stored] = (await sandbox.control.mails.list()).items
  const mail = await sandbox.control.mails.open(stored!.id)
  const link = linkOf(mail)
  return {
    forgottenForm: formOf(browser, page),
    mail: { id: mail.id, token: link.searchParams.get('mail_token')! },
    newPasswordForm: formOf(browser, await browser.open(link)),
  }
}

/** A server that nobody asks: its answer is an error. */
const social = {
  name: 'Social',
  kind: 'oauth2' as const,
  authorizationEndpoint: 'https://social.example/authorize',
  tokenEndpoint: 'https://social.example/token',
  userInfoEndpoint: 'https://social.example/me',
  clientId: 'c-social',
  scopes: ['me'],
}

/** Presses the button of the identity provider, and does not follow it. */
async function openProvider(sandbox: Sandbox, client: Holdings['client']) {
  const browser = createBrowser(sandbox.trustedFetch)
  const page = await browser.open(authorizationRequest(sandbox, client).url)
  const { action, hidden } = readForm(page)
  const body = new URLSearchParams([...hidden, ['provider', 'social']])
  const headers = { origin: page.url.origin }
  const to = new URL('upstream', action)
  const { leaves } = await browser.open(to, { method: 'POST', body, headers })
  const state = leaves!.searchParams.get('state')!
  const query = `?${new URLSearchParams({ error: 'access_denied', state }).toString()}`
  return { query, cookie: cookieOf(browser) }
}

/** What somebody types who wants an account of that name. */
export const newcomer = (name: string): [string, string][] => [
  ['login', name],
  ['name', name],
  ['email', `${name}@new.example`],
  ['password', `password of ${name}`],
]

async function openRegistration(sandbox: Sandbox, client: Holdings['client']) {
  const browser = createBrowser(sandbox.trustedFetch)
  const { url } = authorizationRequest(sandbox, client, { prompt: 'create' })
  const page = await browser.open(url)
  await browser.submit(page, Object.fromEntries(newcomer(`new-${sandbox.id}`)))
  const { items } = await sandbox.control.mails.list({ to: `new-${sandbox.id}@new.example` })
  const link = linkOf(await sandbox.control.mails.open(items[0]!.id))
  return {
    registrationForm: formOf(browser, page),
    confirmation: { token: link.searchParams.get('mail_token')! },
    confirmationForm: formOf(browser, await browser.open(link)),
  }
}

/** The sandbox as an identity provider of its own users. */
const itselfAt = ({ id, issuer }: Sandbox) => ({
  name: 'Itself',
  issuer,
  clientId: `itself-${id}`,
  clientAuthentication: 'none' as const,
  logout: true,
})

/** Signs in by it and logs out again, until the browser is to go there. */
async function openProviderLogout(sandbox: Sandbox, { username }: Holdings['user']) {
  const { base, issuer, control, trustedFetch } = sandbox
  const at = `${base}/authserver/upstream/itself`
  await control.clients.create({
    client_id: itselfAt(sandbox).clientId,
    redirect_uris: [`${at}/callback`],
    post_logout_redirect_uris: [`${at}/logged-out`],
    token_endpoint_auth_method: 'none',
  })
  const browser = createBrowser(trustedFetch)
  const page = await browser.open(`${base}/authserver/account`)
  const { action, hidden } = readForm(page)
  const body = new URLSearchParams([...hidden, ['provider', 'itself']])
  const headers = { origin: page.url.origin }
  const there = await browser.open(new URL('upstream', action), { method: 'POST', body, headers })
  const consent = await signIn(browser, there, username)
  await browser.submit(consent, { scope: ['openid'], answer: 'allow' })
  const question = await browser.open(`${issuer}/logout`)
  const leaving = await browser.submit(question, { answer: 'yes' }, { stopAt: `${issuer}/logout` })
  const state = leaving.leaves!.searchParams.get('state')!
  return { query: `?${new URLSearchParams({ state }).toString()}`, cookie: cookieOf(browser) }
}

async function openTotp(sandbox: Sandbox, client: Holdings['client']) {
  const { username } = await createUser(sandbox, `second-${sandbox.id}`)
  const { secret } = await sandbox.control.users.setTotp(username)
  noteSecret(secret, 'TOTP secret')
  const { now } = await sandbox.control.clock.get()
  const code = new TOTP({ secret: Secret.fromBase32(secret) }).generate({
    timestamp: Date.parse(now),
  })
  const browser = createBrowser(sandbox.trustedFetch)
  const page = await browser.open(authorizationRequest(sandbox, client).url)
  return { ...formOf(browser, await signIn(browser, page, username)), code }
}

async function openDevice(sandbox: Sandbox, client: Holdings['client']) {
  const { body } = await formRequest(sandbox, client, 'device_authorization', { scope: 'my/scope' })
  const browser = createBrowser(sandbox.trustedFetch)
  const page = await browser.open(String(body['verification_uri']))
  return {
    deviceForm: { ...formOf(browser, page), userCode: String(body['user_code']) },
    deviceCode: String(body['device_code']),
  }
}

async function openBackchannel(
  sandbox: Sandbox,
  client: Holdings['client'],
  user: Holdings['user'],
  browser: Browser,
) {
  const { body } = await formRequest(sandbox, client, 'backchannel_authentication', {
    scope: 'openid',
    login_hint: user.username,
  })
  const [kept] = (await sandbox.control.backchannelRequests.list()).items
  const page = await browser.open(`${sandbox.base}/authserver/backchannel`)
  return {
    backchannel: { authReqId: String(body['auth_req_id']), id: kept!.id },
    backchannelForm: formOf(browser, page),
  }
}

async function openApplication(sandbox: Sandbox, user: Holdings['user']): Promise<Form> {
  const browser = createBrowser(sandbox.trustedFetch)
  let page = await browser.open(`${sandbox.base}/client/application/login`)
  page = await signIn(browser, page, user.username)
  page = await browser.submit(page, { scope: ['profile', 'my/scope'], answer: 'allow' })
  return formOf(browser, page)
}

async function openCallback(sandbox: Sandbox, user: Holdings['user']) {
  const browser = createBrowser(sandbox.trustedFetch)
  const stopAt = `${sandbox.base}/client/application/callback`
  let page = await browser.open(`${sandbox.base}/client/application/login`)
  page = await browser.submit(page, { login: user.username, password: user.password }, { stopAt })
  if (page.leaves === undefined) {
    const fields = { scope: ['profile', 'my/scope'], answer: 'allow' }
    page = await browser.submit(page, fields, { stopAt })
  }
  return { query: page.leaves!.search, cookie: cookieOf(browser) }
}

async function openMachine(sandbox: Sandbox): Promise<Form> {
  const browser = createBrowser(sandbox.trustedFetch)
  return formOf(browser, await browser.open(`${sandbox.base}/client/application/machine`))
}

function formOf(browser: Browser, page: Page): Form {
  const { action, hidden } = readForm(page)
  const id = /\/interaction\/([^/]+)/.exec(action.pathname)?.[1] ?? ''
  return { id, action: action.href, fields: hidden, cookie: cookieOf(browser) }
}

function cookieOf({ cookies }: Browser): string {
  return [...cookies].map(([name, value]) => `${name}=${value}`).join('; ')
}
