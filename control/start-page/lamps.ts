import { metadataUrlOf } from '@oauth-lab/kit/discovery.ts'
import type { Sandbox } from '@oauth-lab/kit/sandbox.ts'
import type { Fetch } from '@oauth-lab/kit/trust.ts'
import type { Lamp } from './start-model.ts'

/** How long a role may take to answer before its lamp goes out, milliseconds. */
const timeout = 2000

/** Asks every role over the wire whether it answers, and how fast. */
export function measureLamps(
  { origin, authorizationServer: { issuer } }: Sandbox,
  fetch: Fetch,
  isOwn: (role: Lamp['role']) => boolean,
): Promise<Lamp[]> {
  const roles = ['authserver', 'client', 'resserver'] as const
  return Promise.all(
    roles.map(async (role): Promise<Lamp> => {
      const started = performance.now()
      // An external program need not have a health page: any answer of its own is one.
      const url =
        role === 'authserver' && isOwn(role) ? metadataUrlOf(issuer) : `${origin}/${role}/healthz`
      const up = await answers(url, fetch, isOwn(role))
      return { role, up, ms: performance.now() - started }
    }),
  )
}

async function answers(url: string, fetch: Fetch, isOwn: boolean): Promise<boolean> {
  try {
    const response = await fetch(url, { signal: AbortSignal.timeout(timeout) })
    await response.body?.cancel()
    return response.ok || (isOwn && response.status < 500)
  } catch {
    return false
  }
}
