import { Portal } from '../../frame/portal.tsx'

const groups = [
  [
    { path: 'server-definitions', name: 'Server definitions' },
    { path: 'configurations', name: 'Client configurations' },
    { path: 'applications', name: 'Applications' },
  ],
  [
    { path: 'sessions', name: 'Sessions' },
    { path: 'tokens', name: 'Tokens' },
  ],
  [{ path: 'audit-log', name: 'Audit log' }],
]

/** The portal of the client. */
export function Component() {
  return <Portal role="client" path="/client" groups={groups} />
}
