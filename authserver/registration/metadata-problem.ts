/** One thing wrong in client metadata. */
export interface MetadataProblem {
  /** Path to the value, for example `redirect_uris.0`. */
  path: string
  value: unknown
  /** Continues a sentence that begins with the value. */
  message: string
  /** What to do, a sentence. */
  remedy: string
}

/** Client metadata that can't be registered: every problem of it. */
export class InvalidMetadata extends Error {
  override name = 'InvalidMetadata'
  readonly problems: readonly MetadataProblem[]

  constructor(problems: readonly MetadataProblem[]) {
    super(describeProblems(problems))
    this.problems = problems.map((problem) => ({ ...problem, value: shorten(problem.value, 200) }))
  }
}

/** All problems in one line, for `error_description` and for the record of the check. */
export function describeProblems(problems: readonly MetadataProblem[]): string {
  const told = problems
    .slice(0, 10)
    .map(({ path, value, message, remedy }) => `${path}: ${show(value)} ${message}. ${remedy}`)
  const more = problems.length - told.length
  return [...told, ...(more > 0 ? [`And ${more} more.`] : [])].join(' ')
}

function show(value: unknown): string {
  const short = shorten(value, 100)
  return typeof short === 'string' ? short : JSON.stringify(short)
}

/** Numbers and the like as they are; the rest as text of that length. */
function shorten(value: unknown, length: number): unknown {
  if (value === null || typeof value === 'number' || typeof value === 'boolean') return value
  const text = typeof value === 'string' ? value : (JSON.stringify(value) ?? 'nothing')
  return text.length > length ? `${text.slice(0, length)}...` : text
}
