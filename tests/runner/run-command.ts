import { stripVTControlCharacters } from 'node:util'
import { execa } from 'execa'

/** What a command left: its exit code (1 if a signal ended it) and everything it wrote. */
export interface CommandResult {
  code: number
  output: string
}

/**
 * Runs a command to its end, without a terminal, and keeps what it writes.
 * @param options.show hands its output to the terminal as well
 * @throws when the command does not exist
 */
export async function runCommand(
  command: string,
  args: string[],
  options: { cwd?: string; env?: NodeJS.ProcessEnv; show?: boolean } = {},
): Promise<CommandResult> {
  const { cwd, env, show = false } = options
  const stream = show ? (['pipe', 'inherit'] as const) : ('pipe' as const)
  const result = await execa(command, args, {
    ...(cwd !== undefined && { cwd }),
    env: env ?? {},
    stdin: 'ignore',
    stdout: stream,
    stderr: stream,
    all: true,
    reject: false,
    stripFinalNewline: false,
  })
  const { exitCode, signal } = result
  if (exitCode === undefined && signal === undefined) throw result
  // Some tools colour what they write as soon as CI is set.
  return { code: exitCode ?? 1, output: stripVTControlCharacters(result.all ?? '') }
}
