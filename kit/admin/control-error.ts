import { describeProblem } from '../problems.ts'
import type { Problem } from '../problems.ts'

/** An answer of the control API that is not a success; its message holds every problem with its path. */
export class ControlError extends Error {
  override name = 'ControlError'
  /** HTTP status. */
  readonly status: number
  readonly code: string
  readonly problems: Problem[]
  /** With 412: of what is there now. */
  readonly etag: string | undefined

  constructor(
    status: number,
    code: string,
    description: string,
    problems: Problem[] = [],
    etag?: string,
  ) {
    super([description, ...problems.map((one) => `  ${describeProblem(one)}`)].join('\n'))
    this.status = status
    this.code = code
    this.problems = problems
    this.etag = etag
  }
}
