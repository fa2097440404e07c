import { defineCommand } from './command-line/command.ts'

/** `./lab test [suite…]`: runs the suites, all of them unless told. Only a checkout has them. */
export const command = defineCommand({
  usage: '[suite…]',
  takes: [0, Infinity],
  flags: {},
  async run({ positionals }) {
    const { runSuites } = await import('../tests/runner/run-suites.ts')
    return runSuites(positionals)
  },
})
