import type { FastifyInstance } from 'fastify'
import { z } from 'zod'
import { AdminError } from '@oauth-lab/kit/admin/admin-error.ts'
import { Done } from '@oauth-lab/kit/admin/etag.ts'
import { readDocument } from '@oauth-lab/kit/admin/read-document.ts'
import {
  HeldDocument,
  InterventionDocument,
  InterventionState,
  Released,
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

  const listed = { schema: { response: { 200: z.array(InterventionState) } } }
  api.get('/interventions', listed, ({ sandbox }): Promise<Intervention[]> =>
    interventions.list(sandbox),
  )

  const set = { schema: { body: InterventionDocument, response: { 201: InterventionState } } }
  api.post('/interventions', set, async (request, reply) => {
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

  const ended = { schema: { response: { 204: Done } } }
  api.delete('/interventions', ended, async ({ sandbox }, reply) => {
    await interventions.removeAll(sandbox)
    return reply.code(204).send()
  })

  api.delete('/interventions/:id', ended, async ({ sandbox, params }, reply) => {
    const { id } = params as { id: string }
    const known = await interventions.list(sandbox)
    if (!known.some((one) => one.id === id)) {
      throw new AdminError(404, 'not_found', 'There is no such intervention, or it has ended.')
    }
    await interventions.remove(sandbox, id)
    return reply.code(204).send()
  })

  const held = { schema: { response: { 200: z.array(HeldDocument) } } }
  api.get('/interventions/held', held, ({ sandbox }): Promise<HeldMessage[]> =>
    interventions.held(sandbox),
  )

  api.post(
    '/interventions/release',
    { schema: { body: ReleaseDocument, response: { 200: Released } } },
    async ({ sandbox, administrator, body }): Promise<{ released: number }> => {
      const wanted = readDocument(ReleaseDocument, body ?? {})
      return { released: await interventions.release(sandbox, administrator, wanted) }
    },
  )
}
