import type { Sandbox } from '@oauth-lab/kit/sandbox.ts'

/** Runs `work` once for all who ask at the same time; they share its outcome. */
export function singleFlight<T>(
  sandbox: Sandbox,
  name: string,
  work: () => Promise<T>,
): Promise<T> {
  const key = `flight ${name}`
  const running = sandbox.cache.get(key) as Promise<T> | undefined
  if (running !== undefined) return running
  const flight = work().finally(() => sandbox.cache.delete(key))
  sandbox.cache.set(key, flight)
  return flight
}
