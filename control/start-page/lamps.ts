import type { Fetch } from '@oauth-lab/kit/trust.ts'
import type { Lamp } from './start-page.ts'

/** How long a role may take to answer before its lamp goes out, milliseconds. */
const patience = 2000

/** Asks every role over the wire whether it answers, and how fast. */
export function measureLamps(origin: string, fetch: Fetch): Promise<Lamp[]> {
  const roles = ['authserver', 'client', 'resserver'] as const
  return Promise.all(
    roles.map(async (role): Promise<Lamp> => {
      const started = performance.now()
      const up = await answers(`${origin}/${role}/healthz`, fetch)
      return { role, up, ms: performance.now() - started }
    }),
  )
}

async function answers(url: string, fetch: Fetch): Promise<boolean> {
  try {
    const response = await fetch(url, { signal: AbortSignal.timeout(patience) })
    await response.body?.cancel()
    return response.ok
  } catch {
    return false
  }
}
