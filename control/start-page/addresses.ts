import { metadataUrlOf } from '@oauth-lab/kit/discovery.ts'
import type { Role } from '@oauth-lab/kit/pages/marks.ts'

/** The public addresses below a base. */
export function addressesOf(
  base: string,
  issuer: string,
): { role: Role; name: string; url: string }[] {
  return [
    { role: 'door', name: 'Web server', url: `${base}/` },
    { role: 'authserver', name: 'Issuer', url: issuer },
    { role: 'authserver', name: 'Discovery', url: metadataUrlOf(issuer) },
    { role: 'client', name: 'Simple Web Page', url: `${base}/client/application/` },
    { role: 'client-public', name: 'Single-page app', url: `${base}/spa/` },
    { role: 'resserver', name: 'Resource', url: `${base}/resserver/protected-resources/` },
    {
      role: 'resserver',
      name: 'Resource, delegated',
      url: `${base}/resserver/protected-resources-delegated/`,
    },
  ]
}
