import type { Kysely } from 'kysely'
import { authorizationServerOf } from './authorization-server.ts'
import type { AuthorizationServer, AuthorizationServerSettings } from './authorization-server.ts'
import { createClock } from './clock.ts'
import type { Clock, ClockSetting } from './clock.ts'
import { createRandom } from './random.ts'
import type { Random } from './random.ts'
import { createRecorder } from './recorder.ts'
import type { Recorder } from './recorder.ts'
import type { KitTables } from './store/migrations.ts'
import type { Store } from './store/store.ts'

export const defaultSandbox = 'default'

/** What a sandbox may be called: it stands in a path. */
export const sandboxId = /^[a-z0-9-]{4,12}$/

/** What an administrator sets for a sandbox; kept in the store with a version. */
export interface SandboxSettings {
  clock: ClockSetting
  /** Ids of the checks that this sandbox waives. */
  waived: string[]
  seed: string | null
  /** Real time, milliseconds: a sandbox's life is the machine's affair, not the protocol's. */
  expiresAt: number | null
  /** How often this sandbox was opened; keeps a seeded sequence from starting again. */
  epoch: number
}

/** One whole lab, as one role sees it. */
export interface Sandbox {
  id: string
  /** `` or `/~{id}`. */
  prefix: string
  origin: string
  /** `origin` + `prefix`: what every public address of this sandbox begins with. */
  base: string
  /** The authorization server whose tokens this sandbox's clients and resource server use. */
  authorizationServer: AuthorizationServer
  clock: Clock
  random: Random
  recorder: Recorder
  /** What a role keeps in memory for this sandbox; dropped by reset. */
  cache: Map<string, unknown>
  settings(): SandboxSettings
  waives(check: string): boolean
}

export interface Sandboxes {
  find(id: string): Sandbox | undefined
  all(): Sandbox[]
  /** Creates the sandbox or changes its settings. */
  put(id: string, change: Partial<SandboxSettings>): Promise<Sandbox>
  /** Forgets the sandbox and everything that is stored under it. */
  remove(id: string): Promise<void>
  /** Empties the sandbox: its rows, clock and policy; identity, seed and lifetime stay. */
  reset(id: string): Promise<Sandbox>
}

const initial: SandboxSettings = {
  clock: { mode: 'running', offset: 0 },
  waived: [],
  seed: null,
  expiresAt: null,
  epoch: 0,
}

/**
 * The sandboxes of a role.
 * @param tables the role's own tables; each has a column `sandbox`
 */
export async function openSandboxes<Tables>(options: {
  store: Store<Tables>
  origin: string
  tables: readonly (keyof Tables & string)[]
  authorizationServer?: AuthorizationServerSettings | undefined
}): Promise<Sandboxes> {
  const { origin, authorizationServer } = options
  const db = options.store.db as unknown as Kysely<KitTables>
  const emptied = [...options.tables, 'attempts'] as ('attempts' | 'sandboxes')[]
  const open = new Map<string, { sandbox: Sandbox; settings: SandboxSettings }>()

  const keep = (id: string, settings: SandboxSettings) => {
    const sandbox = createSandbox(
      { origin, authorizationServer },
      id,
      settings,
      () => open.get(id)?.settings ?? settings,
    )
    open.set(id, { sandbox, settings })
    return sandbox
  }

  const write = async (id: string, settings: SandboxSettings) => {
    const json = JSON.stringify(settings)
    await db
      .insertInto('sandboxes')
      .values({ sandbox: id, settings: json, version: 1 })
      .onConflict((conflict) =>
        conflict
          .column('sandbox')
          .doUpdateSet((eb) => ({ settings: json, version: eb('sandboxes.version', '+', 1) })),
      )
      .execute()
  }

  const clear = async (id: string, tables: ('attempts' | 'sandboxes')[]) => {
    await db.transaction().execute(async (work) => {
      for (const table of tables) await work.deleteFrom(table).where('sandbox', '=', id).execute()
    })
  }

  for (const row of await db.selectFrom('sandboxes').selectAll().execute()) {
    const settings = { ...initial, ...(JSON.parse(row.settings) as SandboxSettings) }
    settings.epoch += 1
    await write(row.sandbox, settings)
    keep(row.sandbox, settings)
  }
  if (!open.has(defaultSandbox)) keep(defaultSandbox, initial)

  return {
    find(id) {
      const entry = open.get(id)
      const ended = entry?.settings.expiresAt
      return ended !== null && ended !== undefined && ended <= Date.now()
        ? undefined
        : entry?.sandbox
    },
    all: () => [...open.values()].map(({ sandbox }) => sandbox),
    async put(id, change) {
      const entry = open.get(id)
      const settings = { ...(entry?.settings ?? initial), ...change }
      // Known before it is written: a change that comes meanwhile builds on this one.
      if (entry !== undefined) entry.settings = settings
      const sandbox = entry?.sandbox ?? keep(id, settings)
      await write(id, settings)
      return sandbox
    },
    async remove(id) {
      await clear(id, [...emptied, 'sandboxes'])
      open.delete(id)
    },
    async reset(id) {
      const { seed, expiresAt } = open.get(id)?.settings ?? initial
      const settings = { ...initial, seed, expiresAt }
      await clear(id, emptied)
      // Until the new one stands in its place, the old one answers.
      open.get(id)?.sandbox.cache.clear()
      await write(id, settings)
      return keep(id, settings)
    },
  }
}

function createSandbox(
  lab: { origin: string; authorizationServer: AuthorizationServerSettings | undefined },
  id: string,
  { seed, epoch }: SandboxSettings,
  settings: () => SandboxSettings,
): Sandbox {
  const { origin } = lab
  const prefix = id === defaultSandbox ? '' : `/~${id}`
  const base = origin + prefix
  return {
    id,
    prefix,
    origin,
    base,
    authorizationServer: authorizationServerOf(base, lab.authorizationServer),
    clock: createClock(() => settings().clock),
    random: createRandom(seed, epoch),
    recorder: createRecorder(),
    cache: new Map(),
    settings,
    waives: (check) => settings().waived.includes(check),
  }
}
