import { askIssuer } from './ask-issuer.ts'
import { ask } from './ask.ts'
import type { Question } from './observation.ts'
import { observe } from './observe.ts'
import { openConnection } from './open-connection.ts'
import { readPlace } from './read-place.ts'
import { resolveName } from './resolve-name.ts'

/**
 * `observe` as one self-contained program for `node --input-type=module -`: it prints the
 * observation as JSON. So a container is looked at by the very code that looks from this machine.
 */
export function probeProgram(question: Question): string {
  return [
    ...[readPlace, resolveName, openConnection, ask, askIssuer, observe].map(String),
    `const observation = await ${observe.name}(${JSON.stringify(question)})`,
    'process.stdout.write(JSON.stringify(observation))',
    '',
  ].join('\n')
}
