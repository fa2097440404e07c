import { writeFile } from 'node:fs/promises'
import { resolve } from 'node:path'
import { UsageError } from './command-line/command.ts'
import type { Input } from './command-line/command.ts'

/** `./lab bench start|rates`: how fast the lab starts and answers, beside other servers in the same run. */
export async function run({ positionals, values, switches }: Input): Promise<number> {
  const kinds = readKinds(positionals)
  const only = readPattern(values['only'])
  const { bench } = await import('../tests/bench/bench.ts')
  const { report, complete } = await bench({
    kinds,
    quick: switches.has('quick'),
    ...(only !== undefined && { only }),
  })
  const file = values['json']
  if (file !== undefined) await writeFile(resolve(file), `${JSON.stringify(report, null, 2)}\n`)
  return complete ? 0 : 1
}

const known = ['start', 'rates'] as const
type Kind = (typeof known)[number]

function readKinds(positionals: string[]): Kind[] {
  const wrong = positionals.find((one) => !(known as readonly string[]).includes(one))
  if (wrong !== undefined) {
    throw new UsageError([`there is no ${wrong} here, only ${known.join(', ')}`], 'bench')
  }
  return known.filter((kind) => positionals.includes(kind))
}

function readPattern(text: string | undefined): RegExp | undefined {
  try {
    return text === undefined ? undefined : new RegExp(text, 'i')
  } catch {
    throw new UsageError([`--only ${text} is not a regular expression`], 'bench')
  }
}
