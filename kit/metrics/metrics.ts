import { createCounter, createHistogram } from './tally.ts'
import type { Counter, Described, Family, Histogram } from './tally.ts'

/** What a role counts. It costs a look into a map; the library that writes it comes when it is read. */
export interface Metrics {
  requests: Counter
  durations: Histogram
  brokenChecks: Counter
  sqlDurations: Histogram
  /** Adds what one role alone counts. */
  counter(described: Described): Counter
  families(): Family[]
}

/** The metrics of one role of one lab, all sandboxes together: a label a sandbox would be without bound. */
export function createMetrics(): Metrics {
  const common = {
    requests: createCounter({
      name: 'oauth_lab_requests_total',
      help: 'Requests that were answered, by message, outcome (success, refused, failed) and HTTP status.',
      labels: ['message', 'outcome', 'status'],
    }),
    durations: createHistogram({
      name: 'oauth_lab_request_duration_seconds',
      help: 'How long requests took until their answer had left.',
      labels: ['message'],
    }),
    brokenChecks: createCounter({
      name: 'oauth_lab_broken_checks_total',
      help: 'Checks that did not hold, by their id: failed, or waived by a policy.',
      labels: ['check', 'outcome'],
    }),
    sqlDurations: createHistogram({
      name: 'oauth_lab_sql_duration_seconds',
      help: 'How long statements and commits took in the database.',
      labels: ['statement'],
    }),
  }
  const all: (Counter | Histogram)[] = Object.values(common)
  return {
    ...common,
    counter(described) {
      const own = createCounter(described)
      all.push(own)
      return own
    },
    families: () => all.map((one) => one.family()),
  }
}
