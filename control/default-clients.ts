import type { ClientDocument } from '@oauth-lab/kit/admin/client-document.ts'
import type { OwnClient } from '@oauth-lab/kit/own-clients.ts'

/** The clients that every sandbox has, as RFC 7591 metadata. The server issues their ids. */
export function defaultClients(base: string) {
  return [
    spaClient(base),
    {
      client_name: 'cli',
      token_endpoint_auth_method: 'none',
      application_type: 'native',
      grant_types: [
        'authorization_code',
        'refresh_token',
        'urn:ietf:params:oauth:grant-type:device_code',
      ],
      response_types: ['code'],
      redirect_uris: ['http://127.0.0.1/callback'],
      scope: 'openid profile email address phone offline_access my/scope',
    },
    {
      client_name: 'postman',
      token_endpoint_auth_method: 'client_secret_basic',
      grant_types: ['client_credentials', 'authorization_code', 'refresh_token'],
      response_types: ['code'],
      redirect_uris: ['https://oauth.pstmn.io/v1/callback'],
      scope: 'openid profile email address phone offline_access my/scope',
    },
  ] satisfies (ClientDocument & { client_name: OwnClient })[]
}

/** The single-page application, a public client, as RFC 7591 metadata. */
export function spaClient(base: string) {
  return {
    client_name: 'spa' as const,
    token_endpoint_auth_method: 'none',
    grant_types: ['authorization_code', 'refresh_token'],
    response_types: ['code'],
    redirect_uris: [`${base}/spa/callback.html`, `${base}/spa/popup.html`],
    post_logout_redirect_uris: [`${base}/spa/`],
    scope: 'openid profile email address phone offline_access my/scope',
  }
}
