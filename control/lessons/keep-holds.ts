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
 * Sets what the open step holds, ends what belongs to steps that are over, and sets again what a miss used up.
 * @returns the run with what stands now
 */
export async function keepHolds(
  { roles }: ControlContext,
  sandbox: Sandbox,
  lesson: Lesson,
  run: Run,
  { values }: View,
): Promise<Run> {
  const interventions = createLabInterventions(roles)
  const over = run.holds.filter(({ until }) => until <= run.step)
  for (const { id } of over) await interventions.remove(sandbox, id)
  const holds = run.holds.filter((one) => !over.includes(one))
  const wanted = lesson.steps[run.step]?.holds?.({ values: { ...values, ...run.values } }) ?? []
  if (wanted.length === 0 && holds.length === 0) return { ...run, holds }

  const standing = holds.length === 0 ? [] : await interventions.list(sandbox)
  // Asked after them: what one of them took meanwhile is held.
  const held = holds.length === 0 ? [] : await interventions.held(sandbox)
  const isUsedUp = ({ id }: { id: string }) => {
    const one = standing.find((known) => known.id === id)
    return (
      (one === undefined || isOver(one)) && !held.some(({ intervention }) => intervention === id)
    )
  }
  const stay = holds.filter((one) => !(one.step === run.step && isUsedUp(one)))
  for (const { id } of holds)
    if (!stay.some((one) => one.id === id)) await interventions.remove(sandbox, id)
  const set = []
  for (const [index, { document, until = run.step + 1 }] of wanted.entries()) {
    if (stay.some((one) => one.step === run.step && one.index === index)) continue
    const id = `i-${sandbox.random.for('interventions').bytes(4).toString('hex')}`
    await interventions.add(sandbox, id, byLesson, document)
    set.push({ id, until, index, step: run.step })
  }
  return { ...run, holds: [...stay, ...set] }
}

function isOver({ times, used }: Intervention): boolean {
  return times !== undefined && used >= times
}
