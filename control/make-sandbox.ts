import { AdminError } from '@oauth-lab/kit/admin/admin-error.ts'
import type { SandboxRequest } from '@oauth-lab/kit/admin/sandbox-document.ts'
import type { Sandbox } from '@oauth-lab/kit/sandbox.ts'
import { bootstrap } from './bootstrap.ts'
import type { ControlContext } from './context.ts'

/** How many sandboxes a lab holds: each takes memory in every role. */
const most = 10_000
const letters = 'abcdefghijkmnpqrstuvwxyz23456789'

/** Makes a sandbox in every role, whole or not at all. @throws AdminError 409 */
export type MakeSandbox = (
  from: Sandbox,
  wanted: Omit<SandboxRequest, 'lifetime'> & { lifetime: number },
) => Promise<Sandbox>

/** `from` is where the roles are called. */
export function createMakeSandbox(context: ControlContext): MakeSandbox {
  const { sandboxes, roles } = context
  const making = new Set<string>()

  return async (from, { id: wanted, lifetime, seed, blank = false }) => {
    const isTaken = (id: string) => sandboxes.find(id) !== undefined || making.has(id)
    const id = wanted ?? freeId(from, isTaken)
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
      await forget(context, from, id)
      const expiresAt = Date.now() + lifetime * 1000
      await roles.each((role) =>
        // Each role its own sequence: a client's state must not be the server's next code.
        roles.call(from, role, 'PUT', `sandboxes/${id}`, {
          expiresAt,
          blank,
          ...(seed !== undefined && { seed: `${seed}:${role}` }),
        }),
      )
      const sandbox = await sandboxes.put(id, { expiresAt, blank, seed: seed ?? null })
      await bootstrap(context, sandbox)
      return sandbox
    } catch (error) {
      await forget(context, from, id).catch(() => undefined)
      throw error
    } finally {
      making.delete(id)
    }
  }
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

/** An id that nobody has. @param prefix what it begins with */
export function freeId({ random }: Sandbox, isTaken: (id: string) => boolean, prefix = ''): string {
  for (;;) {
    const rest = [...random.bytes(6)].map((byte) => letters[byte % letters.length]).join('')
    const id = prefix + rest
    if (!isTaken(id)) return id
  }
}
