import { Portal } from '../../frame/portal.tsx'

const groups = [
  [
    { path: 'configuration', name: 'Resource server' },
    { path: 'server-definitions', name: 'Server definitions' },
    { path: 'customization', name: 'Customization' },
  ],
  [
    { path: 'local-users', name: 'Local users' },
    { path: 'mapping', name: 'Try the mapping' },
  ],
  [{ path: 'audit-log', name: 'Audit log' }],
]

/** The portal of the resource server. */
export function Component() {
  return <Portal role="resserver" path="/resserver" groups={groups} />
}
