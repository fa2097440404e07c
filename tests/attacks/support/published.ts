import type { TestPlace } from '../../protocol/support/use-lab.ts'

/** A document at an address of the attacker's server, and who came to read it. */
export interface Published {
  address: string
  /** How many requests came to this address, and to the one that it redirects to. */
  requests(): Promise<{ here: number; behind: number }>
}

const paths = { here: '/authserver/published.json', behind: '/authserver/behind.json' }

/** Publishes JSON in a sandbox of the attacker; `redirect`: from there the answer leads on to it. */
export async function publish(
  { base, control }: TestPlace,
  body: unknown,
  { redirect = false }: { redirect?: boolean } = {},
): Promise<Published> {
  const answer = { status: 200, body }
  const onward = { status: 302, headers: { location: base + paths.behind } }
  await control.interventions.delete()
  for (const [path, reply] of [
    [paths.here, redirect ? onward : answer],
    [paths.behind, answer],
  ] as const) {
    const match = { role: 'authserver', path } as const
    await control.interventions.create({ match, do: { answer: reply } })
  }
  return {
    address: base + paths.here,
    async requests() {
      const { log } = await control.recording.har()
      const asked = log.entries.map(({ request }) => new URL(request.url).pathname)
      const count = (end: string) => asked.filter((path) => path.endsWith(end)).length
      return { here: count(paths.here), behind: count(paths.behind) }
    },
  }
}
