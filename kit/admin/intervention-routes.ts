import type { FastifyInstance, FastifyRequest } from 'fastify'
import { z } from 'zod'
import type {
  Action,
  HeldMessage,
  Intervention,
  InterventionDocument as Wanted,
} from '../interventions/intervention.ts'
import {
  HeldDocument,
  InterventionDocument,
  InterventionState,
  Released,
  ReleaseDocument,
} from '../interventions/intervention-document.ts'
import type { RoleSteering } from '../interventions/steering-of.ts'
import type { Sandbox } from '../sandbox.ts'
import { AdminError } from './admin-error.ts'
import { Done } from './etag.ts'
import { readDocument } from './read-document.ts'

/** Control names an intervention for all roles, and says who set it. */
const NamedIntervention = z.strictObject({
  id: z.string().regex(/^[a-z0-9-]{1,40}$/, 'must be 1 to 40 characters of a-z, 0-9 and -'),
  by: z.string().optional().describe('the administrator for whom control asks'),
  intervention: InterventionDocument,
})

/** The same for what is released. */
const NamedRelease = z.strictObject({
  by: z.string().optional().describe('the administrator for whom control asks'),
  release: ReleaseDocument.default({}),
})

/** What is done to a role's messages on purpose: set, told, ended; and what is held is released. */
export function interventionRoutes(api: FastifyInstance): void {
  const listed = { schema: { response: { 200: z.array(InterventionState) } } }
  api.get('/interventions', listed, async ({ sandbox }): Promise<Intervention[]> =>
    (await steer(sandbox)).list(),
  )

  api.post(
    '/interventions',
    { schema: { body: NamedIntervention, response: { 201: InterventionState } } },
    async (request, reply): Promise<Intervention> => {
      const { id, by, intervention } = readDocument(NamedIntervention, request.body)
      const { sandbox } = request
      const { mostInterventions } = await import('../interventions/interventions.ts')
      const steering = await steer(sandbox)
      if (steering.list().length >= mostInterventions) {
        const description = `A sandbox has ${mostInterventions} interventions at most; delete some.`
        throw new AdminError(409, 'too_many_interventions', description)
      }
      reply.code(201)
      return steering.add(id, setBy(request, by), intervention as Wanted)
    },
  )

  const ended = { schema: { response: { 204: Done } } }
  api.delete('/interventions', ended, async ({ sandbox }, reply) => {
    await (await steer(sandbox)).remove()
    return reply.code(204).send()
  })

  api.delete('/interventions/:id', ended, async ({ sandbox, params }, reply) => {
    const { id } = params as { id: string }
    if (!(await (await steer(sandbox)).remove(id))) {
      throw new AdminError(404, 'not_found', 'There is no such intervention.')
    }
    return reply.code(204).send()
  })

  const held = { schema: { response: { 200: z.array(HeldDocument) } } }
  api.get('/interventions/held', held, async ({ sandbox }): Promise<HeldMessage[]> =>
    (await steer(sandbox)).held(),
  )

  api.post(
    '/interventions/release',
    { schema: { body: NamedRelease, response: { 200: Released } } },
    async (request) => {
      const { by, release } = readDocument(NamedRelease, request.body ?? {})
      const { do: action, ...wanted } = release
      const decided = action && { do: action as Action, by: setBy(request, by) }
      const steering = await steer(request.sandbox)
      return { released: await steering.release({ ...wanted, decided }) }
    },
  )
}

/** Loaded when somebody asks for it: a lab starts without it. */
async function steer(sandbox: Sandbox): Promise<RoleSteering> {
  const { steeringOf } = await import('../interventions/steering-of.ts')
  return steeringOf(sandbox)
}

/** Only control may speak for somebody else. */
function setBy({ administrator }: FastifyRequest, by: string | undefined): string {
  return administrator === 'control' ? (by ?? administrator) : administrator
}
