import { AdminError } from '@oauth-lab/kit/admin/admin-error.ts'
import { defaultSandbox } from '@oauth-lab/kit/sandbox.ts'
import type { Sandbox } from '@oauth-lab/kit/sandbox.ts'
import { createTurns } from '@oauth-lab/kit/turns.ts'
import { moveClock } from '../clock.ts'
import type { ControlContext } from '../context.ts'
import type { MakeSandbox } from '../make-sandbox.ts'
import { freeId, removeSandbox } from '../make-sandbox.ts'
import { lessonNamed } from './course/course.ts'
import { advance } from './engine/advance.ts'
import type { Advanced, View } from './engine/advance.ts'
import type { Lesson } from './engine/lesson.ts'
import type { Run } from './engine/run.ts'
import { emptySandbox } from './empty-sandbox.ts'
import { findElsewhere } from './elsewhere.ts'
import { createFollowers } from './followers.ts'
import { keepHolds } from './keep-holds.ts'
import { prepare } from './prepare.ts'
import { readState } from './read-state.ts'
import { readView, valuesOf } from './read-view.ts'
import { createRuns } from './runs.ts'
import type { PlacedRun } from './runs.ts'
import { unlock } from './unlock.ts'

/** Seven days: a lesson's sandbox may be left and gone on with. */
const lifetime = 7 * 24 * 3600

/** How far a lesson is, and all that says so. */
export interface Checked extends Advanced {
  lesson: Lesson
  view: View
  /** The address at which the open step was done by mistake. */
  elsewhere?: string | undefined
}

/** The lessons of a lab. */
export interface Lessons {
  /**
   * Begins a lesson: at the lab in a sandbox of its own, at a sandbox in that one, which is emptied.
   * @returns where it is, and the sandbox that its set-up made beside it, if any
   * @throws AdminError 404 for an unknown lesson
   */
  start(from: Sandbox, name: string): Promise<{ sandbox: Sandbox; second: Sandbox | undefined }>
  /** Goes on as far as what was seen leads. @throws AdminError 404 where it was not started here */
  check(sandbox: Sandbox, name: string): Promise<Checked>
  /** Keeps an answer to a step's question, by its index. @returns whether there is such a question */
  answer(sandbox: Sandbox, name: string, step: number, index: number): Promise<void>
  /** Those of one sandbox, or of all. */
  list(sandbox?: string): Promise<PlacedRun[]>
  /** Lets nobody follow any more. */
  stop(): void
}

/** Creates what goes on with lessons, also while no page is open. */
export function createLessons(
  context: ControlContext,
  makeSandbox: MakeSandbox,
  onProblem: (error: unknown) => void,
): Lessons {
  const runs = createRuns(context.db)
  const turns = createTurns()
  const goOn = (sandbox: Sandbox, lesson: Lesson) =>
    turns.inTurn(sandbox.id, async (): Promise<Checked> => {
      const run = await runs.read(sandbox.id, lesson.name)
      if (run === undefined) {
        const description = `The lesson ${lesson.name} was not started here: POST lessons/${lesson.name}/start.`
        throw new AdminError(404, 'not_begun', description)
      }
      const view = await readView(context, sandbox)
      const advanced = advance(lesson, run, view)
      const unlocked = await unlock(context, sandbox, advanced.run, view)
      const after = await keepHolds(context, sandbox, lesson, unlocked, view)
      if (JSON.stringify(after) !== JSON.stringify(run)) await runs.write(sandbox.id, after)
      return { ...advanced, run: after, lesson, view }
    })
  const followers = createFollowers(context, onProblem, async (sandbox, name) => {
    const { judgement } = await goOn(sandbox, lessonNamed(name))
    return judgement !== undefined
  })

  /** The same sandbox as new; it keeps which lessons were done there. */
  const startAgain = async (from: Sandbox, blank: boolean): Promise<Sandbox> => {
    const before = await runs.list(from.id)
    for (const { run } of before) {
      const second = run.values['id2']
      if (second !== undefined && (await context.sandboxes.has(second))) {
        await removeSandbox(context, from, second)
      }
    }
    const sandbox = await emptySandbox(context, from, blank)
    for (const { run } of before) {
      const isDone = run.step >= lessonNamed(run.lesson).steps.length
      if (isDone) await runs.write(sandbox.id, run)
    }
    return sandbox
  }

  return {
    async start(from, name) {
      const lesson = lessonNamed(name)
      const { sandboxes } = context
      const blank = lesson.blank === true
      const isTaken = (id: string) => sandboxes.find(id) !== undefined
      const sandbox =
        from.id === defaultSandbox
          ? await makeSandbox(from, {
              id: freeId(from, isTaken, `l${lesson.number}-`).slice(0, 12),
              lifetime,
              blank,
            })
          : await startAgain(from, blank)
      await moveClock(context, sandbox, { freeze: true })
      const values = await prepare(context, sandbox, lesson, makeSandbox)
      const state = await readState(context, sandbox)
      const now = sandbox.recorder.now()
      const run: Run = {
        lesson: lesson.name,
        startedAt: now,
        step: 0,
        openedAt: now,
        was: state,
        evidence: [],
        latched: [],
        kept: [],
        misses: [],
        holds: [],
        answers: [],
        values,
        unlocked: [],
        heardAt: now,
      }
      const view = {
        now,
        sightings: [],
        held: [],
        state,
        values: valuesOf(context, sandbox, state),
      }
      await runs.write(sandbox.id, await keepHolds(context, sandbox, lesson, run, view))
      followers.follow(sandbox, lesson.name)
      const { id2 } = values
      return { sandbox, second: id2 === undefined ? undefined : sandboxes.find(id2) }
    },
    async check(sandbox, name) {
      const lesson = lessonNamed(name)
      const checked = await goOn(sandbox, lesson)
      if (checked.judgement === undefined) return checked
      followers.follow(sandbox, name)
      const elsewhere = await findElsewhere(context, runs, sandbox, lesson, checked)
      return { ...checked, elsewhere }
    },
    async answer(sandbox, name, step, index) {
      await turns.inTurn(sandbox.id, async () => {
        const run = await runs.read(sandbox.id, name)
        if (run === undefined) return
        const answers = [...run.answers]
        answers[step] = [...(answers[step] ?? []), index]
        await runs.write(sandbox.id, { ...run, answers: [...answers].map((one) => one ?? []) })
      })
    },
    list: runs.list,
    stop: followers.stop,
  }
}
