import type { Difference, MessageLine } from './lesson.ts'
import type { Scene } from './scene.ts'
import type { Sighting } from './sighting.ts'

/** The message that comes nearest to the first line that is missing. */
export interface Nearest {
  line: number
  seen: Sighting
  difference: Difference
}

export interface FoundLines {
  /** The messages of the first lines, as many as were found. */
  found: Sighting[]
  nearest: Nearest | undefined
}

interface Best extends FoundLines {
  /** How many requirements of the next line the nearest message fulfils. */
  held: number
}

/**
 * Finds messages for lines that hold in order: the earliest that fulfil all of them, else those that fulfil
 * most, and the message that comes nearest to the next line.
 */
export function findLines(lines: readonly MessageLine[], scene: Scene): FoundLines {
  let best: Best = { found: [], nearest: undefined, held: -1 }
  const search = (taken: readonly Sighting[]): boolean => {
    const line = lines[taken.length]
    if (line === undefined) {
      best = { found: [...taken], nearest: undefined, held: 0 }
      return true
    }
    if (taken.length > best.found.length) best = { found: [...taken], nearest: undefined, held: -1 }
    const found = { ...scene.found }
    for (const [at, seen] of taken.entries()) found[lines[at]!.name] = seen
    for (const seen of candidates(line, taken, scene)) {
      const { difference, held } = compare(line, seen, { ...scene, found })
      if (difference === undefined) {
        if (search([...taken, seen])) return true
      } else if (taken.length === best.found.length && held >= best.held) {
        best = { ...best, held, nearest: { line: taken.length, seen, difference } }
      }
    }
    return false
  }
  search([])
  return { found: best.found, nearest: best.nearest }
}

function candidates(line: MessageLine, taken: readonly Sighting[], scene: Scene): Sighting[] {
  const before = line.anyOrder ? undefined : taken.at(-1)
  return scene.sightings.filter(
    (seen) =>
      seen.message === line.message &&
      seen.endedAt > (line.older ? 0 : scene.openedAt) &&
      seen.startedAt > (before?.startedAt ?? 0) &&
      !seen.automatic &&
      !taken.includes(seen),
  )
}

/** The first requirement that does not hold, and how many did before it. */
function compare(line: MessageLine, seen: Sighting, scene: Scene) {
  for (const [held, requires] of line.requires.entries()) {
    const difference = requires(seen, scene)
    if (difference !== undefined) return { difference, held }
  }
  return { difference: oddity(line, seen), held: line.requires.length }
}

/** What was changed on purpose, or passed by a waived check, counts only where the line says so. */
function oddity(line: MessageLine, { interventions, checks }: Sighting): Difference | undefined {
  const touch = interventions.find((one) => one.do !== 'hold' && one.do !== 'delay')
  if (touch !== undefined && !line.touched) {
    return { name: 'intervention', wanted: 'none', found: touch.do }
  }
  const waived = Object.entries(checks).find(([, outcome]) => outcome === 'waived')
  if (waived !== undefined && !line.waived) {
    return { name: waived[0], wanted: 'insisted on', found: 'waived' }
  }
  return undefined
}
