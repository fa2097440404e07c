import type { FastifyInstance } from 'fastify'
import type { RolePolicy } from '@oauth-lab/kit/admin/control-client.ts'
import { nearest } from '@oauth-lab/kit/nearest.ts'
import { sendPage } from '@oauth-lab/kit/pages/send-page.ts'
import type { Sandbox } from '@oauth-lab/kit/sandbox.ts'
import type { ControlContext } from '../context.ts'
import type { ManagedRole } from '@oauth-lab/kit/admin/managed-roles.ts'
import type { Checks } from './checks.ts'
import { createExplainedPages } from './explained-page.ts'

/** `{base}/explained/CHECK`: what a check wants, and how to make it hold; without CHECK all of them. */
export function explainedRoutes(app: FastifyInstance, { roles }: ControlContext): void {
  const pages = createExplainedPages()
  let known: Promise<Checks> | undefined

  /** What a role checks does not change while it runs. */
  const checksOf = (sandbox: Sandbox): Promise<Checks> => {
    known ??= roles
      .each(
        async (role) => (await roles.call<RolePolicy>(sandbox, role, 'GET', 'policy')).catalogue,
      )
      .then(mergeCatalogues)
    known.catch(() => {
      known = undefined
    })
    return known
  }

  app.get('/explained/', async ({ sandbox }, reply) =>
    sendPage(reply, pages.all(sandbox, await checksOf(sandbox))),
  )
  app.get('/explained/:check', async ({ sandbox, params }, reply) => {
    const { check: id } = params as { check: string }
    const checks = await checksOf(sandbox)
    const check = checks.get(id)
    if (check === undefined) {
      const near = nearest(id, [...checks.keys()])
      return sendPage(reply, pages.unknown(sandbox, id, near), { status: 404 })
    }
    // Words for people are loaded when somebody reads them.
    const { adviceOf } = await import('@oauth-lab/explain/checks/advice-of.ts')
    return sendPage(reply, pages.one(sandbox, id, check, adviceOf(id)))
  })
}

function mergeCatalogues(
  catalogues: Partial<Record<ManagedRole, RolePolicy['catalogue']>>,
): Checks {
  const all = Object.entries(catalogues).flatMap(([role, catalogue]) =>
    Object.entries(catalogue).map(
      ([id, check]) => [id, { ...check, role: role as ManagedRole }] as const,
    ),
  )
  return new Map(all.toSorted(([a], [b]) => a.localeCompare(b)))
}
