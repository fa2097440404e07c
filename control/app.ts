import { openRole } from '@oauth-lab/kit/role.ts'
import type { RoleEnvironment } from '@oauth-lab/kit/role.ts'
import type { RoleApp } from '@oauth-lab/kit/http/app.ts'
import { bootstrap } from './bootstrap.ts'
import { createRoles } from './roles.ts'
import type { ManagedRole } from './roles.ts'

export interface ControlEnvironment extends RoleEnvironment {
  /** The authorization server's configuration that every sandbox begins with. */
  configuration?: unknown
  /** The roles that this lab consists of; all unless told. */
  managed?: readonly ManagedRole[]
}

/** The control service: the one handle that the command line and the tests have on a lab. */
export async function createApp(environment: ControlEnvironment): Promise<{ app: RoleApp }> {
  const { app, addAdminApi } = await openRole<object>(
    { role: 'control', catalogue: {}, migrations: {}, tables: [] },
    environment,
  )
  const roles = createRoles(environment)
  const context = { roles, environment }
  await addAdminApi({
    path: '/control/api',
    routes(api) {
      api.post('/bootstrap', async (request, reply) => {
        await bootstrap(context, request.sandbox)
        return reply.code(204).send()
      })
    },
  })
  return { app }
}
