import type { Form, Holdings } from './holdings.ts'

/** Holdings in which parts are another sandbox's: each part alone, all together, and halves of a form. */
export function mixtures(
  parts: readonly (keyof Holdings)[],
  own: Holdings,
  other: Holdings,
): [string, Holdings][] {
  const taken = (names: readonly (keyof Holdings)[]): Partial<Holdings> =>
    Object.fromEntries(names.map((name) => [name, other[name]]))
  const whole: [string, Holdings][] = [
    ...parts.map((name): [string, Holdings] => [name, { ...own, ...taken([name]) }]),
    ...(parts.length > 1
      ? [[parts.join(' and '), { ...own, ...taken(parts) }] as [string, Holdings]]
      : []),
  ]
  return [...whole, ...parts.flatMap((name) => halves(name, own, other))]
}

/** A page of one browser, submitted by the other. */
function halves(name: keyof Holdings, own: Holdings, other: Holdings): [string, Holdings][] {
  const [mine, theirs] = [own[name], other[name]]
  if (!isForm(mine) || !isForm(theirs)) return []
  return [
    [`cookie of ${name}`, { ...own, [name]: { ...mine, cookie: theirs.cookie } }],
    [`page of ${name}`, { ...own, [name]: { ...theirs, cookie: mine.cookie } }],
  ]
}

function isForm(part: unknown): part is Form {
  return typeof part === 'object' && part !== null && 'cookie' in part && 'fields' in part
}
