import type {
  Action,
  HeldMessage,
  Intervention,
  InterventionDocument,
  Release,
} from '@oauth-lab/kit/interventions/intervention.ts'
import type { Sandbox } from '@oauth-lab/kit/sandbox.ts'
import type { Roles } from '../roles.ts'

/** The interventions of a sandbox in all roles. */
export interface LabInterventions {
  add(sandbox: Sandbox, id: string, by: string, wanted: InterventionDocument): Promise<Intervention>
  list(sandbox: Sandbox): Promise<Intervention[]>
  remove(sandbox: Sandbox, id: string): Promise<void>
  removeAll(sandbox: Sandbox): Promise<void>
  held(sandbox: Sandbox): Promise<HeldMessage[]>
  /** @returns how many were let go */
  release(sandbox: Sandbox, by: string, wanted: Release): Promise<number>
}

/**
 * Sets each intervention in every role, also in those whose messages it does not touch: a role that knows
 * of one waits for its peers as long as it takes.
 */
export function createLabInterventions(roles: Roles): LabInterventions {
  const everywhere = <T>(sandbox: Sandbox, method: string, path: string, body?: unknown) =>
    roles.each((role) => roles.call<T>(sandbox, role, method, path, body))
  const remove = async (sandbox: Sandbox, id: string) => {
    await (await steer(sandbox)).remove(id)
    // In a role it may have ended by itself.
    await roles.each((role) =>
      roles
        .call(sandbox, role, 'DELETE', `interventions/${encodeURIComponent(id)}`)
        .catch(ignoreMissing),
    )
  }
  return {
    async add(sandbox, id, by, intervention) {
      try {
        const body = { id, by, intervention }
        await everywhere<Intervention>(sandbox, 'POST', 'interventions', body)
        // Control hands on to external programs, and its own calls wait too; its own messages stay.
        return await (await steer(sandbox)).add(id, by, intervention)
      } catch (error) {
        await remove(sandbox, id).catch(() => undefined)
        throw error
      }
    },
    async list(sandbox) {
      const all = await everywhere<Intervention[]>(sandbox, 'GET', 'interventions')
      const own = (await steer(sandbox)).list()
      const byId = new Map<string, Intervention>()
      for (const one of [own, ...Object.values(all)].flat()) {
        const used = one.used + (byId.get(one.id)?.used ?? 0)
        byId.set(one.id, { ...one, used })
      }
      return [...byId.values()]
    },
    remove,
    async removeAll(sandbox) {
      await (await steer(sandbox)).remove()
      await everywhere(sandbox, 'DELETE', 'interventions')
    },
    async held(sandbox) {
      const all = await everywhere<HeldMessage[]>(sandbox, 'GET', 'interventions/held')
      const own = (await steer(sandbox)).held()
      return [own, ...Object.values(all)].flat().sort((a, b) => a.since.localeCompare(b.since))
    },
    async release(sandbox, by, release) {
      const all = await everywhere<{ released: number }>(sandbox, 'POST', 'interventions/release', {
        by,
        release,
      })
      const { do: action, ...wanted } = release
      const decided = action && { do: action as Action, by }
      const own = await (await steer(sandbox)).release({ ...wanted, decided })
      return Object.values(all).reduce((sum, { released }) => sum + released, own)
    },
  }
}

/** Control's own; loaded when somebody asks for it. */
async function steer(sandbox: Sandbox) {
  const { steeringOf } = await import('@oauth-lab/kit/interventions/steering-of.ts')
  return steeringOf(sandbox)
}

function ignoreMissing(error: { status?: number }): void {
  if (error.status !== 404) throw error
}
