import type { Lesson } from './lesson.ts'
import { isMessage, judgeStep, latches } from './judge-step.ts'
import type { Judgement } from './judge-step.ts'
import type { Run } from './run.ts'
import type { LabState, Scene } from './scene.ts'
import type { Sighting } from './sighting.ts'

/** What is known of a lesson's sandbox at a moment. */
export type View = Pick<Scene, 'now' | 'sightings' | 'held' | 'values'> & { state: LabState }

export interface Advanced {
  run: Run
  /** Of the open step; absent when the lesson is done. */
  judgement: Judgement | undefined
  scene: Scene | undefined
}

/** Goes on as far as what was seen leads; the next step is opened when the last evidence of the one before is over. */
export function advance(lesson: Lesson, before: Run, view: View): Advanced {
  const heardAt = Math.max(before.heardAt, ...view.sightings.map(({ endedAt }) => endedAt))
  let run: Run = { ...before, heardAt }
  for (;;) {
    const step = lesson.steps[run.step]
    if (step === undefined) return { run, judgement: undefined, scene: undefined }
    const scene = sceneOf(lesson, run, view)
    const judgement = judgeStep(step, scene, new Set(run.latched))
    if (!judgement.done) return { run: note(run, lesson, judgement, scene), judgement, scene }
    run = {
      ...run,
      step: run.step + 1,
      openedAt: judgement.endedAt,
      was: view.state,
      evidence: [...run.evidence, judgement.lines],
      latched: [],
      kept: [],
    }
  }
}

/** What a condition of the open step looks at. */
export function sceneOf(lesson: Lesson, run: Run, { state, sightings, ...view }: View): Scene {
  const known = new Set(sightings.map(({ id }) => id))
  const kept = run.kept.filter(({ id }) => !known.has(id))
  return {
    ...view,
    values: { ...view.values, ...run.values },
    openedAt: run.openedAt,
    sightings: [...kept, ...sightings].sort((a, b) => a.endedAt - b.endedAt),
    found: foundBefore(lesson, run, run.step),
    was: run.was,
    is: state,
  }
}

/** The messages that steps before one found; a drill begins anew. */
export function foundBefore(lesson: Lesson, run: Run, step: number): Record<string, Sighting> {
  const found: Record<string, Sighting> = {}
  const drill = lesson.steps[step]?.drill
  for (const [index, lines] of run.evidence.slice(0, step).entries()) {
    const { drill: of, lines: wanted } = lesson.steps[index]!
    if (of !== drill) continue
    for (const [at, line] of wanted.entries()) {
      const seen = lines[at]
      if (isMessage(line) && typeof seen === 'object') found[line.name] = seen
    }
  }
  return found
}

/** Keeps what the open step has seen so far, and counts its misses. */
function note(run: Run, lesson: Lesson, { lines, miss }: Judgement, scene: Scene): Run {
  const { lines: wanted } = lesson.steps[run.step]!
  const latched = wanted.flatMap((line, index) =>
    latches(line) && lines[index] === true ? index : [],
  )
  const seen = lines.filter((one) => typeof one === 'object')
  const parents = seen.flatMap(({ parent }) => scene.sightings.filter(({ id }) => id === parent))
  const misses = lesson.steps.map((_, index) => {
    const known = run.misses[index] ?? []
    const id = index === run.step ? miss?.seen?.id : undefined
    return id === undefined || known.includes(id) ? known : [...known, id]
  })
  return { ...run, latched, kept: [...new Set([...seen, ...parents])], misses }
}
