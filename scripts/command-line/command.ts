/** A flag: with `value` it takes one, shown under that name; without it is a switch. */
export interface Flag {
  description: string
  value?: string
  /** Reads the value. @throws Error whose message goes on after the flag's name */
  read?(text: string): unknown
}

export type Flags = Readonly<Record<string, Flag>>

/** What a command is told by its flags: of each switch whether it was there, and the values that were given. */
export type Given<F extends Flags> = {
  readonly [Name in SwitchOf<F>]: boolean
} & {
  readonly [Name in Exclude<keyof F, SwitchOf<F>>]?: ValueOf<F[Name]>
}

type SwitchOf<F extends Flags> = {
  [Name in keyof F]: F[Name] extends { value: string } ? never : Name
}[keyof F]

type ValueOf<F extends Flag> = F extends { read(text: string): infer Value } ? Value : string

/** What a command is given. */
export interface Input<F extends Flags = Flags> {
  positionals: string[]
  flags: Given<F>
}

/** One command of `./lab`. */
export interface Command<F extends Flags = Flags> {
  /** Names of the arguments as the usage line shows them, for example `[role]`; none unless told. */
  usage?: string
  /** How many arguments it takes at least and at most; none unless told. */
  takes?: readonly [number, number]
  /** Words that the first argument is one of, where that is so. */
  words?: readonly string[]
  flags: F
  /** Returns the exit code; 0 when it returns nothing. */
  run(input: Input<F>): Promise<number | void>
}

/** A command's row in the table of commands. */
export interface CommandRow {
  /** One line for the list of commands. */
  summary: string
  /** Whether only a checkout of the project has what it needs. */
  inCheckout?: true
  /** Loads the command; only the one that is asked for is read. */
  load(): Promise<{ command: Command }>
}

/** Gives `run` the types of the flags that are declared beside it; the parser keeps to them. */
export function defineCommand<const F extends Flags>(command: Command<F>): Command {
  return command
}

/** A command line that can't be followed: every problem at once. Exit code 2. */
export class UsageError extends Error {
  override name = 'UsageError'
  readonly problems: string[]
  readonly command: string | undefined

  constructor(problems: string[], command?: string) {
    super(problems.join('\n'))
    this.problems = problems
    this.command = command
  }
}

/** Something that did not work, in words for the person who typed the command. Exit code 1. */
export class CommandFailure extends Error {
  override name = 'CommandFailure'
}
