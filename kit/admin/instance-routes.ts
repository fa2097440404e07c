import type { FastifyInstance, FastifyRequest } from 'fastify'
import { z } from 'zod'
import { changeClock, describeClock } from '../clock.ts'
import type { RoleApp } from '../http/app.ts'
import { connectionChecks, isPlain } from '../http/plain-connection.ts'
import { ConfigurationError } from '../problems.ts'
import { defaultSandbox, sandboxId } from '../sandbox.ts'
import type { Sandboxes } from '../sandboxes.ts'
import type { PartDefinition } from '../snapshot/part-definition.ts'
import { checksOf, ExchangeChecks } from '../recording/exchange-checks.ts'
import { AdminError } from './admin-error.ts'
import { interventionRoutes } from './intervention-routes.ts'
import { recordingRoutes } from './recording-routes.ts'
import { snapshotRoutes } from './snapshot-routes.ts'
import { ClockChangeDocument, ClockState } from './clock-document.ts'
import { Done } from './etag.ts'
import type { ManagedRole } from './managed-roles.ts'
import { RolePolicy } from './policy-document.ts'
import { readDocument } from './read-document.ts'
import { RouteInfo } from './route-document.ts'

const PolicyDocument = z.strictObject({
  waived: z.array(z.string()).optional().describe('all that are waived from now on'),
  waive: z.array(z.string()).default([]).describe('ids of checks to waive besides'),
  restore: z.array(z.string()).default([]),
})
const SandboxDocument = z.strictObject({
  seed: z.string().nullable().optional(),
  blank: z.boolean().optional(),
  expiresAt: z.number().nullable().optional(),
})
const SandboxPlace = z.strictObject({ id: z.string(), base: z.string() })

/** What control manages at every other role: sandboxes, clock, policy, reset, snapshot, checks and routes. */
export function instanceRoutes(
  api: FastifyInstance,
  options: {
    role: ManagedRole
    sandboxes: Sandboxes
    app: RoleApp
    part: PartDefinition
    /** Runs after a sandbox was emptied. */
    onReset?: () => Promise<void>
  },
): void {
  const { sandboxes, part } = options
  const { catalogue } = part
  const clockOf = ({ sandbox }: FastifyRequest) =>
    describeClock(sandbox.settings().clock, sandbox.clock.now())

  const wholeLab = { config: { wholeLab: true } }
  const placed = { body: SandboxDocument, response: { 200: SandboxPlace } }
  api.put('/sandboxes/:id', { ...wholeLab, schema: placed }, async (request) => {
    const id = requireSandboxId(request)
    const { seed, blank, expiresAt } = readDocument(SandboxDocument, request.body)
    const sandbox = await sandboxes.put(id, {
      ...(seed !== undefined && { seed }),
      ...(blank !== undefined && { blank }),
      ...(expiresAt !== undefined && { expiresAt }),
    })
    return { id, base: sandbox.base }
  })
  const done = { response: { 204: Done } }
  api.delete('/sandboxes/:id', { ...wholeLab, schema: done }, async (request, reply) => {
    await sandboxes.remove(requireSandboxId(request))
    return reply.code(204).send()
  })
  const clocked = { 200: ClockState }
  api.get('/clock', { schema: { response: clocked } }, clockOf)
  const moved = { body: ClockChangeDocument, response: clocked }
  api.put('/clock', { schema: moved }, async (request) => {
    const change = readDocument(ClockChangeDocument, request.body)
    await sandboxes.put(request.sandbox.id, ({ clock }) => ({ clock: changeClock(clock, change) }))
    return clockOf(request)
  })
  const response = { 200: RolePolicy }
  api.get('/policy', { schema: { response } }, (request) => policyOf(request, catalogue))
  api.put('/policy', { schema: { body: PolicyDocument, response } }, async (request) => {
    const { waived, waive, restore } = readDocument(PolicyDocument, request.body)
    const problems = [...(waived ?? []), ...waive]
      .filter((id) => !(Object.hasOwn(catalogue, id) && catalogue[id]!.waivable === true))
      .map((id) => ({
        path: id,
        message: Object.hasOwn(catalogue, id)
          ? 'this check cannot be waived'
          : 'there is no such check',
      }))
    if (problems.length > 0) throw new ConfigurationError('The policy is not valid.', problems)
    await sandboxes.put(request.sandbox.id, (settings) => {
      const all = new Set([...(waived ?? settings.waived), ...waive])
      return { waived: [...all].filter((id) => !restore.includes(id)) }
    })
    return policyOf(request, catalogue)
  })
  api.post('/reset', { schema: done }, async (request, reply) => {
    await sandboxes.reset(request.sandbox.id)
    await options.onReset?.()
    return reply.code(204).send()
  })
  const checked = { response: { 200: z.array(ExchangeChecks) } }
  api.get('/checks', { schema: checked }, ({ sandbox }) =>
    sandbox.recorder.after(0).flatMap(({ exchange }) => checksOf(options.role, exchange)),
  )
  recordingRoutes(api, options)
  interventionRoutes(api)
  snapshotRoutes(api, options)
  const routed = { response: { 200: z.array(RouteInfo.omit({ role: true })) } }
  api.get('/routes', { schema: routed }, () => options.app.routeTable)
}

/** The id of a sandbox that may come and go; the default one stays. */
function requireSandboxId(request: FastifyRequest): string {
  const { id } = request.params as { id: string }
  if (!sandboxId.test(id)) {
    throw new AdminError(
      400,
      'invalid_request',
      'A sandbox id is 4 to 12 characters of a-z, 0-9 and -.',
    )
  }
  if (id === defaultSandbox) {
    throw new AdminError(409, 'conflict', 'The default sandbox stays; reset empties it.')
  }
  return id
}

function policyOf(request: FastifyRequest, catalogue: PartDefinition['catalogue']): RolePolicy {
  const { sandbox } = request
  const all = isPlain(sandbox) ? { ...connectionChecks, ...catalogue } : catalogue
  return { waived: sandbox.settings().waived, catalogue: all }
}
