import { nearest } from '@oauth-lab/kit/nearest.ts'

/** The suites in the order in which they run. */
const suiteNames = [
  'check',
  'unit',
  'protocol',
  'attacks',
  'postman',
  'foreign',
  'e2e',
  'containers',
] as const

export type SuiteName = (typeof suiteNames)[number]

/** The named suites in their order, all if none is named; or why that can't be. */
export function chooseSuites(names: string[]): SuiteName[] | string {
  const unknown = names.find((name) => !(suiteNames as readonly string[]).includes(name))
  if (unknown === undefined) {
    return suiteNames.filter((name) => names.length === 0 || names.includes(name))
  }
  const near = nearest(unknown, suiteNames)
  const hint = near === undefined ? '' : ` Did you mean ${near}?`
  return `there is no suite ${unknown}; there are ${suiteNames.join(', ')}.${hint}`
}
