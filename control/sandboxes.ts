import type { FastifyInstance } from 'fastify'
import { z } from 'zod'
import { AdminError } from '@oauth-lab/kit/admin/admin-error.ts'
import { Done } from '@oauth-lab/kit/admin/etag.ts'
import { readDocument } from '@oauth-lab/kit/admin/read-document.ts'
import { SandboxInfo, SandboxRequest } from '@oauth-lab/kit/admin/sandbox-document.ts'
import { defaultSandbox } from '@oauth-lab/kit/sandbox.ts'
import type { Sandbox } from '@oauth-lab/kit/sandbox.ts'
import type { Sandboxes } from '@oauth-lab/kit/sandboxes.ts'
import type { ControlContext } from './context.ts'
import { removeSandbox } from './make-sandbox.ts'
import type { MakeSandbox } from './make-sandbox.ts'
import type { SessionCookies } from './session/session-cookies.ts'

/** Creates, lists and deletes sandboxes: a whole lab each, in every role. */
export function sandboxRoutes(
  api: FastifyInstance,
  context: ControlContext,
  makeSandbox: MakeSandbox,
  cookies: SessionCookies,
): void {
  const { sandboxes } = context
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
      const wanted = readDocument(SandboxRequest, request.body ?? {})
      const made = await makeSandbox(request.sandbox, wanted)
      await cookies.admit(request, reply, made)
      return reply.code(201).send(infoOf(made))
    },
  )

  const ended = { ...wholeLab, schema: { response: { 204: Done } } }
  api.delete('/sandboxes/:id', ended, async (request, reply) => {
    const { id } = request.params as { id: string }
    if (id === defaultSandbox) {
      throw new AdminError(409, 'default_sandbox', 'The default sandbox stays; reset empties it.')
    }
    requireSandbox(sandboxes, id)
    await removeSandbox(context, sandboxes.find(defaultSandbox)!, id)
    return reply.code(204).send()
  })
}

/** @throws AdminError 404 */
export function requireSandbox(sandboxes: Sandboxes, id: string): Sandbox {
  const sandbox = sandboxes.find(id)
  if (sandbox !== undefined) return sandbox
  throw new AdminError(404, 'not_found', `There is no sandbox ${id}.`)
}

/** The default sandbox comes first. */
function rank({ id }: Sandbox): number {
  return id === defaultSandbox ? 0 : 1
}

export function infoOf({ id, base, authorizationServer, settings }: Sandbox): SandboxInfo {
  const { expiresAt, blank } = settings()
  return {
    id,
    base,
    issuer: authorizationServer.issuer,
    blank,
    expiresAt: expiresAt === null ? null : new Date(expiresAt).toISOString(),
  }
}
