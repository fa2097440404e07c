import { Portal } from '../../frame/portal.tsx'

/** The portal of the authorization server. */
export function Component() {
  const groups = [[{ path: 'server', name: 'Server' }], [{ path: 'clients', name: 'Clients' }]]
  return <Portal role="authserver" path="/authserver" groups={groups} />
}
