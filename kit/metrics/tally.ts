/** One figure as Prometheus' client library writes it. */
export interface Sample {
  metricName: string
  labels: Readonly<Record<string, string | number>>
  value: number
}

/** What was counted under one name. */
export interface Family {
  name: string
  help: string
  type: 'counter' | 'histogram'
  values: Sample[]
}

export interface Counter {
  /** One more, under these values of its labels. */
  add(...values: string[]): void
  family(): Family
}

export interface Histogram {
  /** @param seconds how long it took */
  observe(seconds: number, ...values: string[]): void
  family(): Family
}

/** What a counter is told of itself. */
export interface Described {
  name: string
  help: string
  labels: readonly string[]
}

/** Counts under a name, and under the values of its labels, which must be few. */
export function createCounter({ name, help, labels }: Described): Counter {
  const counts = new Map<string, number>()
  return {
    add(...values) {
      const key = keyOf(values)
      counts.set(key, (counts.get(key) ?? 0) + 1)
    },
    family: () => ({
      name,
      help,
      type: 'counter',
      values: [...counts].map(([key, value]) => ({
        metricName: name,
        labels: named(labels, key),
        value,
      })),
    }),
  }
}

/** Counts durations by how long they took. */
export function createHistogram({ name, help, labels }: Described): Histogram {
  const kept = new Map<string, { counts: number[]; sum: number }>()
  return {
    observe(seconds, ...values) {
      const key = keyOf(values)
      let one = kept.get(key)
      if (one === undefined) {
        one = { counts: Array.from({ length: bounds.length + 1 }, () => 0), sum: 0 }
        kept.set(key, one)
      }
      one.sum += seconds
      let place = 0
      while (place < bounds.length && seconds > bounds[place]!) place += 1
      one.counts[place]! += 1
    },
    family: () => ({
      name,
      help,
      type: 'histogram',
      values: [...kept].flatMap(([key, { counts, sum }]) => {
        const own = named(labels, key)
        let count = 0
        const buckets = counts.map((more, place): Sample => {
          count += more
          const le = bounds[place] ?? '+Inf'
          return { metricName: `${name}_bucket`, labels: { ...own, le }, value: count }
        })
        return [
          ...buckets,
          { metricName: `${name}_sum`, labels: own, value: sum },
          { metricName: `${name}_count`, labels: own, value: count },
        ]
      }),
    }),
  }
}

/** Upper bounds of a histogram, seconds; a statement takes microseconds, a message that is held minutes. */
const bounds = [
  0.0001, 0.00025, 0.0005, 0.001, 0.0025, 0.005, 0.01, 0.025, 0.05, 0.1, 0.25, 0.5, 1, 2.5, 10, 60,
]

/** No label of ours has one in its value. */
const between = '\n'

function keyOf(values: readonly string[]): string {
  return values.length === 1 ? values[0]! : values.join(between)
}

function named(labels: readonly string[], key: string): Record<string, string> {
  const values = key.split(between)
  return Object.fromEntries(labels.map((label, place) => [label, values[place]!]))
}
