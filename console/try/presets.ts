/** A request that somebody may send. */
export interface Attempt {
  method: string
  /** Below the sandbox's base. */
  path: string
  /** A line a header, as on the wire. */
  headers: string
  body: string
}

const form = 'content-type: application/x-www-form-urlencoded'
const basic = 'authorization: Basic {client_id:client_secret, base64}'

/** Requests to begin with, by what the field calls them. */
export const presets: Readonly<Record<string, Attempt>> = {
  'Metadata request': {
    method: 'GET',
    path: '/authserver/oauth2/.well-known/openid-configuration',
    headers: 'accept: application/json',
    body: '',
  },
  'Token request, client credentials': {
    method: 'POST',
    path: '/authserver/oauth2/token',
    headers: `${form}\n${basic}`,
    body: 'grant_type=client_credentials&scope=my%2Fscope',
  },
  'Token request, authorization code': {
    method: 'POST',
    path: '/authserver/oauth2/token',
    headers: `${form}\n${basic}`,
    body: 'grant_type=authorization_code&code={code}&redirect_uri={redirect_uri}&code_verifier={code_verifier}',
  },
  'Token request, refresh': {
    method: 'POST',
    path: '/authserver/oauth2/token',
    headers: `${form}\n${basic}`,
    body: 'grant_type=refresh_token&refresh_token={refresh_token}',
  },
  'Introspection request': {
    method: 'POST',
    path: '/authserver/oauth2/introspection',
    headers: `${form}\n${basic}`,
    body: 'token={token}',
  },
  'Revocation request': {
    method: 'POST',
    path: '/authserver/oauth2/revocation',
    headers: `${form}\n${basic}`,
    body: 'token={token}',
  },
  'UserInfo request': {
    method: 'GET',
    path: '/authserver/oauth2/userinfo',
    headers: 'authorization: Bearer {token}',
    body: '',
  },
  'Resource request': {
    method: 'GET',
    path: '/resserver/protected-resources/',
    headers: 'authorization: Bearer {token}',
    body: '',
  },
}
