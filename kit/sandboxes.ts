import type { ExpressionBuilder, Kysely } from 'kysely'
import { setImmediate } from 'node:timers/promises'
import { createRandom } from './random.ts'
import { createRecordingPool } from './recording/recording-pool.ts'
import type { RecordingPool } from './recording/recording-pool.ts'
import type { RandomState } from './random.ts'
import { createSandbox, defaultSandbox } from './sandbox.ts'
import type { Lab, Sandbox, SandboxSettings } from './sandbox.ts'
import { kitTables } from './store/migrations.ts'
import type { KitTables, SandboxRow } from './store/migrations.ts'
import { statement } from './store/statement.ts'
import type { Store } from './store/store.ts'
import { createWarmSandboxes } from './warm-sandboxes.ts'

type Change = Partial<SandboxSettings>

export interface Sandboxes {
  /** The sandbox as this process knows it; undefined when there is none or its life has ended. */
  find(id: string): Sandbox | undefined
  /**
   * Brings what this process knows of a sandbox to what is stored. Absent where no other process can
   * write: an exclusive store is never looked at.
   */
  catchUp?: (id: string) => Promise<void>
  /** The same for a request: what is kept in memory for this sandbox stays for now. */
  use(id: string): Sandbox | undefined
  /** All that are stored, also those whose life has ended. */
  all(): Promise<Sandbox[]>
  /** How many these are. */
  count(): Promise<number>
  /** Whether one of this id is among them. */
  has(id: string): Promise<boolean>
  /** Works on one after the other. Requests come in between, and nothing of it stays in memory. */
  each(work: (sandbox: Sandbox) => Promise<void>): Promise<void>
  /** Drops from memory what is kept for sandboxes that nobody uses. */
  dropIdle(): void
  /** Creates the sandbox or changes its settings; a function sees the ones that hold. */
  put(id: string, change: Change | ((settings: SandboxSettings) => Change)): Promise<Sandbox>
  /** Forgets the sandbox and everything that is stored under it. */
  remove(id: string): Promise<void>
  /** Empties the sandbox: its rows, clock and policy; identity, seed, blankness, lifetime and debug log stay. */
  reset(id: string): Promise<Sandbox>
  /** Puts other rows and settings in the place of the sandbox's own; identity, lifetime and debug log stay. */
  restore(id: string, wanted: Restoration): Promise<Sandbox>
}

/** What a sandbox is to hold from now on. */
export interface Restoration {
  settings: Omit<SandboxSettings, 'steering' | 'expiresAt' | 'madeAt' | 'debugUntil'>
  /** Where the sequences of the seed go on in this process. */
  random: RandomState | null
  /** Writes the rows, in the transaction that has emptied the tables. */
  fill(work: Kysely<never>): Promise<void>
}

interface Entry extends Pick<SandboxRow, 'version'> {
  sandbox: Sandbox
  settings: SandboxSettings
}

const initial: Omit<SandboxSettings, 'madeAt'> = {
  clock: { mode: 'running', offset: 0 },
  waived: [],
  recording: 'full',
  steering: { rules: [], held: [] },
  debugUntil: null,
  seed: null,
  blank: false,
  expiresAt: null,
  epoch: 0,
}

const selectRow = statement<KitTables, { id: string }, SandboxRow>((db, slot) =>
  db.selectFrom('sandboxes').selectAll().where('sandbox', '=', slot('id')),
)

/**
 * The sandboxes of a role. Several processes may share the store. Each change raises the sandbox's
 * version. A process that finds another version than its own reads the settings again and drops its
 * copies.
 * @param tables the role's own tables; each has a column `sandbox`
 */
export async function openSandboxes<Tables>(
  options: Lab & {
    store: Pick<Store<Tables>, 'db' | 'exclusive'>
    tables: readonly (keyof Tables & string)[]
    recordings?: RecordingPool | undefined
    /** Whether the default sandbox is blank when it is made; one that is stored stays what it is. */
    blank?: boolean | undefined
  },
): Promise<Sandboxes> {
  const { recordings = createRecordingPool(), blank = false } = options
  const { exclusive } = options.store
  const db = options.store.db as unknown as Kysely<KitTables>
  const emptied = [...options.tables, ...Object.keys(kitTables)] as ('attempts' | 'sandboxes')[]
  const open = new Map<string, Entry>()
  const warm = createWarmSandboxes()
  // One for all without a seed: each would keep random bytes for later.
  const unseeded = createRandom(null)

  /**
   * Takes up a row that was read or written. Answers of a shared store may overtake each other.
   * @param random where the sequences of the seed go on; at their beginning unless told
   */
  const take = (row: SandboxRow, random?: RandomState): Sandbox => {
    const settings = readSettings(row)
    const { sandbox: id, version } = row
    const entry = open.get(id)
    const age = entry === undefined ? 1 : settings.madeAt - entry.settings.madeAt
    if (entry !== undefined && age <= 0) {
      if (age < 0 || (!exclusive && version <= entry.version)) return entry.sandbox
      Object.assign(entry, { settings, version })
      entry.sandbox.copies = new Map()
      return entry.sandbox
    }
    // Until the new one stands in its place, the old one answers.
    if (entry !== undefined) close(entry)
    const made: Entry = { settings, version } as Entry
    const { seed, epoch } = settings
    made.sandbox = createSandbox(options, id, {
      recorder: recordings.open(id),
      random: seed === null ? unseeded : createRandom(seed, random?.epoch ?? epoch, random?.taken),
      settings: () => made.settings,
      ...(!exclusive && {
        shared: { change: (change) => put(id, change), catchUp: () => catchUp(id) },
      }),
    })
    open.set(id, made)
    return made.sandbox
  }

  const close = ({ sandbox }: Entry) => {
    warm.cool(sandbox)
    sandbox.recorder.clear()
    sandbox.interventions?.remove()
  }

  const forget = (id: string) => {
    const entry = open.get(id)
    if (entry !== undefined) close(entry)
    open.delete(id)
  }

  const write = (
    id: string,
    change: (settings: SandboxSettings) => Change,
    emptying: ('attempts' | 'sandboxes')[] = [],
    fill?: Restoration['fill'],
  ) =>
    db.transaction().execute(async (work): Promise<SandboxRow> => {
      const fresh = JSON.stringify({ ...initial, madeAt: Date.now() })
      // First of all, so that writers of a sandbox take turns.
      const row = await work
        .insertInto('sandboxes')
        .values({ sandbox: id, settings: fresh, version: 1 })
        .onConflict((conflict) => conflict.column('sandbox').doUpdateSet(nextVersion))
        .returningAll()
        .executeTakeFirstOrThrow()
      const found = readSettings(row)
      const settings = JSON.stringify({ ...found, ...change(found) })
      await work.updateTable('sandboxes').set({ settings }).where('sandbox', '=', id).execute()
      for (const table of emptying) {
        await work.deleteFrom(table).where('sandbox', '=', id).execute()
      }
      await fill?.(work as unknown as Kysely<never>)
      return { ...row, settings }
    })

  /** What this process has not opened yet gets a seeded sequence of its own. */
  const adopt = async (row: SandboxRow): Promise<Sandbox> => {
    const { seed, madeAt } = readSettings(row)
    const isOpen = open.get(row.sandbox)?.settings.madeAt === madeAt
    if (isOpen || seed === null) return take(row)
    return take(await write(row.sandbox, ({ epoch }) => ({ epoch: epoch + 1 })))
  }

  const adoptAll = async () => {
    const rows = await db.selectFrom('sandboxes').selectAll().execute()
    for (const row of rows) await adopt(row)
    const stored = new Set(rows.map(({ sandbox }) => sandbox))
    for (const id of open.keys()) if (!stored.has(id)) forget(id)
  }

  /** Another process may have set an intervention, or let something go. */
  const takeUpSteering = async (sandbox: Sandbox) => {
    const isSteered = sandbox.settings().steering.rules.length > 0
    if (!isSteered && sandbox.interventions === undefined) return
    // Loaded when the first one is set.
    const { followSteering } = await import('./interventions/steering-of.ts')
    followSteering(sandbox)
  }

  await db
    .insertInto('sandboxes')
    .values({
      sandbox: defaultSandbox,
      settings: JSON.stringify({ ...initial, blank, madeAt: Date.now() }),
      version: 1,
    })
    .onConflict((conflict) => conflict.doNothing())
    .execute()
  await adoptAll()

  const find = (id: string): Sandbox | undefined => {
    const entry = open.get(id)
    const ended = entry?.settings.expiresAt
    return ended !== null && ended !== undefined && ended <= Date.now() ? undefined : entry?.sandbox
  }
  const put: Sandboxes['put'] = async (id, change) =>
    take(await write(id, typeof change === 'function' ? change : () => change))
  const catchUp = async (id: string) => {
    const [row] = await selectRow(db, { id })
    if (row === undefined) return forget(id)
    return takeUpSteering(await adopt(row))
  }
  const all = async () => {
    if (!exclusive) await adoptAll()
    return [...open.values()].map(({ sandbox }) => sandbox)
  }

  return {
    find,
    use(id) {
      const sandbox = find(id)
      if (sandbox !== undefined) warm.use(sandbox)
      return sandbox
    },
    ...(!exclusive && { catchUp }),
    all,
    async count() {
      if (exclusive) return open.size
      const count = db.fn.countAll<number>().as('count')
      return (await db.selectFrom('sandboxes').select(count).executeTakeFirstOrThrow()).count
    },
    has: async (id) => (exclusive ? open.has(id) : (await selectRow(db, { id })).length > 0),
    async each(work) {
      for (const sandbox of await all()) {
        await work(sandbox)
        if (!warm.has(sandbox)) warm.cool(sandbox)
        await setImmediate()
      }
    },
    dropIdle: warm.sweep,
    put,
    async remove(id) {
      await db.transaction().execute(async (work) => {
        for (const table of [...emptied, 'sandboxes'] as const) {
          await work.deleteFrom(table).where('sandbox', '=', id).execute()
        }
      })
      forget(id)
    },
    async reset(id) {
      const anew = (former: SandboxSettings) => ({
        ...initial,
        debugUntil: former.debugUntil,
        seed: former.seed,
        blank: former.blank,
        expiresAt: former.expiresAt,
        madeAt: laterThan(former),
      })
      return take(await write(id, anew, emptied))
    },
    async restore(id, { settings, random, fill }) {
      const again = (former: SandboxSettings) => ({
        ...settings,
        steering: initial.steering,
        expiresAt: former.expiresAt,
        madeAt: laterThan(former),
      })
      return take(await write(id, again, emptied, fill), random ?? undefined)
    },
  }
}

/**
 * Tells every process that something stored in a sandbox has changed. Call it first in the
 * transaction that changes it, so that writers take turns.
 */
export async function raiseVersion<Tables>(work: Kysely<Tables>, sandbox: Sandbox): Promise<void> {
  await (work as unknown as Kysely<KitTables>)
    .updateTable('sandboxes')
    .set(nextVersion)
    .where('sandbox', '=', sandbox.id)
    .execute()
  // Where no other process writes, nobody looks at the version; and nobody reads in between.
  sandbox.copies = new Map()
}

const nextVersion = (eb: ExpressionBuilder<KitTables, 'sandboxes'>) => ({
  version: eb('sandboxes.version', '+', 1),
})

function laterThan({ madeAt }: SandboxSettings): number {
  return Math.max(Date.now(), madeAt + 1)
}

function readSettings({ settings }: SandboxRow): SandboxSettings {
  return { ...initial, madeAt: 0, ...(JSON.parse(settings) as Partial<SandboxSettings>) }
}
