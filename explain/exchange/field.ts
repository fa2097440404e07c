import type { HarPair } from '../har/har.ts'

/** A name and its value: a parameter, a header, a cookie. A name may come more than once. */
export interface Field {
  name: string
  value: string
}

/** The first value of that name. */
export function valueOf(fields: readonly Field[], name: string): string | undefined {
  return fields.find((field) => field.name === name)?.value
}

/** Every value of that name. */
export function valuesOf(fields: readonly Field[], name: string): string[] {
  return fields.flatMap((field) => (field.name === name ? field.value : []))
}

/** The parameters of `application/x-www-form-urlencoded` text. */
export function readParameters(text: string): Field[] {
  return [...new URLSearchParams(text)].map(([name, value]) => ({ name, value }))
}

/** Headers by their lower-case names; HTTP/2's own (`:authority`) are left out. */
export function readHeaders(pairs: readonly HarPair[] = []): Field[] {
  return pairs.flatMap(({ name, value }) =>
    typeof name !== 'string' || name.startsWith(':')
      ? []
      : [{ name: name.toLowerCase(), value: value ?? '' }],
  )
}
