import { parseArgs } from 'node:util'
import { nearest } from '../nearest.ts'
import { UsageError } from './command.ts'
import type { Command, Input } from './command.ts'

/** What was typed: a command with its input, or a wish for help. */
export type Wish =
  | { kind: 'help'; command?: Command }
  | { kind: 'run'; command: Command; input: Input }

/**
 * Reads the arguments of `./lab`.
 * @throws UsageError with every problem: unknown commands and flags with the nearest match
 */
export function parseCommandLine(args: readonly string[], commands: readonly Command[]): Wish {
  const [first, ...rest] = args
  if (first === undefined || isHelp(first)) return { kind: 'help' }
  if (first === 'help') {
    return rest[0] === undefined
      ? { kind: 'help' }
      : { kind: 'help', command: find(rest[0], commands) }
  }
  const command = find(first, commands)
  return rest.some(isHelp)
    ? { kind: 'help', command }
    : { kind: 'run', command, input: parseInput(command, rest) }
}

function isHelp(argument: string): boolean {
  return argument === '--help' || argument === '-h'
}

function find(name: string, commands: readonly Command[]): Command {
  const command = commands.find((one) => one.name === name)
  if (command !== undefined) return command
  const kind = name.startsWith('-') ? 'flag' : 'command'
  const near = nearest(name, [...commands.map((one) => one.name), 'help', '--help'])
  throw new UsageError([`there is no ${kind} ${name}${hint(near)}`])
}

function hint(near: string | undefined): string {
  return near === undefined ? '' : `; did you mean ${near}?`
}

/** Stands before arguments like `-1h`, which are no flags. */
const mark = '\0'

function parseInput(command: Command, args: readonly string[]): Input {
  const { tokens } = parseArgs({
    args: args.map((argument) => (/^-\d/.test(argument) ? mark + argument : argument)),
    options: Object.fromEntries(
      Object.entries(command.flags).map(([name, { value }]) => [
        name,
        { type: value === undefined ? ('boolean' as const) : ('string' as const) },
      ]),
    ),
    strict: false,
    allowPositionals: true,
    tokens: true,
  })
  const problems: string[] = []
  const input: Input = { positionals: [], values: {}, switches: new Set() }
  for (const token of tokens) {
    if (token.kind === 'positional') input.positionals.push(unmarked(token.value))
    if (token.kind !== 'option') continue
    const flag = command.flags[token.name]
    const value = token.value === undefined ? undefined : unmarked(token.value)
    if (flag === undefined || !token.rawName.startsWith('--')) {
      const near = nearest(
        `--${token.name}`,
        Object.keys(command.flags).map((name) => `--${name}`),
      )
      problems.push(`there is no flag ${token.rawName}${hint(near)}`)
    } else if (token.name in input.values || input.switches.has(token.name)) {
      problems.push(`--${token.name} is given twice`)
    } else if (flag.value === undefined) {
      if (value === undefined) input.switches.add(token.name)
      else problems.push(`--${token.name} takes no value`)
    } else if (!value || (token.inlineValue === false && value.startsWith('--'))) {
      problems.push(`--${token.name} needs a value: --${token.name} ${flag.value}`)
    } else {
      input.values[token.name] = value
    }
  }
  problems.push(...problemsOfPositionals(command, input.positionals))
  if (problems.length > 0) throw new UsageError(problems, command.name)
  return input
}

function problemsOfPositionals({ takes, words, usage }: Command, given: string[]): string[] {
  const [least, most] = takes
  const [first] = given
  if (given.length < least) return [`something is missing: ${usage}`]
  if (given.length > most) return [`${JSON.stringify(given[most])} is one argument too many`]
  if (first === undefined || words === undefined || words.includes(first)) return []
  return [`there is no ${first} here, only ${words.join(', ')}${hint(nearest(first, words))}`]
}

function unmarked(text: string): string {
  return text.startsWith(mark) ? text.slice(1) : text
}
