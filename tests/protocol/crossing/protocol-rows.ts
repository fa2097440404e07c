import { managedRoles } from '@oauth-lab/kit/admin/managed-roles.ts'
import { challengeOf } from '../support/code-flow.ts'
import { redirectUri } from '../support/place.ts'
import { basic, bearer } from './ask.ts'
import type { Request } from './ask.ts'
import { isGood, leads, leadsOn, open, shows } from './attempt.ts'
import type { Attempt, Row } from './attempt.ts'
import { newcomer } from './holdings.ts'
import type { Form, Holdings } from './holdings.ts'

const issuer = '/authserver/oauth2'

function asked({ client }: Holdings, more: Record<string, string> = {}): [string, string][] {
  return Object.entries({
    response_type: 'code',
    client_id: client.client_id,
    redirect_uri: redirectUri,
    scope: 'openid profile my/scope',
    code_challenge: challengeOf('v'.repeat(43)),
    code_challenge_method: 'S256',
    ...more,
  })
}

const query = (path: string, members: [string, string][]) =>
  `${path}?${new URLSearchParams(members).toString()}`

/** An authorization request, by query and by form. */
function authorization(method: 'GET' | 'POST'): Attempt[] {
  const send = (members: [string, string][], cookie = ''): Request =>
    method === 'GET'
      ? { path: query(`${issuer}/authorize`, members), headers: { cookie } }
      : { method, path: `${issuer}/authorize`, form: members, headers: { cookie } }
  return [
    {
      parts: ['client'],
      request: (held) => send(asked(held)),
      accepts: leads('/interaction/|callback'),
    },
    {
      parts: ['session'],
      request: (held) => send(asked(held, { prompt: 'none' }), held.session.cookie),
      accepts: leads('[?&]code='),
    },
    {
      parts: ['idToken'],
      request: (held) =>
        send(asked(held, { id_token_hint: held.idToken, prompt: 'none' }), held.session.cookie),
      accepts: leads('[?&]code='),
    },
  ]
}

/** A form of a page: the page of one, the cookies of the other, or both of another. */
function submitted(
  name: 'signInForm' | 'forgottenForm' | 'registrationForm' | 'totpForm' | 'consentForm',
  step: string,
  fields: (held: Holdings) => [string, string][],
  accepts: Attempt['accepts'],
): Attempt {
  return {
    parts: [name],
    request: (held) => ({
      method: 'POST',
      path: `/authserver/interaction/${held[name].id}/${step}`,
      headers: { cookie: held[name].cookie },
      form: [...held[name].fields, ...fields(held)],
    }),
    accepts,
    spoils: true,
  }
}

const form = (path: string, { fields, cookie }: Form, more: [string, string][] = []): Request => ({
  method: 'POST',
  path,
  headers: { cookie },
  form: [...fields, ...more],
})

const tokenRequest = (held: Holdings, members: Record<string, string>): Request => ({
  method: 'POST',
  path: `${issuer}/token`,
  headers: basic(held.client),
  form: Object.entries(members),
})

const userInfo = (method: string): Attempt => ({
  parts: ['access'],
  request: ({ access }) => ({ method, path: `${issuer}/userinfo`, headers: bearer(access) }),
  accepts: isGood,
})

const managed = (method: string, json?: (held: Holdings) => unknown): Attempt => ({
  parts: ['client'],
  request: ({ client, ...held }) => ({
    method,
    path: `${issuer}/register/${client.client_id}`,
    headers: bearer(client.registration_access_token),
    ...(json && { json: json({ client, ...held }) }),
  }),
  accepts: isGood,
  spoils: method !== 'GET',
})

/** A row a route of the protocols and the pages, by method and path. */
export const protocolRows: Record<string, Row> = {
  [`GET ${issuer}/.well-known/openid-configuration`]: open,
  [`GET ${issuer}/.well-known/oauth-authorization-server`]: open,
  [`GET /.well-known/oauth-authorization-server${issuer}`]: open,
  [`GET ${issuer}/jwks`]: open,
  [`GET ${issuer}/check-session`]: open,
  [`GET ${issuer}`]: open,
  [`GET ${issuer}/`]: open,
  [`GET ${issuer}/authorize`]: authorization('GET'),
  [`POST ${issuer}/authorize`]: authorization('POST'),
  'GET /authserver/interaction/:id': {
    parts: ['signInForm'],
    request: ({ signInForm: { id, cookie } }) => ({
      path: `/authserver/interaction/${id}`,
      headers: { cookie },
    }),
    accepts: shows('name="password"'),
  },
  'GET /authserver/interaction/:id/other-user': {
    parts: ['consentForm'],
    request: ({ consentForm: { id, cookie } }) => ({
      path: `/authserver/interaction/${id}/other-user`,
      headers: { cookie },
    }),
    accepts: (reply) => reply.status === 303 || isGood(reply),
    spoils: true,
  },
  'POST /authserver/interaction/:id/login': submitted(
    'signInForm',
    'login',
    ({ user }) => [
      ['login', user.username],
      ['password', user.password],
    ],
    (reply) => reply.status === 303 || shows('value="allow"')(reply),
  ),
  'POST /authserver/interaction/:id/code': submitted(
    'totpForm',
    'code',
    ({ totpForm }) => [['code', totpForm.code]],
    (reply) => reply.status === 303 || shows('value="allow"')(reply),
  ),
  'POST /authserver/interaction/:id/consent': submitted(
    'consentForm',
    'consent',
    () => [
      ['scope', 'openid'],
      ['answer', 'allow'],
    ],
    leads('[?&]code='),
  ),
  'GET /authserver/interaction/:id/forgotten-password': {
    parts: ['forgottenForm'],
    request: ({ forgottenForm: { id, cookie } }) => ({
      path: `/authserver/interaction/${id}/forgotten-password`,
      headers: { cookie },
    }),
    accepts: shows('name="login"'),
  },
  'POST /authserver/interaction/:id/forgotten-password': submitted(
    'forgottenForm',
    'forgotten-password',
    ({ user }) => [['login', user.username]],
    leads('answer=sent$'),
  ),
  'GET /authserver/interaction/:id/registration': {
    parts: ['registrationForm'],
    request: ({ registrationForm: { id, cookie } }) => ({
      path: `/authserver/interaction/${id}/registration`,
      headers: { cookie },
    }),
    accepts: shows('name="email"'),
  },
  'POST /authserver/interaction/:id/registration': submitted(
    'registrationForm',
    'registration',
    () => newcomer('another'),
    leads('answer=sent$'),
  ),
  'GET /authserver/confirmation': {
    parts: ['confirmation'],
    request: ({ confirmation: { token } }) => ({
      path: query('/authserver/confirmation', [['mail_token', token]]),
    }),
    accepts: shows('name="mail_token"'),
  },
  'POST /authserver/confirmation': {
    parts: ['confirmationForm'],
    request: ({ confirmationForm }) => form('/authserver/confirmation', confirmationForm),
    accepts: leads('/interaction/'),
    spoils: true,
  },
  'GET /authserver/account/password': {
    parts: ['session'],
    request: ({ session: { cookie } }) => ({
      path: '/authserver/account/password',
      headers: { cookie },
    }),
    accepts: isGood,
  },
  'POST /authserver/account/password': {
    parts: ['passwordForm', 'user'],
    request: ({ passwordForm, user }) =>
      form('/authserver/account/password', passwordForm, [
        ['password', user.password],
        ['new_password', 'p-another'],
      ]),
    accepts: leads('answer=changed$'),
    spoils: true,
  },
  'GET /authserver/new-password': {
    parts: ['mail'],
    request: ({ mail: { token } }) => ({
      path: query('/authserver/new-password', [['mail_token', token]]),
    }),
    accepts: shows('name="password"'),
  },
  'POST /authserver/new-password': {
    parts: ['newPasswordForm'],
    request: ({ newPasswordForm }) =>
      form('/authserver/new-password', newPasswordForm, [['password', 'p-another']]),
    accepts: isGood,
    spoils: true,
  },
  'POST /authserver/interaction/:id/upstream': submitted(
    'signInForm',
    'upstream',
    () => [['provider', 'social']],
    leads('https://social.example/authorize'),
  ),
  'GET /authserver/upstream/:provider/callback': {
    parts: ['providerAnswer'],
    request: ({ providerAnswer: { query: answer, cookie } }) => ({
      path: `/authserver/upstream/social/callback${answer}`,
      headers: { cookie },
    }),
    accepts: ({ text }) => text.includes('Social did not sign you in'),
    spoils: true,
  },
  'GET /authserver/account': {
    parts: ['session'],
    request: ({ session: { cookie } }) => ({ path: '/authserver/account', headers: { cookie } }),
    accepts: isGood,
  },
  'POST /authserver/account': {
    parts: ['accountForm'],
    request: ({ accountForm }) => form('/authserver/account', accountForm),
    accepts: leads('/authserver/account$'),
    spoils: true,
  },
  'GET /authserver/upstream/:provider/logged-out': {
    parts: ['providerLogout'],
    request: ({ providerLogout: { query: answer, cookie } }) => ({
      path: `/authserver/upstream/itself/logged-out${answer}`,
      headers: { cookie },
    }),
    accepts: isGood,
  },
  'POST /authserver/account/links': {
    parts: ['accountForm'],
    request: ({ accountForm }) =>
      form('/authserver/account/links', accountForm, [
        ['do', 'unlink'],
        ['provider', 'social'],
      ]),
    accepts: leads('/authserver/account$'),
  },
  [`GET ${issuer}/logout`]: {
    parts: ['idToken', 'client'],
    request: ({ idToken, client: { client_id } }) => ({
      path: query(`${issuer}/logout`, [
        ['id_token_hint', idToken],
        ['client_id', client_id],
        ['post_logout_redirect_uri', redirectUri],
      ]),
    }),
    accepts: isGood,
  },
  [`POST ${issuer}/logout`]: {
    parts: ['idToken', 'client'],
    request: ({ idToken, client: { client_id } }) => ({
      method: 'POST',
      path: `${issuer}/logout`,
      form: [
        ['id_token_hint', idToken],
        ['client_id', client_id],
        ['post_logout_redirect_uri', redirectUri],
      ],
    }),
    accepts: isGood,
  },
  'POST /authserver/logout-answer': {
    parts: ['logoutForm'],
    request: ({ logoutForm }) => form('/authserver/logout-answer', logoutForm, [['answer', 'yes']]),
    accepts: isGood,
    spoils: true,
  },
  [`POST ${issuer}/token`]: [
    {
      parts: ['client', 'code'],
      request: (held) =>
        tokenRequest(held, {
          grant_type: 'authorization_code',
          code: held.code.code,
          code_verifier: held.code.verifier,
          redirect_uri: redirectUri,
        }),
      accepts: isGood,
    },
    {
      parts: ['client', 'refresh'],
      request: (held) =>
        tokenRequest(held, { grant_type: 'refresh_token', refresh_token: held.refresh }),
      accepts: isGood,
      spoils: true,
    },
    {
      parts: ['client', 'deviceCode'],
      request: (held) =>
        tokenRequest(held, {
          grant_type: 'urn:ietf:params:oauth:grant-type:device_code',
          device_code: held.deviceCode,
        }),
      // The clock of the sandbox stands: the second question comes too early.
      accepts: ({ text }) => /authorization_pending|slow_down/.test(text),
    },
    {
      parts: ['client', 'backchannel'],
      request: (held) =>
        tokenRequest(held, {
          grant_type: 'urn:openid:params:grant-type:ciba',
          auth_req_id: held.backchannel.authReqId,
        }),
      accepts: ({ text }) => /authorization_pending|slow_down/.test(text),
    },
    {
      parts: ['client'],
      request: (held) => tokenRequest(held, { grant_type: 'client_credentials' }),
      accepts: isGood,
    },
  ],
  [`POST ${issuer}/par`]: {
    parts: ['client'],
    request: (held) => ({
      method: 'POST',
      path: `${issuer}/par`,
      headers: basic(held.client),
      form: asked(held),
    }),
    accepts: isGood,
  },
  [`POST ${issuer}/device_authorization`]: {
    parts: ['client'],
    request: (held) => ({
      method: 'POST',
      path: `${issuer}/device_authorization`,
      headers: basic(held.client),
      form: [['scope', 'my/scope']],
    }),
    accepts: isGood,
  },
  [`POST ${issuer}/backchannel_authentication`]: [
    {
      parts: ['client'],
      request: (held) => ({
        method: 'POST',
        path: `${issuer}/backchannel_authentication`,
        headers: basic(held.client),
        form: [
          ['scope', 'openid'],
          ['login_hint', held.user.username],
        ],
      }),
      accepts: isGood,
    },
    {
      parts: ['client', 'idToken'],
      request: (held) => ({
        method: 'POST',
        path: `${issuer}/backchannel_authentication`,
        headers: basic(held.client),
        form: [
          ['scope', 'openid'],
          ['id_token_hint', held.idToken],
        ],
      }),
      accepts: isGood,
    },
  ],
  'GET /authserver/backchannel': {
    parts: ['session'],
    request: ({ session: { cookie } }) => ({
      path: '/authserver/backchannel',
      headers: { cookie },
    }),
    accepts: isGood,
  },
  'POST /authserver/backchannel': {
    parts: ['backchannelForm'],
    request: ({ backchannelForm }) => form('/authserver/backchannel', backchannelForm, []),
    accepts: leads('/interaction/'),
  },
  'GET /authserver/device': open,
  'POST /authserver/device': {
    parts: ['deviceForm'],
    request: ({ deviceForm }) =>
      form('/authserver/device', deviceForm, [['user_code', deviceForm.userCode]]),
    accepts: leads('/interaction/'),
  },
  [`POST ${issuer}/introspection`]: [
    {
      parts: ['client', 'access'],
      request: (held) => ({
        method: 'POST',
        path: `${issuer}/introspection`,
        headers: basic(held.client),
        form: [['token', held.access]],
      }),
      accepts: shows('"active":true'),
    },
    {
      parts: ['client', 'refresh'],
      request: (held) => ({
        method: 'POST',
        path: `${issuer}/introspection`,
        headers: basic(held.client),
        form: [['token', held.refresh]],
      }),
      accepts: shows('"active":true'),
    },
  ],
  // A token that is not known here is no error (RFC 7009 §2.2): that it lives on is seen in the other sandbox.
  [`POST ${issuer}/revocation`]: {
    parts: ['client'],
    request: (held) => ({
      method: 'POST',
      path: `${issuer}/revocation`,
      headers: basic(held.client),
      form: [['token', held.access]],
    }),
    accepts: isGood,
    spoils: true,
  },
  [`GET ${issuer}/userinfo`]: userInfo('GET'),
  [`POST ${issuer}/userinfo`]: userInfo('POST'),
  [`POST ${issuer}/register`]: {
    parts: ['initialToken'],
    request: ({ initialToken }) => ({
      method: 'POST',
      path: `${issuer}/register`,
      headers: bearer(initialToken),
      json: { redirect_uris: [redirectUri] },
    }),
    accepts: isGood,
  },
  [`GET ${issuer}/register/:clientId`]: managed('GET'),
  [`PUT ${issuer}/register/:clientId`]: managed('PUT', ({ client: { client_id } }) => ({
    client_id,
    redirect_uris: [redirectUri],
  })),
  [`DELETE ${issuer}/register/:clientId`]: managed('DELETE'),
  ...resourceRows(),
  'GET /client/': leadsOn,
  'GET /client/application': leadsOn,
  'GET /client/application/': {
    parts: ['application'],
    request: ({ application: { cookie } }) => ({
      path: '/client/application/',
      headers: { cookie },
    }),
    accepts: shows('Signed in as'),
  },
  'POST /client/application/': {
    parts: ['application'],
    request: ({ application }) => form('/client/application/', application, [['do', 'refresh']]),
    accepts: leads('/client/application/$'),
    spoils: true,
  },
  'GET /client/application/login': leadsOn,
  'GET /client/application/callback': {
    parts: ['callback'],
    request: ({ callback }) => ({
      path: `/client/application/callback${callback.query}`,
      headers: { cookie: callback.cookie },
    }),
    accepts: leads('/client/application/$'),
  },
  'POST /client/application/backchannel-logout': {
    parts: ['logoutToken'],
    request: ({ logoutToken }) => ({
      method: 'POST',
      path: '/client/application/backchannel-logout',
      form: [['logout_token', logoutToken]],
    }),
    accepts: isGood,
  },
  'GET /client/application/machine': open,
  'POST /client/application/machine': {
    parts: ['machine'],
    request: ({ machine }) => form('/client/application/machine', machine, [['do', 'forget']]),
    accepts: leads('/client/application/machine$'),
  },
  'GET /spa/config.json': open,
  'GET /': open,
  'GET /explained/': open,
  'GET /explained/:check': open,
  'GET /control/readyz': open,
  'GET /spa/': open,
  'GET /console/': open,
  ...portalRows(),
  ...apiRows(),
  'GET /assets/': open,
}

/** Each portal's own address leads into the console. */
function portalRows(): Record<string, Row> {
  const paths = managedRoles.flatMap((role) => [`/${role}/admin`, `/${role}/admin/`])
  return Object.fromEntries(paths.map((path) => [`GET ${path}`, open]))
}

/** Each API tells where its description is. */
function apiRows(): Record<string, Row> {
  const paths = ['/control/api', ...managedRoles.map((role) => `/${role}/admin/api`)]
  return Object.fromEntries(paths.map((path) => [`GET ${path}`, open]))
}

function resourceRows(): Record<string, Row> {
  const rows: Record<string, Row> = {}
  for (const name of ['', '-delegated', '-delegated/administration']) {
    const path = `/resserver/protected-resources${name}`
    for (const method of ['GET', 'POST']) {
      rows[`${method} ${path}`] = leadsOn
      rows[`${method} ${path}/`] = {
        parts: ['access'],
        request: ({ access }) => ({ method, path: `${path}/`, headers: bearer(access) }),
        accepts: isGood,
      }
    }
    rows[`GET /.well-known/oauth-protected-resource${path}/`] = open
  }
  rows['GET /.well-known/oauth-protected-resource/resserver'] = open
  return rows
}
