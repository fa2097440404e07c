import { writeFile } from 'node:fs/promises'
import { resolve } from 'node:path'
import { defineCommand, UsageError } from './command-line/command.ts'

/** `./lab bench start|rates|control|explain|console`: how fast the lab starts and answers, beside other servers in the same run. */
export const command = defineCommand({
  usage: 'start | rates | control | explain | console',
  takes: [1, 5],
  words: ['start', 'rates', 'control', 'explain', 'console'],
  flags: {
    json: { value: 'FILE', description: 'write the figures there too' },
    quick: { description: 'fewer and shorter runs: to see that it works' },
    only: {
      value: 'PATTERN',
      description: 'rows that this regular expression fits',
      read: readPattern,
    },
  },
  async run({ positionals, flags }) {
    const kinds = readKinds(positionals)
    const { json: file, only, quick } = flags
    const { bench } = await import('../tests/bench/bench.ts')
    const { report, complete } = await bench({
      kinds,
      quick,
      ...(only !== undefined && { only }),
    })
    if (file !== undefined) await writeFile(resolve(file), `${JSON.stringify(report, null, 2)}\n`)
    return complete ? 0 : 1
  },
})

const known = ['start', 'rates', 'control', 'explain', 'console'] as const
type Kind = (typeof known)[number]

function readKinds(positionals: string[]): Kind[] {
  const wrong = positionals.find((one) => !(known as readonly string[]).includes(one))
  if (wrong !== undefined) {
    throw new UsageError([`there is no ${wrong} here, only ${known.join(', ')}`], 'bench')
  }
  return known.filter((kind) => positionals.includes(kind))
}

function readPattern(text: string): RegExp {
  try {
    return new RegExp(text, 'i')
  } catch {
    throw new Error(`${text} is not a regular expression`)
  }
}
