import { readFileSync } from 'node:fs'
import { runRole } from '@oauth-lab/kit/run-role.ts'
import { staticPaths } from '@oauth-lab/webserver/routes.ts'
import { variableOf } from '@oauth-lab/webserver/upstreams.ts'
import { createApp } from './app.ts'
import { readConfig } from './config.ts'
import { createProcesses, processesVariableOf } from './processes.ts'
import { managedRoles } from '@oauth-lab/kit/admin/managed-roles.ts'

const control = await runRole('control', readConfig, ({ environment, own, root }, parts) => {
  const { LAB_LEAF_CERTIFICATE: leaf } = own
  const urls = Object.fromEntries(
    managedRoles.flatMap((role) => {
      const url = own[variableOf(role)]
      return url === undefined ? [] : [[role, url]]
    }),
  )
  const processes = Object.fromEntries(
    managedRoles.map((role) => [role, own[processesVariableOf(role)]]),
  )
  return createApp({
    ...environment,
    ...parts,
    staticPaths,
    externalRoles: managedRoles.filter(
      (role) =>
        urls[role] !== undefined ||
        (role === 'authserver' && environment.authorizationServer?.external),
    ),
    processes: createProcesses(processes),
    programs: { urls, root, runs: 'containers' },
    spaClientId: own.LAB_SPA_CLIENT_ID,
    // Read each time: the certificate may have been renewed.
    ...(leaf && { certificates: () => ({ leaf: readFileSync(leaf, 'utf8'), root }) }),
  })
})
control?.bootstrapWhenPossible()
