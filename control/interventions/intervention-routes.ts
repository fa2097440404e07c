import type { FastifyInstance } from 'fastify'
import { AdminError } from '@oauth-lab/kit/admin/admin-error.ts'
import { readDocument } from '@oauth-lab/kit/admin/read-document.ts'
import {
  InterventionDocument,
  ReleaseDocument,
} from '@oauth-lab/kit/interventions/intervention-document.ts'
import type {
  HeldMessage,
  Intervention,
  InterventionDocument as Wanted,
} from '@oauth-lab/kit/interventions/intervention.ts'
import type { ControlContext } from '../context.ts'
import { createLabInterventions } from './lab-interventions.ts'
import { requireMessage } from './require-message.ts'

/** Everything that the lab does to messages on purpose, in all roles at once. */
export function interventionRoutes(api: FastifyInstance, { roles }: ControlContext): void {
  const interventions = createLabInterventions(roles)

  api.get('/interventions', ({ sandbox }): Promise<Intervention[]> => interventions.list(sandbox))

  api.post('/interventions', { schema: { body: InterventionDocument } }, async (request, reply) => {
    const { sandbox, administrator, body } = request
    const wanted = readDocument(InterventionDocument, body) as Wanted
    const { role } = wanted.match ?? {}
    if (role !== undefined && !roles.isRecorded(sandbox, role)) {
      const description = `The ${role} is an external program, and its messages do not pass here.`
      throw new AdminError(409, 'own_role', description)
    }
    await requireMessage(roles, sandbox, wanted)
    // Of their own sequence: what is steered changes no other one of a seed.
    const id = `i-${sandbox.random.for('interventions').bytes(4).toString('hex')}`
    return reply.code(201).send(await interventions.add(sandbox, id, administrator, wanted))
  })

  api.delete('/interventions', async ({ sandbox }, reply) => {
    await interventions.removeAll(sandbox)
    return reply.code(204).send()
  })

  api.delete('/interventions/:id', async ({ sandbox, params }, reply) => {
    const { id } = params as { id: string }
    const known = await interventions.list(sandbox)
    if (!known.some((one) => one.id === id)) {
      throw new AdminError(404, 'not_found', 'There is no such intervention, or it has ended.')
    }
    await interventions.remove(sandbox, id)
    return reply.code(204).send()
  })

  api.get('/interventions/held', ({ sandbox }): Promise<HeldMessage[]> =>
    interventions.held(sandbox),
  )

  api.post(
    '/interventions/release',
    { schema: { body: ReleaseDocument } },
    async ({ sandbox, body }): Promise<{ released: number }> => {
      const wanted = readDocument(ReleaseDocument, body ?? {})
      return { released: await interventions.release(sandbox, wanted) }
    },
  )
}
