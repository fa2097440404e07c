import { validateHeaderName, validateHeaderValue } from 'node:http'

/** Why headers can't be sent; undefined when they can. */
export function headerProblem(headers: Readonly<Record<string, unknown>>): string | undefined {
  for (const [name, value] of Object.entries(headers)) {
    try {
      validateHeaderName(name)
      for (const one of [value].flat()) validateHeaderValue(name, String(one))
    } catch {
      return `the header ${JSON.stringify(name)} cannot be sent`
    }
  }
  return undefined
}

/** Which member is neither a text nor a list of texts; undefined when all are. */
export function fieldProblem(place: string, fields: unknown): string | undefined {
  if (typeof fields !== 'object' || fields === null) return `/${place} must be an object`
  const odd = Object.entries(fields).find(([, value]) =>
    [value].flat().some((one) => typeof one !== 'string'),
  )
  return odd && `/${place}/${odd[0]} must be a text, or a list of texts`
}
