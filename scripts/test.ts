import type { Input } from './command-line/command.ts'

/** `./lab test [suite…]`: runs the suites, all of them unless told. Only a checkout has them. */
export async function run({ positionals }: Input): Promise<number> {
  const { runSuites } = await import('../tests/runner/run-suites.ts')
  return runSuites(positionals)
}
