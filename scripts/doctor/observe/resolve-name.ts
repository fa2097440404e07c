import type { Observation } from './observation.ts'

// Sent into containers as text (see probe-program.ts): uses nothing from outside of itself.

/** The addresses of a host, as this place's resolver has them. */
export async function resolveName(host: string): Promise<Observation['name']> {
  const { lookup } = process.getBuiltinModule('node:dns/promises')
  try {
    const found = await lookup(host, { all: true })
    return { addresses: found.map(({ address }) => address) }
  } catch (error) {
    return { addresses: [], error: (error as NodeJS.ErrnoException).code ?? 'ENOTFOUND' }
  }
}
