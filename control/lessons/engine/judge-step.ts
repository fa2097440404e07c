import { fillWords } from './fill-words.ts'
import { findLines } from './find-lines.ts'
import type { AbsenceLine, HeldLine, Line, MessageLine, Miss, StateLine, Step } from './lesson.ts'
import { sinceOpening } from './scene.ts'
import type { Scene } from './scene.ts'
import type { Sighting } from './sighting.ts'

/** Real time after which nothing more is waited for, milliseconds. */
export const settling = 2000

/** How far the open step is. */
export interface Judgement {
  done: boolean
  /** Of each line whether it was seen; the message where it is one. */
  lines: (Sighting | boolean)[]
  /** The messages of the lines by their letters. */
  found: Readonly<Record<string, Sighting>>
  miss: (Miss & { line: number; seen: Sighting | undefined }) | undefined
  /** When the last of it was over, real time. */
  endedAt: number
}

/**
 * Says which lines of a step were seen, and what comes nearest to the first one that was not.
 * @param latched indexes of configurations and held messages that were seen before, and of no other line
 */
export function judgeStep(step: Step, scene: Scene, latched: ReadonlySet<number>): Judgement {
  const messages = step.lines.filter(isMessage)
  const { found: taken, nearest } = findLines(messages, scene)
  const found = { ...scene.found }
  for (const [at, seen] of taken.entries()) found[messages[at]!.name] = seen
  const within = { ...scene, found }
  const seen = step.lines.map((line, index): Sighting | boolean => {
    if (isMessage(line)) return taken[messages.indexOf(line)] ?? false
    if (latched.has(index)) return true
    if ('differs' in line) return line.differs(within) === undefined
    return 'held' in line && isHeld(line, scene)
  })
  const open = step.lines.findIndex((line, index) => seen[index] === false && !isAbsence(line))
  const endedAt = Math.max(scene.openedAt, ...taken.map((one) => wholeEnd(one, scene)))
  if (open < 0) judgeAbsences(step, within, seen, endedAt)
  const first = open < 0 ? seen.indexOf(false) : open
  const done = first < 0 && taken.every((one) => isWhole(one, scene))
  return { done, lines: seen, found, endedAt, miss: done ? undefined : missOf() }

  function missOf(): Judgement['miss'] {
    const line = Math.max(0, first)
    for (const mistake of step.mistakes ?? []) {
      const miss = mistake(within)
      if (miss !== undefined) {
        return { ...miss, line, seen: Object.values(miss.pins ?? {})[0] }
      }
    }
    const missing = step.lines[line]!
    if (isMessage(missing)) {
      if (nearest === undefined) return earlier(missing, line)
      const { difference } = nearest
      const text = fillWords('message', difference)
      return { text, compare: [difference], line, seen: nearest.seen, pins: { '*': nearest.seen } }
    }
    // Where nobody changed anything yet, nothing is wrong.
    const isTouched = JSON.stringify(scene.was) !== JSON.stringify(scene.is)
    const difference = 'differs' in missing && isTouched ? missing.differs(within) : undefined
    if (difference === undefined) return undefined
    return { text: fillWords('state', difference), compare: [difference], line, seen: undefined }
  }

  /** The message came before the step was opened. */
  function earlier(wanted: MessageLine, line: number): Judgement['miss'] {
    const [one] = findLines([wanted], { ...within, openedAt: 0 }).found
    if (one === undefined || one.endedAt > scene.openedAt) return undefined
    const text = 'This came before the step {Z1}. Do it once more.'
    return { text, line, seen: undefined, pins: { Z1: one } }
  }
}

export function isMessage(line: Line): line is MessageLine {
  return 'message' in line
}
function isAbsence(line: Line): line is AbsenceLine {
  return 'absent' in line
}
/** Whether a line stays seen once it was. */
export function latches(line: Line): line is StateLine | HeldLine {
  return 'differs' in line || 'held' in line
}

function isHeld({ held }: HeldLine, scene: Scene): boolean {
  return scene.held.some((one) => one.message === held)
}

/** What must not come has not come, and no longer will. */
function judgeAbsences(step: Step, scene: Scene, seen: (Sighting | boolean)[], endedAt: number) {
  const settled = scene.now - endedAt >= settling
  for (const [index, line] of step.lines.entries()) {
    if (!isAbsence(line)) continue
    const came = sinceOpening(scene).some(
      (one) =>
        one.message === line.absent &&
        line.requires.every((requires) => requires(one, scene) === undefined),
    )
    seen[index] = settled && !came
  }
}

/**
 * A call counts when the exchange during which it was made is over too. What a role calls for a management
 * API has none in the recording.
 */
function isWhole({ parent, endedAt }: Sighting, { sightings, now }: Scene): boolean {
  return (
    parent === undefined || sightings.some(({ id }) => id === parent) || now - endedAt >= settling
  )
}

function wholeEnd(seen: Sighting, scene: Scene): number {
  const parent = scene.sightings.find(({ id }) => id === seen.parent)
  return parent === undefined ? seen.endedAt : Math.max(seen.endedAt, wholeEnd(parent, scene))
}
