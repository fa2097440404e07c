import type { FastifyInstance } from 'fastify'
import { z } from 'zod'
import { AdminError } from '@oauth-lab/kit/admin/admin-error.ts'
import { readDocument } from '@oauth-lab/kit/admin/read-document.ts'
import { SandboxInfo, SandboxRequest } from '@oauth-lab/kit/admin/sandbox-document.ts'
import { defaultSandbox } from '@oauth-lab/kit/sandbox.ts'
import type { Sandbox } from '@oauth-lab/kit/sandbox.ts'
import { bootstrap } from './bootstrap.ts'
import type { ControlContext } from './context.ts'

/** How many sandboxes a lab holds: each takes memory in every role. */
const most = 10_000
const letters = 'abcdefghijkmnpqrstuvwxyz23456789'

/** Creates, lists and deletes sandboxes: a whole lab each, in every role. */
export function sandboxRoutes(api: FastifyInstance, context: ControlContext): void {
  const { sandboxes, roles } = context
  const making = new Set<string>()
  const wholeLab = { config: { wholeLab: true } }

  api.get(
    '/sandboxes',
    { ...wholeLab, schema: { response: { 200: z.array(SandboxInfo) } } },
    async () =>
      (await sandboxes.all())
        .filter(({ id }) => sandboxes.find(id) !== undefined)
        .sort((a, b) => rank(a) - rank(b) || (a.id < b.id ? -1 : 1))
        .map(infoOf),
  )

  api.post(
    '/sandboxes',
    { ...wholeLab, schema: { body: SandboxRequest, response: { 201: SandboxInfo } } },
    async (request, reply) => {
      const { id: wanted, lifetime, seed, blank } = readDocument(SandboxRequest, request.body ?? {})
      const isTaken = (id: string) => sandboxes.find(id) !== undefined || making.has(id)
      const id = wanted ?? freeId(request.sandbox, isTaken)
      if (roles.isOwn('authserver')) {
        const description = 'An external authorization server has no sandboxes.'
        throw new AdminError(409, 'own_role', description)
      }
      if (isTaken(id)) throw new AdminError(409, 'exists', `There is a sandbox ${id} already.`)
      if ((await sandboxes.count()) + making.size >= most) {
        const description = `The lab holds ${most} sandboxes, and no more; delete some, or let them end.`
        throw new AdminError(409, 'too_many_sandboxes', description)
      }
      making.add(id)
      try {
        await forget(context, request.sandbox, id)
        const expiresAt = Date.now() + lifetime * 1000
        await roles.each((role) =>
          // Each role its own sequence: a client's state must not be the server's next code.
          roles.call(request.sandbox, role, 'PUT', `sandboxes/${id}`, {
            expiresAt,
            blank,
            ...(seed !== undefined && { seed: `${seed}:${role}` }),
          }),
        )
        const sandbox = await sandboxes.put(id, { expiresAt, blank, seed: seed ?? null })
        await bootstrap(context, sandbox)
        return await reply.code(201).send(infoOf(sandbox))
      } catch (error) {
        await forget(context, request.sandbox, id).catch(() => undefined)
        throw error
      } finally {
        making.delete(id)
      }
    },
  )

  api.delete('/sandboxes/:id', wholeLab, async (request, reply) => {
    const { id } = request.params as { id: string }
    if (id === defaultSandbox) {
      throw new AdminError(409, 'default_sandbox', 'The default sandbox stays; reset empties it.')
    }
    if (sandboxes.find(id) === undefined) {
      throw new AdminError(404, 'not_found', `There is no sandbox ${id}.`)
    }
    await removeSandbox(context, sandboxes.find(defaultSandbox)!, id)
    return reply.code(204).send()
  })
}

/** Removes a sandbox from every role, then from control; `from` is where the roles are called. */
export async function removeSandbox(
  { sandboxes, roles }: ControlContext,
  from: Sandbox,
  id: string,
): Promise<void> {
  await roles.each((role) => roles.call(from, role, 'DELETE', `sandboxes/${id}`))
  await sandboxes.remove(id)
}

/** Removes what an ended or half-made sandbox of this id left behind, if there is any. */
async function forget(context: ControlContext, from: Sandbox, id: string): Promise<void> {
  if (await context.sandboxes.has(id)) await removeSandbox(context, from, id)
}

/** The default sandbox comes first. */
function rank({ id }: Sandbox): number {
  return id === defaultSandbox ? 0 : 1
}

function infoOf({ id, base, authorizationServer, settings }: Sandbox): SandboxInfo {
  const { expiresAt, blank } = settings()
  return {
    id,
    base,
    issuer: authorizationServer.issuer,
    blank,
    expiresAt: expiresAt === null ? null : new Date(expiresAt).toISOString(),
  }
}

function freeId({ random }: Sandbox, isTaken: (id: string) => boolean): string {
  for (;;) {
    const id = [...random.bytes(6)].map((byte) => letters[byte % letters.length]).join('')
    if (!isTaken(id)) return id
  }
}
