/** A flag: with `value` it takes one, shown under that name; without it is a switch. */
export interface Flag {
  value?: string
  description: string
}

/** What a verb is given. */
export interface Input {
  positionals: string[]
  /** Values of the flags that were given. */
  values: Record<string, string | undefined>
  /** Switches that were given. */
  switches: Set<string>
}

export interface Verb {
  /** Returns the exit code; 0 when it returns nothing. */
  run(input: Input): Promise<number | void>
}

/** One command of `./lab`. */
export interface Command {
  name: string
  /** One line for the list of commands. */
  summary: string
  /** Names of the arguments as the usage line shows them, for example `[role]`. */
  usage: string
  /** How many arguments it takes at least and at most. */
  takes: readonly [number, number]
  /** Words that the first argument is one of, where that is so. */
  words?: readonly string[]
  flags: Readonly<Record<string, Flag>>
  /** Loads the verb; only the one that runs is read. */
  load(): Promise<Verb>
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
