import type { Sandbox } from '../sandbox.ts'
import type {
  DecidedRelease,
  HeldMessage,
  Intervention,
  InterventionDocument,
} from './intervention.ts'
import { openInterventions, ruleOf } from './interventions.ts'
import { createSharedInterventions } from './shared-interventions.ts'

/** The interventions of a sandbox in one role, in all of its processes. */
export interface RoleSteering {
  add(id: string, by: string, document: InterventionDocument): Promise<Intervention>
  list(): Intervention[]
  /** Ends one, or all, and lets go what they hold. @returns whether there was one */
  remove(id?: string): Promise<boolean>
  held(): HeldMessage[]
  /** @returns how many were let go */
  release(wanted: DecidedRelease): Promise<number>
}

/** How a sandbox's messages are steered: in memory where this process is alone, else through the store. */
export function steeringOf(sandbox: Sandbox): RoleSteering {
  const { shared } = sandbox
  if (shared === undefined) return steeringAlone(sandbox)
  const stored = createSharedInterventions(shared)
  const steering = () => sandbox.settings().steering
  return {
    async add(id, by, document) {
      const rule = { ...ruleOf(id, by, document), fitted: 0 }
      await stored.add(rule)
      followSteering(sandbox)
      return rule
    },
    list: () => steering().rules.map(({ fitted: _fitted, ...rule }) => rule),
    async remove(id) {
      const isEnded = await stored.remove(id)
      followSteering(sandbox)
      return isEnded
    },
    held: () => steering().held.filter(({ decided }) => decided === undefined),
    async release(wanted) {
      const count = await stored.release(wanted)
      followSteering(sandbox)
      return count
    },
  }
}

/** Brings what this process does and holds to what is stored. */
export function followSteering(sandbox: Sandbox): void {
  const { steering } = sandbox.settings()
  if (sandbox.interventions === undefined && steering.rules.length === 0) return
  openInterventions(sandbox).follow(steering)
}

function steeringAlone(sandbox: Sandbox): RoleSteering {
  return {
    add: async (id, by, document) => openInterventions(sandbox).add(ruleOf(id, by, document)),
    list: () => sandbox.interventions?.list() ?? [],
    remove: async (id) => sandbox.interventions?.remove(id) ?? false,
    held: () => sandbox.interventions?.held() ?? [],
    release: async (wanted) => sandbox.interventions?.release(wanted) ?? 0,
  }
}
