import type { FastifyInstance, FastifyRequest } from 'fastify'
import { z } from 'zod'
import type {
  HeldMessage,
  Intervention,
  InterventionDocument as Wanted,
  Release,
} from '../interventions/intervention.ts'
import { InterventionDocument, ReleaseDocument } from '../interventions/intervention-document.ts'
import { AdminError } from './admin-error.ts'
import { readDocument } from './read-document.ts'

/** Control names an intervention for all roles, and says who set it. */
const NamedIntervention = z.strictObject({
  id: z.string().regex(/^[a-z0-9-]{1,40}$/, 'must be 1 to 40 characters of a-z, 0-9 and -'),
  by: z.string().optional().describe('the administrator for whom control asks'),
  intervention: InterventionDocument,
})

/** What is done to a role's messages on purpose: set, told, ended; and what is held is released. */
export function interventionRoutes(api: FastifyInstance): void {
  api.get('/interventions', ({ sandbox }): Intervention[] => sandbox.interventions?.list() ?? [])

  api.post(
    '/interventions',
    { schema: { body: NamedIntervention } },
    async (request, reply): Promise<Intervention> => {
      const { id, by, intervention } = readDocument(NamedIntervention, request.body)
      const { sandbox } = request
      // Loaded when the first one is set: a lab starts without it.
      const { mostInterventions, openInterventions } =
        await import('../interventions/interventions.ts')
      if ((sandbox.interventions?.list().length ?? 0) >= mostInterventions) {
        const description = `A sandbox has ${mostInterventions} interventions at most; delete some.`
        throw new AdminError(409, 'too_many_interventions', description)
      }
      reply.code(201)
      return openInterventions(sandbox).add(id, setBy(request, by), intervention as Wanted)
    },
  )

  api.delete('/interventions', ({ sandbox }, reply) => {
    sandbox.interventions?.remove()
    return reply.code(204).send()
  })

  api.delete('/interventions/:id', ({ sandbox, params }, reply) => {
    const { id } = params as { id: string }
    if (sandbox.interventions?.remove(id) !== true) {
      throw new AdminError(404, 'not_found', 'There is no such intervention.')
    }
    return reply.code(204).send()
  })

  api.get(
    '/interventions/held',
    ({ sandbox }): HeldMessage[] => sandbox.interventions?.held() ?? [],
  )

  api.post('/interventions/release', { schema: { body: ReleaseDocument } }, ({ sandbox, body }) => {
    const wanted: Release = readDocument(ReleaseDocument, body ?? {})
    return { released: sandbox.interventions?.release(wanted) ?? 0 }
  })
}

/** Only control may speak for somebody else. */
function setBy({ administrator }: FastifyRequest, by: string | undefined): string {
  return administrator === 'control' ? (by ?? administrator) : administrator
}
