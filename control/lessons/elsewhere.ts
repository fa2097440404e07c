import { AdminError } from '@oauth-lab/kit/admin/admin-error.ts'
import { defaultSandbox } from '@oauth-lab/kit/sandbox.ts'
import type { Sandbox } from '@oauth-lab/kit/sandbox.ts'
import type { ControlContext } from '../context.ts'
import type { Advanced } from './engine/advance.ts'
import { isMessage } from './engine/judge-step.ts'
import type { Lesson } from './engine/lesson.ts'
import { sinceOpening } from './engine/scene.ts'
import type { Sighting } from './engine/sighting.ts'
import { readSightings } from './read-view.ts'
import type { Runs } from './runs.ts'
import { learnerPlaces } from './workshop.ts'

/** In so many lessons' sandboxes, the newest ones, somebody may have gone on by mistake. */
const looked = 3

/**
 * Where somebody did what the open step waits for, when nothing like it came here: at the lab's own address, or
 * in another lesson's sandbox. Learners of a workshop are not told: it may have been somebody else.
 * @returns the base of that sandbox
 */
export async function findElsewhere(
  context: ControlContext,
  runs: Runs,
  sandbox: Sandbox,
  lesson: Lesson,
  { run, judgement, scene }: Advanced,
): Promise<string | undefined> {
  const line = lesson.steps[run.step]?.lines[judgement?.miss?.line ?? 0]
  if (scene === undefined || line === undefined || !isMessage(line)) return undefined
  const isIt = ({ message, from, endedAt, automatic }: Sighting) =>
    message === line.message && !automatic && endedAt > scene.openedAt && isPerson(from)
  if (judgement?.miss?.seen !== undefined || sinceOpening(scene).some(isIt)) return undefined
  const places = new Set((await learnerPlaces(context)).map(({ id }) => id))
  if (places.has(sandbox.id)) return undefined
  const begun = (await runs.list())
    .filter((one) => one.sandbox !== sandbox.id && !places.has(one.sandbox))
    .sort((a, b) => b.run.startedAt - a.run.startedAt)
    .slice(0, looked)
  for (const id of new Set([defaultSandbox, ...begun.map((one) => one.sandbox)])) {
    const other = context.sandboxes.find(id)
    if (other === undefined) continue
    if ((await sightingsIn(context, other)).some(isIt)) return other.base
  }
  return undefined
}

/** None of a sandbox that ends meanwhile: it is somebody else's. */
async function sightingsIn(context: ControlContext, other: Sandbox): Promise<Sighting[]> {
  try {
    return await readSightings(context, other)
  } catch (error) {
    if (error instanceof AdminError && error.status === 404) return []
    throw error
  }
}

/** A role asks for itself, wherever it was set going. */
function isPerson(from: string): boolean {
  return ['browser', 'program', 'spa'].includes(from)
}
