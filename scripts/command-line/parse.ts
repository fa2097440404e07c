import { parseArgs } from 'node:util'
import { hintOfNearest } from '@oauth-lab/kit/nearest.ts'
import { UsageError } from './command.ts'
import type { Command, Flag, Flags, Input } from './command.ts'

/** What was typed: a wish for the help of all, or a command by its name, to be explained or run. */
export type Wish =
  | { kind: 'help'; name?: string }
  | { kind: 'run'; name: string; args: readonly string[] }

/**
 * Reads which command is meant.
 * @param names of the commands
 * @throws UsageError for a command that does not exist, with the nearest match
 */
export function readWish(args: readonly string[], names: readonly string[]): Wish {
  const [first, ...rest] = args
  if (first === undefined || isHelp(first)) return { kind: 'help' }
  const name = first === 'help' ? rest[0] : first
  if (name === undefined) return { kind: 'help' }
  if (!names.includes(name)) {
    const kind = name.startsWith('-') ? 'flag' : 'command'
    const hint = hintOfNearest(name, [...names, 'help', '--help'])
    throw new UsageError([`there is no ${kind} ${name}${hint}`])
  }
  return first === 'help' || rest.some(isHelp)
    ? { kind: 'help', name }
    : { kind: 'run', name, args: rest }
}

/**
 * Reads a command's arguments.
 * @throws UsageError with every problem: unknown flags with the nearest match, values that can't be
 */
export function parseInput(name: string, command: Command, args: readonly string[]): Input {
  const problems: string[] = []
  const positionals: string[] = []
  const given: Record<string, unknown> = {}
  for (const token of tokensOf(command.flags, args)) {
    if (token.kind === 'positional') positionals.push(unmarked(token.value))
    if (token.kind !== 'option') continue
    const flag = command.flags[token.name]
    const value = token.value === undefined ? undefined : unmarked(token.value)
    if (flag === undefined || !token.rawName.startsWith('--')) {
      const flags = Object.keys(command.flags).map((one) => `--${one}`)
      const hint = hintOfNearest(`--${token.name}`, flags)
      problems.push(`there is no flag ${token.rawName}${hint}`)
    } else if (token.name in given) {
      problems.push(`--${token.name} is given twice`)
    } else if (flag.value === undefined) {
      if (value === undefined) given[token.name] = true
      else problems.push(`--${token.name} takes no value`)
    } else if (!value || (token.inlineValue === false && value.startsWith('--'))) {
      problems.push(`--${token.name} needs a value: --${token.name} ${flag.value}`)
    } else {
      given[token.name] = read(flag, value, (problem) =>
        problems.push(`--${token.name} ${problem}`),
      )
    }
  }
  problems.push(...problemsOfPositionals(command, positionals))
  if (problems.length > 0) throw new UsageError(problems, name)
  const switches = Object.keys(command.flags).filter((one) => !command.flags[one]!.value)
  const absent = Object.fromEntries(switches.map((one) => [one, false]))
  return { positionals, flags: { ...absent, ...given } as Input['flags'] }
}

function isHelp(argument: string): boolean {
  return argument === '--help' || argument === '-h'
}

/** Stands before arguments like `-1h`, which are no flags. */
const mark = '\0'

function tokensOf(flags: Flags, args: readonly string[]) {
  const options = Object.entries(flags).map(([name, { value }]) => {
    const type: 'boolean' | 'string' = value === undefined ? 'boolean' : 'string'
    return [name, { type }] as const
  })
  return parseArgs({
    args: args.map((argument) => (/^-\d/.test(argument) ? mark + argument : argument)),
    options: Object.fromEntries(options),
    strict: false,
    allowPositionals: true,
    tokens: true,
  }).tokens
}

function unmarked(text: string): string {
  return text.startsWith(mark) ? text.slice(1) : text
}

function read(flag: Flag, text: string, refuse: (problem: string) => void): unknown {
  if (flag.read === undefined) return text
  try {
    return flag.read(text)
  } catch (error) {
    refuse((error as Error).message)
    return undefined
  }
}

function problemsOfPositionals(command: Command, given: string[]): string[] {
  const { takes = [0, 0], words, usage } = command
  const [least, most] = takes
  const [first] = given
  if (given.length < least) return [`something is missing: ${usage}`]
  if (given.length > most) return [`${JSON.stringify(given[most])} is one argument too many`]
  if (first === undefined || words === undefined || words.includes(first)) return []
  return [`there is no ${first} here, only ${words.join(', ')}${hintOfNearest(first, words)}`]
}
