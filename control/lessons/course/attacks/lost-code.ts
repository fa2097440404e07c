import type { MessageLine, Mistake, Requirement, Step } from '../../engine/lesson.ts'
import { droppedByLesson, from, joined, sent } from '../../engine/requirements.ts'
import { sinceOpening } from '../../engine/scene.ts'
import type { Sighting } from '../../engine/sighting.ts'

/** The next callback is lost on its way to the client. */
export const dropCallback: NonNullable<Step['holds']> = () => [
  { match: { role: 'client', message: 'callback' }, do: { drop: 'before' }, times: 1 },
]

/** A callback that never arrived: its code stands in the address bar. */
export function lostCallback(name: string, words: string): MessageLine {
  return {
    name,
    words,
    message: 'callback',
    touched: true,
    requires: [from('browser'), sent('code'), sent('state'), droppedByLesson],
    shows: ['state'],
  }
}

const codeOf = ({ sent: { code } }: Sighting) => code

/** It carries the code that was lost in a line. */
export function codeOfLine(line: string): Requirement {
  return joined('code', codeOf, line, codeOf)
}

/** The code had been used, so that another check says no. */
export function usedCode(check: string): Mistake {
  return (scene) => {
    const late = sinceOpening(scene).findLast(({ checks }) => checks['code.unused'] === 'failed')
    const before =
      late && scene.sightings.find((one) => one.id !== late.id && codeOf(one) === codeOf(late))
    return late === undefined
      ? undefined
      : {
          text: `That code was used in {Z1}, so the refusal is \`code.unused\`. It says nothing of \`${check}\`. Take a new code.`,
          pins: { Z1: before ?? late },
        }
  }
}
