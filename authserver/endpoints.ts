import { account, endAllowed } from './account/account-endpoint.ts'
import { changeLink } from './account/change-link.ts'
import { showForgotten, submitForgotten } from './account/forgotten-password.ts'
import { showNewPassword, submitNewPassword } from './account/new-password.ts'
import { accountPath, linksPath, passwordPath } from './account/paths.ts'
import { showChange, submitChange } from './account/change-password.ts'
import { showConfirmation, submitConfirmation } from './account/confirmation.ts'
import { showRegistration, submitRegistration } from './account/user-registration.ts'
import { authorization } from './authorization/authorization-endpoint.ts'
import { pushedAuthorization } from './authorization/pushed-authorization-endpoint.ts'
import { backchannelAuthentication } from './backchannel/backchannel-authentication-endpoint.ts'
import * as backchannel from './backchannel/page-endpoints.ts'
import { backchannelPath } from './backchannel/backchannel-requests.ts'
import type { ServerConfiguration } from './configuration/server-configuration.ts'
import { deviceAuthorization } from './device/device-authorization-endpoint.ts'
import * as device from './device/verification-endpoints.ts'
import { verificationPath } from './device/device-codes.ts'
import type { Endpoint } from './endpoint.ts'
import { cibaName, deviceCodeName } from './grant-types/grant-type.ts'
import * as interaction from './interaction/interaction-endpoints.ts'
import { introspection } from './introspection/introspection-endpoint.ts'
import { jwks } from './keys/jwks-endpoint.ts'
import * as logout from './logout/logout-endpoint.ts'
import { checkSession } from './session-management/check-session-endpoint.ts'
import { metadata } from './metadata/metadata-endpoint.ts'
import * as registration from './registration/registration-endpoint.ts'
import { revocation } from './revocation/revocation-endpoint.ts'
import { issuerPath } from './server.ts'
import { token } from './token/token-endpoint.ts'
import { submitProvider } from './upstream/begin-upstream.ts'
import { upstreamCallback } from './upstream/callback-endpoint.ts'
import { upstreamLoggedOut } from './upstream/upstream-logout.ts'
import { userInfo } from './userinfo/userinfo-endpoint.ts'

const get = ['GET'] as const
const post = ['POST'] as const
const either = ['GET', 'POST'] as const

const forEverybody = { shows: 'json', cors: 'all', methods: get } as const
const direct = { shows: 'json', cors: 'listed', methods: post } as const
/** Called by programs alone. */
const byProgram = { ...direct, takesCertificate: true } as const
const page = { shows: 'page', cors: 'none' } as const
const ownPage = { ...page, standsAlone: true } as const

const managed = `${issuerPath}/register/:clientId`
const byRegistration = {
  ...direct,
  cors: ({ registrationCors }: ServerConfiguration) => registrationCors,
} as const
const pages = '/authserver/interaction/:id'

/** Every endpoint of the authorization server. */
export const endpoints: readonly Endpoint[] = [
  {
    ...forEverybody,
    message: 'metadata request',
    path: `${issuerPath}/.well-known/openid-configuration`,
    handler: metadata,
  },
  {
    ...forEverybody,
    message: 'metadata request',
    path: `${issuerPath}/.well-known/oauth-authorization-server`,
    handler: metadata,
  },
  {
    ...forEverybody,
    message: 'metadata request',
    path: `/.well-known/oauth-authorization-server${issuerPath}`,
    handler: metadata,
  },
  {
    ...forEverybody,
    message: 'key set request',
    path: `${issuerPath}/jwks`,
    metadata: 'jwks_uri',
    handler: jwks,
  },

  {
    ...page,
    message: 'authorization request',
    path: `${issuerPath}/authorize`,
    methods: either,
    metadata: 'authorization_endpoint',
    refusesItself: true,
    handler: authorization,
  },
  { ...page, message: 'sign-in page', path: pages, methods: get, handler: interaction.show },
  {
    ...page,
    message: 'sign-in as another user',
    path: `${pages}/other-user`,
    methods: get,
    handler: interaction.otherUser,
  },
  {
    ...page,
    message: 'sign-in',
    path: `${pages}/login`,
    methods: post,
    handler: interaction.login,
  },
  {
    ...page,
    message: 'second factor',
    path: `${pages}/code`,
    methods: post,
    handler: interaction.code,
  },
  {
    ...page,
    message: 'consent',
    path: `${pages}/consent`,
    methods: post,
    handler: interaction.consent,
  },
  {
    ...page,
    message: 'forgotten password page',
    path: `${pages}/forgotten-password`,
    methods: get,
    handler: showForgotten,
  },
  {
    ...page,
    message: 'forgotten password',
    path: `${pages}/forgotten-password`,
    methods: post,
    handler: submitForgotten,
  },
  {
    ...ownPage,
    message: 'new password page',
    path: '/authserver/new-password',
    methods: get,
    handler: showNewPassword,
  },
  {
    ...ownPage,
    message: 'new password',
    path: '/authserver/new-password',
    methods: post,
    handler: submitNewPassword,
  },
  {
    ...page,
    message: 'sign-in at a provider',
    path: `${pages}/upstream`,
    methods: post,
    handler: submitProvider,
  },
  {
    ...page,
    message: 'answer of a provider',
    path: '/authserver/upstream/:provider/callback',
    methods: get,
    handler: upstreamCallback,
  },
  {
    ...page,
    message: 'user registration page',
    path: `${pages}/registration`,
    methods: get,
    handler: showRegistration,
  },
  {
    ...page,
    message: 'user registration',
    path: `${pages}/registration`,
    methods: post,
    handler: submitRegistration,
  },
  {
    ...ownPage,
    message: 'confirmation page',
    path: '/authserver/confirmation',
    methods: get,
    handler: showConfirmation,
  },
  {
    ...ownPage,
    message: 'confirmation',
    path: '/authserver/confirmation',
    methods: post,
    handler: submitConfirmation,
  },
  {
    ...ownPage,
    message: 'log-out answer of a provider',
    path: '/authserver/upstream/:provider/logged-out',
    methods: get,
    handler: upstreamLoggedOut,
  },
  {
    ...page,
    message: 'user code page',
    path: verificationPath,
    methods: get,
    handler: device.showUserCode,
  },
  {
    ...page,
    message: 'user code',
    path: verificationPath,
    methods: post,
    handler: device.submitUserCode,
  },
  {
    ...page,
    message: 'backchannel requests page',
    path: backchannelPath,
    methods: get,
    handler: backchannel.showWaiting,
  },
  {
    ...page,
    message: 'choice of a backchannel request',
    path: backchannelPath,
    methods: post,
    handler: backchannel.chooseWaiting,
  },
  {
    ...ownPage,
    message: 'account page',
    path: accountPath,
    methods: get,
    handler: account,
  },
  {
    ...ownPage,
    message: 'end of a consent',
    path: accountPath,
    methods: post,
    handler: endAllowed,
  },
  {
    ...ownPage,
    message: 'change of a link',
    path: linksPath,
    methods: post,
    handler: changeLink,
  },
  {
    ...ownPage,
    message: 'change of password page',
    path: passwordPath,
    methods: get,
    handler: showChange,
  },
  {
    ...ownPage,
    message: 'change of password',
    path: passwordPath,
    methods: post,
    handler: submitChange,
  },
  {
    ...ownPage,
    message: 'logout request',
    path: `${issuerPath}/logout`,
    methods: either,
    metadata: 'end_session_endpoint',
    handler: logout.begin,
  },
  {
    ...ownPage,
    message: 'logout answer',
    path: '/authserver/logout-answer',
    methods: post,
    handler: logout.answer,
  },
  {
    ...ownPage,
    message: 'session check page',
    path: `${issuerPath}/check-session`,
    methods: get,
    metadata: 'check_session_iframe',
    offered: ({ sessionManagement }) => sessionManagement,
    handler: checkSession,
  },

  {
    ...byProgram,
    message: 'pushed authorization request',
    path: `${issuerPath}/par`,
    metadata: 'pushed_authorization_request_endpoint',
    handler: pushedAuthorization,
  },
  {
    ...byProgram,
    message: 'device authorization request',
    path: `${issuerPath}/device_authorization`,
    metadata: 'device_authorization_endpoint',
    offered: ({ supportedGrantTypes }) => supportedGrantTypes.includes(deviceCodeName),
    handler: deviceAuthorization,
  },
  {
    ...byProgram,
    message: 'backchannel authentication request',
    path: `${issuerPath}/backchannel_authentication`,
    metadata: 'backchannel_authentication_endpoint',
    offered: ({ supportedGrantTypes }) => supportedGrantTypes.includes(cibaName),
    handler: backchannelAuthentication,
  },
  {
    ...byProgram,
    message: 'token request',
    path: `${issuerPath}/token`,
    metadata: 'token_endpoint',
    handler: token,
  },
  {
    ...byProgram,
    message: 'introspection request',
    path: `${issuerPath}/introspection`,
    metadata: 'introspection_endpoint',
    handler: introspection,
  },
  {
    ...byProgram,
    message: 'revocation request',
    path: `${issuerPath}/revocation`,
    metadata: 'revocation_endpoint',
    handler: revocation,
  },
  {
    ...byProgram,
    message: 'UserInfo request',
    path: `${issuerPath}/userinfo`,
    methods: either,
    metadata: 'userinfo_endpoint',
    takesToken: true,
    handler: userInfo,
  },
  {
    ...byRegistration,
    message: 'client registration request',
    path: `${issuerPath}/register`,
    metadata: 'registration_endpoint',
    offered: ({ registration: setting }) => setting !== 'off',
    handler: registration.register,
  },
  {
    ...byRegistration,
    message: 'client read request',
    path: managed,
    methods: get,
    handler: registration.read,
  },
  {
    ...byRegistration,
    message: 'client update request',
    path: managed,
    methods: ['PUT'],
    handler: registration.update,
  },
  {
    ...byRegistration,
    message: 'client delete request',
    path: managed,
    methods: ['DELETE'],
    handler: registration.remove,
  },
]
