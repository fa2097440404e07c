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

/** zod's issues as problems with dotted paths. */
export function problemsOf(error: {
  issues: readonly { path: PropertyKey[]; message: string }[]
}): Problem[] {
  return error.issues.map(({ path, message }) => ({
    path: path.map(String).join('.') || '(document)',
    message: message.endsWith('received undefined') ? 'must be set' : message,
  }))
}
