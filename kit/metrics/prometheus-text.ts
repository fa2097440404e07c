import { AggregatorRegistry, prometheusContentType } from 'prom-client'
import type { Family } from './tally.ts'

/** The media type of {@link prometheusText}. */
export const mediaType: string = prometheusContentType

/**
 * Families in Prometheus' text format 0.0.4.
 * @param role stands as a label at each figure
 */
export function prometheusText(families: readonly Family[], role: string): Promise<string> {
  const summed = families.map((family) => ({ ...family, aggregator: 'sum' }))
  const registry = AggregatorRegistry.aggregate([summed])
  registry.setDefaultLabels({ role })
  return registry.metrics()
}
