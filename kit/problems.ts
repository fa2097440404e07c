/** One thing wrong in a configuration: where, and what. */
export interface Problem {
  /** Path to the value, for example `accessTokenLifetime` or `LAB_PORT`. */
  path: string
  message: string
  /** Where it stands in the text that was sent, from 1 on. */
  line?: number
  column?: number
  /** What stands there in such a text, where it is one value and no secret. */
  value?: string
}

/** A problem in one line, unless its message has several. */
export function describeProblem({ path, message, line, column, value }: Problem): string {
  const place = line === undefined ? '' : `${line}:${column} `
  return `${place}${path}: ${message}${value === undefined ? '' : ` (it says ${value})`}`
}

/** A configuration that can't be used: every problem at once. */
export class ConfigurationError extends Error {
  override name = 'ConfigurationError'
  readonly problems: Problem[]

  constructor(subject: string, problems: Problem[], options?: ErrorOptions) {
    super(
      `${subject}\n${problems.map((problem) => `  ${describeProblem(problem)}`).join('\n')}`,
      options,
    )
    this.problems = problems
  }
}

/**
 * Runs every reader, and returns what they return.
 * @throws ConfigurationError with the problems of all that refuse, each told once
 */
export function readAll<const R extends readonly (() => unknown)[]>(
  subject: string,
  readers: R,
): { [Index in keyof R]: ReturnType<R[Index]> } {
  const refusals: ConfigurationError[] = []
  const values = readers.map((read) => {
    try {
      return read()
    } catch (error) {
      if (!(error instanceof ConfigurationError)) throw error
      return refusals.push(error)
    }
  })
  if (refusals.length === 1) throw refusals[0]!
  if (refusals.length > 1) {
    throw new ConfigurationError(
      subject,
      refusals.flatMap(({ problems }) => problems),
      { cause: refusals[0] },
    )
  }
  return values as { [Index in keyof R]: ReturnType<R[Index]> }
}
