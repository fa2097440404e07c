import type { FastifyInstance } from 'fastify'
import { z } from 'zod'
import { readDocument } from '@oauth-lab/kit/admin/read-document.ts'
import { ExchangeChecks } from '@oauth-lab/kit/recording/exchange-checks.ts'
import type { ControlContext } from './context.ts'
import { managedRoles } from '@oauth-lab/kit/admin/managed-roles.ts'

const Filter = z.strictObject({
  role: z.enum(managedRoles).optional(),
  request: z.string().optional(),
})

/** The checks of recent requests: the rings of all processes, oldest first. */
export function checkRoutes(api: FastifyInstance, { roles }: ControlContext): void {
  const schema = { querystring: Filter, response: { 200: z.array(ExchangeChecks) } }
  api.get('/checks', { schema }, async ({ sandbox, query }) => {
    const filter = readDocument(Filter, query)
    const rings = await roles.each((role) =>
      filter.role === undefined || filter.role === role
        ? roles.callEach<ExchangeChecks[]>(sandbox, role, 'GET', 'checks')
        : Promise.resolve([]),
    )
    return Object.values(rings)
      .flat(2)
      .filter(({ request }) => filter.request === undefined || filter.request === request)
      .sort((a, b) => a.startedAt - b.startedAt)
  })
}
