import type { Handler } from '@oauth-lab/webserver/gateway.ts'
import { externalRoutes } from '@oauth-lab/control/external/external-routes.ts'
import type { ExternalPrograms } from '@oauth-lab/control/external/external-routes.ts'
import { createLog } from '@oauth-lab/kit/log.ts'
import { openRole } from '@oauth-lab/kit/role.ts'
import { shortTimeout } from './short-timeout.ts'

/** What control is to the web server where external programs stand: it hands on to them, and records. */
export async function openHandOn(
  programs: Omit<ExternalPrograms, 'timeout'>,
  write: (line: string) => void,
): Promise<{ handle: Handler; close(): Promise<void> }> {
  const { app } = await openRole(
    { role: 'control', catalogue: {}, migrations: {}, tables: {} },
    {
      origin: programs.origin,
      database: ':memory:',
      administration: { username: 'superuser', password: 'SYS', key: '' },
      fetch,
      log: createLog('control', { write }),
    },
  )
  await externalRoutes(app, { ...programs, timeout: shortTimeout.external })
  await app.ready()
  return { handle: app.routing, close: () => app.close() }
}
