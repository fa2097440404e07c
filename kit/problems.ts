/** One thing wrong in a configuration: where, and what. */
export interface Problem {
  /** Path to the value, for example `accessTokenLifetime` or `LAB_PORT`. */
  path: string
  message: string
}

/** A configuration that can't be used: every problem at once. */
export class ConfigurationError extends Error {
  override name = 'ConfigurationError'
  readonly problems: Problem[]

  constructor(subject: string, problems: Problem[], options?: ErrorOptions) {
    super(
      `${subject}\n${problems.map(({ path, message }) => `  ${path}: ${message}`).join('\n')}`,
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
