import type { Kysely } from 'kysely'
import type { Tables } from '../store/tables.ts'
import { readRun } from './engine/run.ts'
import type { Run } from './engine/run.ts'

/** A run, and the sandbox that it is in. */
export interface PlacedRun {
  sandbox: string
  run: Run
}

/** How far lessons are, by sandbox. */
export interface Runs {
  read(sandbox: string, lesson: string): Promise<Run | undefined>
  write(sandbox: string, run: Run): Promise<void>
  /** Those of one sandbox, or of all. */
  list(sandbox?: string): Promise<PlacedRun[]>
}

/** Keeps them in control's store. */
export function createRuns(db: Kysely<Tables>): Runs {
  return {
    async read(sandbox, lesson) {
      const row = await db
        .selectFrom('lessons')
        .select('state')
        .where('sandbox', '=', sandbox)
        .where('lesson', '=', lesson)
        .executeTakeFirst()
      return row && readRun(row.state)
    },
    async write(sandbox, run) {
      const state = JSON.stringify(run)
      await db
        .insertInto('lessons')
        .values({ sandbox, lesson: run.lesson, state })
        .onConflict((conflict) => conflict.columns(['sandbox', 'lesson']).doUpdateSet({ state }))
        .execute()
    },
    async list(sandbox) {
      let rows = db.selectFrom('lessons').select(['sandbox', 'state'])
      if (sandbox !== undefined) rows = rows.where('sandbox', '=', sandbox)
      return (await rows.execute()).map((row) => ({
        sandbox: row.sandbox,
        run: readRun(row.state),
      }))
    },
  }
}
