import type { ServerDefinition } from '@oauth-lab/kit/admin/server-definition-document.ts'
import type { Application } from './application-document.ts'
import type { ClientConfigurationDocument } from './configuration-document.ts'

/** Why an application can't work with a configuration; undefined where it can. */
export function unfitFor(
  application: Application,
  { type, redirectUri }: Pick<ClientConfigurationDocument, 'type' | 'redirectUri'>,
  definition: ServerDefinition | undefined,
): string | undefined {
  if (application === 'spa' && type !== 'public') {
    return 'The single-page application keeps no secret: choose a public one (RFC 6749 §2.1).'
  }
  if (application === 'spa' && definition?.source !== 'openid-configuration') {
    return 'The single-page application asks its server for an OpenID configuration: choose one that has it (OpenID Connect Discovery §4).'
  }
  if (application === 'machine' && type !== 'confidential') {
    return 'A machine proves who it is: choose a confidential one (RFC 6749 §4.4).'
  }
  if (application === 'web' && type === 'public' && redirectUri === null) {
    return 'Its answers go to the single-page application: give it a redirect URI first.'
  }
  return undefined
}
