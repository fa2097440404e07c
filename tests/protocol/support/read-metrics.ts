/** The figures of a role, by name and labels. */
export interface ReadMetrics {
  types: Map<string, string>
  /** The sum of all samples of that name whose labels are these, and any others. */
  of(name: string, labels?: Record<string, string>): number
  /** Values of a label, wherever it stands. */
  values(label: string): Set<string>
}

const labelValue = String.raw`"(?:[^"\\\n]|\\[\\n"])*"`
const label = String.raw`[a-zA-Z_][a-zA-Z0-9_]*=${labelValue}`
const sampleLine = new RegExp(
  String.raw`^([a-zA-Z_:][a-zA-Z0-9_:]*)(?:\{(${label}(?:,${label})*)\})? (\S+)$`,
)

/**
 * Reads Prometheus' text format 0.0.4 as strictly as its checker: HELP and TYPE stand before the
 * samples of their family, no sample comes twice, buckets add up.
 * @throws Error naming the line
 */
export function readMetrics(text: string): ReadMetrics {
  const types = new Map<string, string>()
  const helped = new Set<string>()
  const samples = new Map<string, { name: string; labels: Map<string, string>; value: number }>()
  if (!text.endsWith('\n')) throw new Error('the last line does not end')
  for (const line of text.split('\n').slice(0, -1)) {
    const [, comment, about, rest] = /^# (HELP|TYPE) (\S+) (.+)$/.exec(line) ?? []
    if (line === '') continue
    if (comment === 'HELP') helped.add(about!)
    else if (comment === 'TYPE') {
      if (types.has(about!) || !helped.has(about!)) throw new Error(`out of place: ${line}`)
      types.set(about!, rest!)
    } else {
      const sample = readSample(line)
      const key = `${sample.name} ${written(sample.labels)}`
      if (samples.has(key)) throw new Error(`twice: ${line}`)
      if (typeOf(types, sample.name) === undefined) throw new Error(`of no family: ${line}`)
      samples.set(key, sample)
    }
  }
  const all = [...samples.values()]
  for (const [name, type] of types) if (type === 'histogram') requireBuckets(name, all)
  return {
    types,
    of: (name, labels = {}) =>
      all
        .filter((one) => one.name === name)
        .filter((one) => Object.entries(labels).every(([key, is]) => one.labels.get(key) === is))
        .reduce((sum, { value }) => sum + value, 0),
    values: (key) => new Set(all.flatMap(({ labels }) => labels.get(key) ?? [])),
  }
}

type Sample = ReturnType<typeof readSample>

function readSample(line: string) {
  const [, name, labels = '', value] = sampleLine.exec(line) ?? []
  if (name === undefined || value === undefined || Number.isNaN(Number(value))) {
    throw new Error(`no sample: ${line}`)
  }
  const pairs = labels.match(new RegExp(label, 'g')) ?? []
  const read = pairs.map((pair): [string, string] => {
    const at = pair.indexOf('=')
    return [pair.slice(0, at), JSON.parse(pair.slice(at + 1)) as string]
  })
  return { name, labels: new Map(read), value: Number(value) }
}

function typeOf(types: Map<string, string>, name: string): string | undefined {
  const family = name.replace(/_(?:bucket|sum|count)$/, '')
  return types.get(family) === 'histogram' ? 'histogram' : types.get(name)
}

/** Each bucket holds those below it, and the last one is the count. */
function requireBuckets(name: string, samples: Sample[]): void {
  const series = Map.groupBy(
    samples.filter((one) => one.name === `${name}_bucket`),
    ({ labels }) => without(labels),
  )
  for (const [labels, buckets] of series) {
    const bounds = buckets.map((one) => Number(one.labels.get('le')!.replace('+Inf', 'Infinity')))
    const counts = buckets.map(({ value }) => value)
    const grows = (list: number[]) => list.every((one, at) => at === 0 || one >= list[at - 1]!)
    const total = samples.find(
      (one) => one.name === `${name}_count` && without(one.labels) === labels,
    )
    if (
      !grows(bounds) ||
      !grows(counts) ||
      bounds.at(-1) !== Infinity ||
      total?.value !== counts.at(-1)
    ) {
      throw new Error(`the buckets of ${name} ${labels} do not add up`)
    }
  }
}

function without(labels: Map<string, string>): string {
  return written([...labels].filter(([key]) => key !== 'le'))
}

function written(labels: Iterable<[string, string]>): string {
  const pairs = [...labels].map(([key, value]) => `${key}=${JSON.stringify(value)}`)
  return pairs.sort().join()
}
