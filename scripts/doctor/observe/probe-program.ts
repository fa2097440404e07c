import type { Question } from './observation.ts'
import { observe, tools } from './observe.ts'

/**
 * `observe` as one self-contained program for `node --input-type=module -`: it prints the
 * observation as JSON. So a container is looked at by the very code that looks from this machine.
 */
export function probeProgram(question: Question): string {
  const texts = Object.entries(tools).map(([name, tool]) => `  ${name}: ${String(tool)},`)
  return [
    'const tools = {',
    ...texts,
    '}',
    `const observe = ${String(observe)}`,
    `const observation = await observe(${JSON.stringify(question)}, tools)`,
    'process.stdout.write(JSON.stringify(observation))',
    '',
  ].join('\n')
}
