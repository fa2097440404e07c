import { startLab } from '@oauth-lab/embedded/start-lab.ts'
import { isGood } from './outcome.ts'
import { plans } from './plans.ts'
import type { Plan, PlanName } from './plans.ts'
import { describeOutcome } from './report.ts'
import type { PlanReport } from './report.ts'
import { runPlan } from './run-plan.ts'
import { openSuite } from './suite.ts'

export interface ConformanceOptions {
  /** Where the suite runs, for example `https://localhost:8443`. */
  suite: string
  /** The authority of its certificate, PEM, for the lab's own requests to it too. */
  suiteCa?: string | undefined
  plans: readonly PlanName[]
  /** Only modules whose name fits. */
  only?: RegExp | undefined
}

/**
 * Runs plans of the OpenID Foundation's conformance suite, each against a lab of its own, and prints as it goes.
 * @returns what each plan came to, and whether every module is good
 */
export async function conformance({
  suite: origin,
  suiteCa,
  plans: names,
  only,
}: ConformanceOptions): Promise<{ reports: PlanReport[]; good: boolean }> {
  const suite = openSuite(origin, suiteCa)
  const reports: PlanReport[] = []
  try {
    for (const name of names) {
      const wanted: Plan = plans[name]
      process.stdout.write(`${name}: ${wanted.plan}\n`)
      await using lab = await startLab({
        exampleHooks: false,
        ...(wanted.certificates && { mtlsPort: 0 }),
        ...(suiteCa !== undefined && { authorizationServer: { ca: suiteCa } }),
      })
      const outcomes = await runPlan(name, wanted, {
        suite,
        lab,
        only,
        onOutcome: (outcome) => process.stdout.write(`${describeOutcome(outcome)}\n`),
      })
      reports.push({ name, outcomes })
    }
  } finally {
    await suite.close()
  }
  return { reports, good: reports.every(({ outcomes }) => outcomes.every(isGood)) }
}

/** The plans of these names, all of them if there is none; an error names those that there are. */
export function choosePlans(names: readonly string[]): PlanName[] | Error {
  const known = Object.keys(plans) as PlanName[]
  const wrong = names.find((one) => !known.includes(one as PlanName))
  if (wrong !== undefined)
    return new Error(`there is no plan ${wrong} here, only ${known.join(', ')}`)
  return names.length === 0 ? known : known.filter((one) => names.includes(one))
}
