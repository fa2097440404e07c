import type { FastifyInstance } from 'fastify'
import type { Precondition } from '../admin/etag.ts'
import type { HookModule, HookPoint } from '../admin/hooks-document.ts'
import { ConfigurationError } from '../problems.ts'
import type { Sandbox } from '../sandbox.ts'
import { raiseVersion } from '../sandboxes.ts'
import { howToEdit } from './checks.ts'
import type { HookDatabase } from './hook-module-table.ts'
import type { LabHooks } from './lab-hooks.ts'
import { loadText } from './load-text.ts'

/** What a role tells of its hooks. */
export interface HookDefinition<Hooks> {
  /** Judges a sandbox's own module. @throws ConfigurationError naming the export */
  read: (path: string, module: Record<string, unknown>) => Hooks
  /** The functions of hooks, by name. */
  exportsOf: (hooks: Hooks) => Record<string, unknown>
  points: readonly Omit<HookPoint, 'loaded'>[]
  /** Whether sandboxes may have a module of their own. */
  editable: boolean
}

export interface HookModules<Hooks> {
  /** The hooks of a sandbox: its own, or the lab's. */
  of(sandbox: Sandbox): Hooks
  /** Loads the lab's module again; the former one stays where that fails. @throws ConfigurationError */
  load(): Promise<void>
  describe(sandbox: Sandbox): HookModule
  /** Gives a sandbox a module of its own, once it was loaded. @throws ConfigurationError, AdminError 412 */
  put(sandbox: Sandbox, text: string, precondition?: Precondition): Promise<void>
  /** Takes a sandbox its own module. @throws AdminError 412 */
  remove(sandbox: Sandbox, precondition?: Precondition): Promise<void>
}

interface Own<Hooks> {
  text: string
  /** Undefined where the module could not be loaded again. */
  hooks: Hooks | undefined
  problem: string | null
}

const cached = 'hooks'

/**
 * The hooks of a role, of each sandbox. A module of a sandbox's own counts only where it may be edited, so
 * that what was stored or restored runs nowhere else. It is in force before the next request is handled.
 * Call it before the routes are added.
 */
export function createHookModules<Hooks>(
  lab: LabHooks<Hooks>,
  { read, exportsOf, points, editable }: HookDefinition<Hooks>,
  { app, db }: { app: FastifyInstance; db: HookDatabase },
): HookModules<Hooks> {
  const ownOf = ({ cache }: Sandbox) => cache.get(cached) as Own<Hooks> | null | undefined
  const inForce = (sandbox: Sandbox) => ownOf(sandbox)?.hooks ?? lab.hooks()

  const open = async (sandbox: Sandbox): Promise<Own<Hooks> | null> => {
    const row = await db
      .selectFrom('hook_modules')
      .select('text')
      .where('sandbox', '=', sandbox.id)
      .executeTakeFirst()
    if (row === undefined) return null
    const { text } = row
    try {
      return { text, hooks: await loadText(text, read), problem: null }
    } catch (error) {
      if (!(error instanceof ConfigurationError)) throw error
      app.log.error({ err: error })
      return { text, hooks: undefined, problem: error.message }
    }
  }
  if (editable) {
    app.addHook('preHandler', async ({ sandbox }) => {
      if (ownOf(sandbox) !== undefined) return
      const own = await open(sandbox)
      // Another request may have been quicker, or a module been put meanwhile.
      if (ownOf(sandbox) === undefined) sandbox.cache.set(cached, own)
    })
  }

  const describe = (sandbox: Sandbox): HookModule => {
    const own = ownOf(sandbox) ?? undefined
    const isOwn = own?.hooks !== undefined
    const exported = exportsOf(inForce(sandbox))
    return {
      from: isOwn ? 'sandbox' : lab.file === undefined ? 'lab' : 'file',
      file: lab.file ?? null,
      text: isOwn ? own.text : lab.text(),
      hooks: points.map((point) => ({ ...point, loaded: exported[point.name] !== undefined })),
      problem: own?.problem ?? null,
      editable,
      why: editable ? null : howToEdit,
    }
  }

  const change = async (
    sandbox: Sandbox,
    own: Own<Hooks> | null,
    precondition: Precondition | undefined,
  ) => {
    await db.transaction().execute(async (work) => {
      await raiseVersion(work, sandbox)
      precondition?.(describe(sandbox))
      await work.deleteFrom('hook_modules').where('sandbox', '=', sandbox.id).execute()
      if (own === null) return
      const row = { sandbox: sandbox.id, text: own.text, made_at: sandbox.clock.now() }
      await work.insertInto('hook_modules').values(row).execute()
    })
    sandbox.cache.set(cached, own)
  }

  return {
    of: inForce,
    load: lab.load,
    describe,
    async put(sandbox, text, precondition) {
      const hooks = await loadText(text, read)
      await change(sandbox, { text, hooks, problem: null }, precondition)
    },
    remove: (sandbox, precondition) => change(sandbox, null, precondition),
  }
}
