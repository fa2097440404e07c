import type { TestPlace } from './use-lab.ts'

const path = '/authserver/published.json'

/** Where a sandbox publishes what a test gives it. */
export function publishedAt({ base }: Pick<TestPlace, 'base'>): string {
  return base + path
}

/** Publishes JSON at an address of a sandbox, in the place of what stood there; returns the address. */
export async function publish(
  publisher: TestPlace,
  document: unknown,
  status = 200,
): Promise<string> {
  const { interventions } = publisher.control
  await interventions.delete()
  await interventions.create({
    match: { role: 'authserver', path },
    do: { answer: { status, body: document } },
  })
  return publishedAt(publisher)
}
