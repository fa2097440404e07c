import type { Intervention } from '@oauth-lab/kit/interventions/intervention.ts'
import type { Sandbox } from '@oauth-lab/kit/sandbox.ts'
import type { ControlContext } from '../context.ts'
import { createLabInterventions } from '../interventions/lab-interventions.ts'
import type { View } from './engine/advance.ts'
import type { Lesson } from './engine/lesson.ts'
import type { Run } from './engine/run.ts'

/** Who holds messages in a lesson, as the recording tells it. */
export const byLesson = 'lesson'

/**
 * Sets what the open step wants to be done to messages, ends what it does not want any more, and sets again
 * what a miss used up. A step that wants the same as the one before goes on with it.
 * @returns the run with what stands now
 */
export async function keepHolds(
  { roles }: ControlContext,
  sandbox: Sandbox,
  lesson: Lesson,
  run: Run,
  { values }: Pick<View, 'values'>,
): Promise<Run> {
  const wanted = lesson.steps[run.step]?.holds?.({ values: { ...values, ...run.values } }) ?? []
  if (wanted.length === 0 && run.holds.length === 0) return run
  const interventions = createLabInterventions(roles)
  const standing = await interventions.list(sandbox)
  // Asked after them: what one of them took meanwhile is held.
  const held = await interventions.held(sandbox)
  const isUsedUp = (id: string) => {
    const one = standing.find((known) => known.id === id)
    return (
      (one === undefined || isOver(one)) && !held.some((message) => message.intervention === id)
    )
  }
  const keys = wanted.map((document) => JSON.stringify(document))
  const stay = run.holds.filter(({ id, key }) => keys.includes(key) && !isUsedUp(id))
  for (const { id } of run.holds) {
    if (!stay.some((one) => one.id === id)) await interventions.remove(sandbox, id)
  }
  const set = []
  for (const [index, document] of wanted.entries()) {
    const key = keys[index]!
    if (stay.some((one) => one.key === key)) continue
    const id = `i-${sandbox.random.for('interventions').bytes(4).toString('hex')}`
    await interventions.add(sandbox, id, byLesson, document)
    set.push({ id, key })
  }
  return { ...run, holds: [...stay, ...set] }
}

function isOver({ times, used }: Intervention): boolean {
  return times !== undefined && used >= times
}
