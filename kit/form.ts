/** A parsed query or form: a parameter given twice is an array. */
export type Parameters = Readonly<Record<string, string | string[] | undefined>>

/** Names of the parameters that were given more than once (RFC 6749 §3.1, §3.2). */
export function repeated(parameters: Parameters): string[] {
  return Object.keys(parameters).filter((name) => Array.isArray(parameters[name]))
}

/** A parameter's value; one sent without a value counts as omitted (RFC 6749 §3.1, §3.2). */
export function parameter(parameters: Parameters, name: string): string | undefined {
  const value = parameters[name]
  const first = Array.isArray(value) ? value[0] : value
  return first === '' ? undefined : first
}
