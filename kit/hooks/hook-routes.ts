import type { FastifyInstance, FastifyReply, FastifyRequest } from 'fastify'
import { Changed, conditional, etagOf, preconditionOf, withEtag } from '../admin/etag.ts'
import { HookModule, HookModuleDocument } from '../admin/hooks-document.ts'
import { readDocument } from '../admin/read-document.ts'
import { createRequireThat } from '../checks.ts'
import type { RequireThat } from '../checks.ts'
import { hookChecks, howToEdit } from './checks.ts'
import type { HookModules } from './hook-modules.ts'

const requireThat: RequireThat<typeof hookChecks> = createRequireThat(hookChecks)

/** `hooks`: the module that is in force, put in another one's place, and loaded again. */
export function hookRoutes<Hooks>(api: FastifyInstance, modules: HookModules<Hooks>): void {
  const answer = withEtag(HookModule)
  const response = { 200: answer, 412: Changed }
  const send = ({ sandbox }: FastifyRequest, reply: FastifyReply) => {
    const described = modules.describe(sandbox)
    return reply.header('etag', etagOf(described)).send(described)
  }
  /** What the audit log tells: a module may hold secrets. */
  const outline = ({ from, hooks }: HookModule) => ({
    from,
    hooks: hooks.filter(({ loaded }) => loaded).map(({ name }) => name),
  })
  const changed = async (
    request: FastifyRequest,
    reply: FastifyReply,
    change: () => Promise<void>,
  ) => {
    const before = outline(modules.describe(request.sandbox))
    await change()
    request.audited = { before, after: outline(modules.describe(request.sandbox)) }
    return send(request, reply)
  }

  api.get('/hooks', { schema: { response: { 200: answer } } }, async (request, reply) =>
    send(request, reply),
  )
  api.put(
    '/hooks',
    { schema: { ...conditional, body: HookModuleDocument, response } },
    (request, reply) => {
      const { editable } = modules.describe(request.sandbox)
      requireThat(request, 'hooks.editable', editable, howToEdit)
      const { text } = readDocument(HookModuleDocument, request.body)
      return changed(request, reply, () =>
        modules.put(request.sandbox, text, preconditionOf(request)),
      )
    },
  )
  api.delete('/hooks', { schema: { ...conditional, response } }, (request, reply) =>
    changed(request, reply, () => modules.remove(request.sandbox, preconditionOf(request))),
  )
  api.post('/hooks/load', { schema: { response: { 200: answer } } }, (request, reply) =>
    changed(request, reply, modules.load),
  )
}
